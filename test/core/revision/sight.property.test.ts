/** Sight against made-up histories: whatever was lost or late, the head that was really there is in the set, or the set is unknown. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Instant, instantOf, later, nodeIdOf, type Sha } from "../../../src/core/ids.ts";
import type { Sighting } from "../../../src/core/memory.ts";
import { headsAt } from "../../../src/core/revision/sight.ts";
import type { HeadMove } from "../../../src/core/statements.ts";
import { person, sha } from "../../given.ts";

type Happening = { readonly wait: number } & (
  | { readonly kind: "push"; readonly pick: number; readonly isLost: boolean }
  | { readonly kind: "force"; readonly pick: number; readonly isLost: boolean }
  | { readonly kind: "delivery" }
  | { readonly kind: "read"; readonly lag: number }
);

const wait = fc.integer({ min: 0, max: 12 });
const pick = fc.nat(5);
const happening: fc.Arbitrary<Happening> = fc.oneof(
  fc.record({ kind: fc.constant("push" as const), wait, pick, isLost: fc.boolean() }),
  fc.record({ kind: fc.constant("force" as const), wait, pick, isLost: fc.boolean() }),
  fc.record({ kind: fc.constant("delivery" as const), wait }),
  fc.record({ kind: fc.constant("read" as const), wait, lag: fc.nat(12) }),
);
const history = fc.record({
  isOpeningTold: fc.boolean(),
  settle: fc.nat(12),
  before: fc.array(happening, { maxLength: 12 }),
  after: fc.array(happening, { maxLength: 10 }),
});

/** A branch on which commits have one parent each; heads in the order in which they came, with the second of each. */
class Branch {
  now: Instant = instantOf("2026-03-02T10:00:00Z");
  readonly stays: { readonly head: number; readonly since: Instant }[] = [{ head: 0, since: this.now }];
  readonly parents: (number | undefined)[] = [undefined];
  readonly sightings: Sighting[] = [];
  readonly moves: HeadMove[] = [];

  get head(): number {
    return this.stays.at(-1)?.head ?? 0;
  }

  happen(what: Happening, settle: number): void {
    this.now = later(this.now, what.wait);
    if (what.kind === "delivery") this.sightings.push({ head: name(this.head), at: this.now, source: "delivery" });
    else if (what.kind === "read") this.read(Math.min(what.lag, settle));
    else this.move(what.kind === "force", what.pick, what.isLost);
  }

  read(lag: number): void {
    const shown = this.stays.findLast(({ since }) => since <= this.now - lag) ?? this.stays[0];
    this.sightings.push({ head: name(shown?.head ?? 0), at: this.now, source: "read" });
  }

  private move(isForced: boolean, pick: number, isLost: boolean): void {
    const before = this.head;
    const known = this.parents.map((_, commit) => commit).filter((commit) => commit !== before);
    const choices = known.filter((commit) => this.descends(commit, before) !== isForced);
    const after = choices[pick] ?? this.commit(isForced ? undefined : before);
    this.stays.push({ head: after, since: this.now });
    const way = { before: name(before), after: name(after) };
    if (isForced)
      this.moves.push({
        kind: "head",
        what: "forced",
        id: nodeIdOf(`move-${this.moves.length}`),
        at: this.now,
        by: person("author"),
        ...way,
      });
    if (!isLost) this.sightings.push({ head: way.after, before: way.before, at: this.now, source: "delivery" });
  }

  private commit(parent: number | undefined): number {
    return this.parents.push(parent) - 1;
  }

  private descends(commit: number, ancestor: number): boolean {
    for (let at: number | undefined = commit; at !== undefined; at = this.parents[at]) if (at === ancestor) return true;
    return false;
  }
}

const name = (commit: number): Sha => sha(`commit ${commit}`);

function played({ isOpeningTold, settle, before, after }: typeof history extends fc.Arbitrary<infer T> ? T : never) {
  const branch = new Branch();
  if (isOpeningTold) branch.sightings.push({ head: name(0), at: branch.now, source: "opened" });
  for (const what of before) branch.happen(what, settle);
  const at = branch.now;
  const seen = branch.stays.filter((_, index) => (branch.stays[index + 1]?.since ?? at) > at - settle).map(({ head }) => name(head));
  const truth = [...seen, name(branch.head)];
  for (const what of after) branch.happen(what, settle);
  branch.now = later(branch.now, 1);
  branch.read(0);
  return { input: { at, settle, sightings: branch.sightings, moves: branch.moves }, truth };
}

/** Forced twice from one commit to another within `settle`, of which one delivery tells. */
const twiceTheSameWay: Parameters<typeof played>[0] = {
  ...{ isOpeningTold: false, settle: 5 },
  before: [
    { kind: "force", wait: 0, pick: 0, isLost: false },
    { kind: "push", wait: 5, pick: 0, isLost: true },
  ],
  after: [
    { kind: "force", wait: 2, pick: 1, isLost: true },
    { kind: "push", wait: 4, pick: 0, isLost: false },
    { kind: "force", wait: 1, pick: 1, isLost: false },
  ],
};

describe("over histories of pushes and forced pushes", () => {
  test("what was really there is in the set, whatever deliveries were lost and however far reads lag", () => {
    fc.assert(
      fc.property(history, (one) => {
        const { input, truth } = played(one);
        const result = headsAt(input);
        if (result.kind === "known" && result.isFinal) for (const head of truth) expect(result.heads).toContain(head);
      }),
      { numRuns: 20_000, examples: [[twiceTheSameWay]] },
    );
  });

  test("the order in which deliveries arrive, and a second copy of each, change nothing", () => {
    fc.assert(
      fc.property(history, (one) => {
        const { input } = played(one);
        const doubled = input.sightings.flatMap((sighting) => [sighting, { ...sighting }]).toReversed();
        expect(headsAt({ ...input, sightings: doubled })).toEqual(headsAt(input));
      }),
      { numRuns: 2_000 },
    );
  });

  test("with nothing lost and a minute between any two moves, the set holds exactly the head that was there", () => {
    fc.assert(
      fc.property(history, (one) => {
        const calm = (all: readonly Happening[]) =>
          all.map((what) => ({ ...what, wait: 60 + what.wait, ...("isLost" in what ? { isLost: false } : {}) }));
        const pause: Happening = { kind: "delivery", wait: 0 };
        const { input, truth } = played({
          ...one,
          isOpeningTold: true,
          before: [...calm(one.before), pause, { ...pause, wait: 60 }],
          after: [{ kind: "read", wait: one.settle + 1, lag: 0 }, ...calm(one.after)],
        });
        const result = headsAt(input);
        expect(result.kind).toBe("known");
        if (result.kind === "known" && result.isFinal) expect([...result.heads]).toEqual([truth.at(-1)]);
      }),
      { numRuns: 2_000 },
    );
  });
});
