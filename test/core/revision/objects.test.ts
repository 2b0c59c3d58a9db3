/** Names in git trees: bytes, of which no two may become one name. */
import { describe, expect, test } from "vitest";
import { directoryIn } from "../../../src/cli/clone.ts";
import { entryName } from "../../../src/core/revision/objects.ts";

const bytes = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

describe("a name", () => {
  test.each([
    ["in ASCII", "main.go", "main.go"],
    ["in UTF-8", "\u00c3\u00a4", "ä"],
    ["that begins with a byte order mark", "\u00ef\u00bb\u00bfa", "\ufeffa"],
    ["in Latin-1", "\u00e4", "\udce4"],
    ["that ends within a character", "\u00c3\u00a4\u00c3", "\udcc3\udca4\udcc3"],
  ])("%s", (_, given, name) => expect(entryName(bytes(given))).toBe(name));

  test("is another one for other bytes", () => {
    const all = Array.from({ length: 256 }, (_, first) =>
      Array.from({ length: 256 }, (_, second) => entryName(Uint8Array.of(first, second))),
    );
    expect(new Set(all.flat()).size).toBe(256 * 256);
  });
});

describe("a tree as git stores it", () => {
  const oid = (length: number, byte = "\u00aa") => byte.repeat(length);
  test.each([20, 32])("with ids of %i bytes", (length) => {
    const tree = bytes(`100644 a b\0${oid(length)}40000 d\0${oid(length, "\u00bb")}`);
    expect(directoryIn(tree, length)).toEqual([
      { mode: "100644", name: "a b", oid: "aa".repeat(length) },
      { mode: "40000", name: "d", oid: "bb".repeat(length) },
    ]);
  });
  test.each([
    ["ends within an id", `100644 a\0${oid(19)}`],
    ["ends within a name", "100644 a"],
    ["ends within a mode", "100644"],
  ])("that %s is none", (_, text) => expect(directoryIn(bytes(text), 20)).toEqual({ unreadable: "unreadable" }));
  test("may be empty", () => expect(directoryIn(new Uint8Array(), 20)).toEqual([]));
});
