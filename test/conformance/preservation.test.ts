/** Real pairs of heads: what git calls the reviewed change is kept, and nothing else. */
import { describe, expect, test } from "vitest";
import { hasPreservation, type Judged, judgedPairs } from "./preservation.ts";
import { isSound, preservationReport, renamed, unsafe } from "./preservation-report.ts";

const data = "../shared/data";

describe.skipIf(!hasPreservation(data))("beside the real data", () => {
  const pairs = hasPreservation(data) ? judgedPairs(data) : [];
  const counted = (holds: (one: Judged) => boolean) => pairs.filter(holds).length;

  test("nothing is kept that git calls another change or a conflict", () => expect(unsafe(pairs)).toEqual([]));
  test("everything is kept that git calls the same change, unless its contents are not given", () => {
    expect(isSound(pairs)).toBe(true);
    expect(counted(({ truth, line }) => truth === "carries" && line.carries === true)).toBe(93);
    expect(counted(({ truth, line }) => truth === "carries" && line.reason === "contents not given")).toBe(14);
  });
  test("a squash is the same change, and no pair is one commit", () => {
    const classes = new Set(pairs.filter(({ kind }) => kind === "squash_same_base").map(({ line }) => line.class));
    expect([...classes]).toEqual(["same change"]);
    expect(counted(({ line }) => line.class === "same commit")).toBe(0);
  });
  test("a head with the reviewed tree that undoes what the base brought is not kept", () =>
    expect(pairs.at(-1)?.line).toMatchObject({ id: "r397", carries: false, class: "changed", reason: "differs" }));
  test("the report names what rests on git's guesses about renames", () => {
    const report = preservationReport(pairs);
    for (const { line } of renamed(pairs)) expect(report).toContain(`${line.set} ${line.id}`);
    expect(renamed(pairs).length).toBeGreaterThan(0);
  });
});

describe("a pair that is judged otherwise than git does", () => {
  const one = (carries: boolean | null, reason: Judged["line"]["reason"], truth: Judged["truth"]): Judged => ({
    line: { set: "case", id: "1", carries, class: carries ? "base moved" : "changed", reason },
    kind: "made up",
    truth,
  });
  test.each<[string, Judged, boolean]>([
    ["kept against git's word is a hole", one(true, null, "differs"), false],
    ["kept against a conflict is one", one(true, null, "conflict"), false],
    ["lost against git's word counts", one(false, "differs", "carries"), false],
    ["lost to a rename is excused", one(false, "rename", "carries"), true],
    ["that could not be told is excused", one(null, "contents not given", "carries"), true],
    ["of which git's word is kept aside counts for nothing", one(true, null, undefined), true],
  ])("%s", (_, pair, sound) => expect(isSound([pair])).toBe(sound));
});
