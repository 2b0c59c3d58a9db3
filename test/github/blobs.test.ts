/** Contents read by id, for merging: byte for byte those of the blob, or a reason why not. */
import { describe, expect, test } from "vitest";
import { shaOf } from "../../src/core/ids.ts";
import { contentsOf, keepContents } from "../../src/github/blobs.ts";
import { IncompleteRead } from "../../src/github/errors.ts";
import { placeOn } from "./place.ts";
import { askedDuring, type Stage, stage } from "./stage.ts";

const nowhere = shaOf("0123456789".repeat(4));

function given(made: Stage = stage()) {
  const { store } = made.repository;
  const blob = (content: string | Uint8Array) => shaOf(store.writeBlob(content));
  return { ...made, ...placeOn(made), blob };
}

const routes = (asked: readonly string[]): readonly string[] => asked.filter((route) => !route.includes("access_tokens"));
const single = "GET /repos/{owner}/{repo}/git/blobs/{sha}";

describe("a content", () => {
  test.each<[what: string, content: string | Uint8Array, asked: readonly string[]]>([
    ["text", "package a\n// ä𝒻\r\n", ["graphql Blobs"]],
    ["nothing at all", "", ["graphql Blobs"]],
    ["text with a byte order mark", "\ufeffpackage a\n", ["graphql Blobs"]],
    ["binary", new Uint8Array([0, 1, 2, 255]), ["graphql Blobs", single]],
    ["text that is no UTF-8", Buffer.from("caf\xe9\n", "latin1"), ["graphql Blobs", single]],
    ["longer than the 512,000 bytes that GraphQL gives", "x".repeat(512_001), ["graphql Blobs", single]],
    ["a mebibyte, which `bowsprit carry` merges too", "x".repeat(2 ** 20), ["graphql Blobs", single]],
  ])("that is %s comes byte for byte, and once", async (_, content, asked) => {
    const { place, world, blob } = given();
    const oid = blob(content);
    const read = async () => {
      const bytes = (await contentsOf(place, [oid])).get(oid);
      expect(bytes instanceof Uint8Array && Buffer.compare(bytes, Buffer.from(content))).toBe(0);
    };
    expect(routes(await askedDuring(world, read))).toEqual(asked);
    expect(await askedDuring(world, read)).toEqual([]);
  });

  test("of more than a mebibyte is too large, and is not fetched to find that out", async () => {
    const { place, world, blob } = given();
    const oids = [blob("x".repeat(2 ** 20 + 1)), blob(new Uint8Array(2 ** 20 + 1))];
    const read = async () => expect(await contentsOf(place, oids)).toEqual(new Map(oids.map((oid) => [oid, { unreadable: "too large" }])));
    expect(routes(await askedDuring(world, read))).toEqual(["graphql Blobs"]);
    expect(await askedDuring(world, read)).toEqual([]);
  });

  test("that GitHub has no more is unreadable, and is asked for again the next time", async () => {
    const { place, world } = given();
    expect(await contentsOf(place, [nowhere])).toEqual(new Map([[nowhere, { unreadable: "unreadable" }]]));
    expect(await askedDuring(world, () => contentsOf(place, [nowhere]))).toEqual(["graphql Blobs"]);
  });

  test("that came otherwise than its id says is read byte by byte, and refused where that is another one, too", async () => {
    const { place, post, blob } = given();
    const oid = blob("package a\n");
    post.answers = (body) => body.replace("package a", "package b");
    expect(await contentsOf(place, [oid])).toEqual(new Map([[oid, Buffer.from("package a\n")]]));
    const other = blob("package c\n");
    post.answers = (body) =>
      body.replace("package c", "package d").replace(Buffer.from("package c\n").toString("base64"), "cGFja2FnZSBkCg==");
    await expect(contentsOf(place, [other])).rejects.toThrow(IncompleteRead);
  });
});

test("25 contents go into one request", async () => {
  const { place, world, blob } = given();
  const oids = Array.from({ length: 26 }, (_, index) => blob(`file ${index}\n`));
  expect(routes(await askedDuring(world, () => contentsOf(place, oids)))).toEqual(["graphql Blobs", "graphql Blobs"]);
});

test("of those that only REST gives twenty are read, and the others are too large", async () => {
  const { place, blob } = given();
  const oids = Array.from({ length: 21 }, (_, index) => blob(new Uint8Array([0, index])));
  const contents = await contentsOf(place, oids);
  expect(oids.filter((oid) => contents.get(oid) instanceof Uint8Array)).toHaveLength(20);
  expect(contents.get(oids.at(-1) ?? nowhere)).toEqual({ unreadable: "too large" });
});

test("what is kept for later is not asked for again, and of what only REST gives twenty are kept", async () => {
  const { place, world, blob } = given();
  const texts = Array.from({ length: 30 }, (_, index) => blob(`file ${index}\n`));
  const binaries = Array.from({ length: 21 }, (_, index) => blob(new Uint8Array([0, index])));
  const asked = routes(await askedDuring(world, () => keepContents(place, [...texts, ...binaries])));
  expect(asked.filter((route) => route === single)).toHaveLength(20);
  expect(await askedDuring(world, () => contentsOf(place, [...texts, ...binaries.slice(0, 20)]))).toEqual([]);
});
