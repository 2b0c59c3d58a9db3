/** Sights: what is read for a vote, what is taken from memory and from our own comment, and what becomes of it when the base changes. */
import { describe, expect, test } from "vitest";
import { known, type Read, type RevisionFacts, unread } from "../../../src/core/facts.ts";
import { type Instant, later, loginOf, nodeIdOf, type Sha } from "../../../src/core/ids.ts";
import type { Sighting, VoteRecord } from "../../../src/core/memory.ts";
import { nothingFound } from "../../../src/core/revision/pushes.ts";
import { cancelSight, type Revision, revisionKey, type Sight } from "../../../src/core/revision/revision.ts";
import { type RevisionInput, revisionFacts } from "../../../src/core/revision/sights.ts";
import { voteComment } from "../../../src/core/revision/vote-comment.ts";
import type { BaseChange, Statement } from "../../../src/core/statements.ts";
import { comment, objectsOf, ourComment, person, review, revisionOfNow, sha, start, us } from "../../given.ts";

const at = (second: number): Instant => later(start, second);
const id = nodeIdOf("vote");
const said = comment("alice", "/lgtm")({ id, at: at(1000) });
const revision = (head: string, more: Partial<Revision> = {}): Revision => ({
  ...revisionOfNow,
  head: sha(head),
  tree: sha(`tree of ${head}`),
  ...more,
});
const now = revision("A");
const opened: Sighting = { head: sha("A"), at: at(0), source: "opened" };
const read = (head: string, second: number): Sighting => ({ head: sha(head), at: at(second), source: "read" });
const push = (before: string, head: string, second: number): Sighting => ({
  head: sha(head),
  at: at(second),
  source: "delivery",
  before: sha(before),
});
const rebased = (from: string, to: string, second: number): BaseChange => ({
  kind: "base",
  id: nodeIdOf(`base-${second}`),
  at: at(second),
  by: person("author"),
  from,
  to,
});
const record = (sight: Sight, more: Partial<VoteRecord> = {}): VoteRecord => ({
  ...{ statement: id, by: person("alice").id, login: loginOf("alice"), at: at(1000), isEntitled: true, baseRef: "main", sight },
  ...more,
});
const sees = (heads: readonly Revision[], isFinal = true): Sight => ({ kind: "known", revisions: heads, isFinal });

interface Given extends Partial<Omit<RevisionInput, "votes">> {
  readonly votes?: readonly VoteRecord[];
}

/** Facts, and the heads that were asked for on the way. */
function observed(
  given: Given,
  answers: (head: Sha) => Read<Revision> = (head) => known(revision(nameOf(head))),
): { facts: RevisionFacts; asked: string[] } {
  const statements: readonly Statement[] = given.statements ?? [said];
  const computation = revisionFacts({
    ...{
      now,
      me: us.id,
      baseRef: "main",
      settle: 10,
      sightings: [opened, read("A", 1020)],
      ours: [],
      ...{ commits: 1, isLabelled: false, found: nothingFound },
      binding: new Set([id]),
    },
    ...given,
    statements,
    votes: new Map((given.votes ?? []).map((vote) => [vote.statement, vote])),
  });
  const asked: string[] = [];
  let step = computation.next();
  while (!step.done) {
    const need = step.value;
    if (need.kind === "objects") step = computation.next({ kind: "objects", objects: objectsOf(need.objects) });
    else {
      asked.push(nameOf(need.head));
      step = computation.next({ kind: "revision", revision: answers(need.head) });
    }
  }
  return { facts: step.value, asked };
}

const nameOf = (head: Sha): string => ["A", "B", "C"].find((name) => sha(name) === head) ?? "?";
const sightIn = (given: Given): Sight | undefined => observed(given).facts.sights.get(id);
const pushed = { now: revision("B"), sightings: [opened, push("A", "B", 995), read("B", 1020)] };

describe("what is read", () => {
  test("the head of now costs nothing", () => {
    const { facts, asked } = observed({});
    expect(asked).toEqual([]);
    expect(facts.sights.get(id)).toEqual(sees([now]));
    expect(facts.carries.get(revisionKey(now))).toEqual({ carries: true, class: "same commit" });
  });

  test("each other head is asked for once, however many votes it has", () => {
    const second = comment("bob", "/lgtm")({ id: nodeIdOf("second"), at: at(1000) });
    expect(observed({ ...pushed, statements: [said, second], binding: new Set([id, second.id]) }).asked).toEqual(["A"]);
  });

  test("what was read once is never read again, nor replaced by the merge base of now", () => {
    const before = revision("A", { mergeBase: sha("older base") });
    const { facts, asked } = observed({ votes: [record(sees([before]))] });
    expect(asked).toEqual([]);
    expect(facts.sights.get(id)).toEqual(sees([before]));
  });

  test("a commit that GitHub has no more makes the vote unknown", () => {
    const { facts } = observed(pushed, () => unread("GitHub no longer has it"));
    expect(facts.sights.get(id)).toEqual({ kind: "unknown", reason: "GitHub no longer has it" });
  });

  test.each<[string, VoteRecord]>([
    ["a cancel", record(cancelSight)],
    ["what was refused", record(sees([now]), { isEntitled: false })],
  ])("%s needs no revision", (_, vote) => {
    expect(observed({ ...pushed, votes: [vote] }).asked).toEqual([]);
  });

  test("what this App did itself binds nothing", () => {
    expect(sightIn({ statements: [{ ...said, by: us }] })).toBeUndefined();
  });
});

describe("memory may only restrict", () => {
  test("a provisional set is made anew", () => {
    expect(sightIn({ votes: [record(sees([now], false))], sightings: [opened, read("A", 1002)] })).toEqual(sees([now], false));
    expect(sightIn({ votes: [record(sees([now], false))] })).toEqual(sees([now]));
  });

  test("a provisional vote turns out to be about nobody knows what", () => {
    expect(sightIn({ votes: [record(sees([now], false))], sightings: [opened, read("B", 1020)], now: revision("B") })?.kind).toBe(
      "unknown",
    );
  });

  test("a head that is proven later to have been there joins a final set", () => {
    const late: Sighting = { head: sha("B"), at: at(995), source: "delivery" };
    expect(sightIn({ votes: [record(sees([now]))], sightings: [opened, late, read("A", 1020)] })).toEqual(sees([now, revision("B")]));
  });

  test("a final set outlives the sightings that proved it", () => {
    expect(sightIn({ votes: [record(sees([now]))], sightings: [read("A", 5000)] })).toEqual(sees([now]));
  });

  test("an unknown one is judged anew: the delivery may only be late", () => {
    expect(sightIn({ votes: [record({ kind: "unknown", reason: "a gap" })] })).toEqual(sees([now]));
  });
});

describe("our own comment", () => {
  const receipt = { id: person("alice").id, statement: id, revisions: [revision("C")] };
  const ours = (baseRef: string, more = {}) => [ourComment(voteComment(now.tree, baseRef, [receipt], [])?.body ?? "", more)];
  const lost = { sightings: [read("A", 5000)] };

  test("makes a vote survive the loss of the ledger", () => {
    expect(sightIn(lost)?.kind).toBe("unknown");
    expect(sightIn({ ...lost, ours: ours("main") })).toEqual(sees([revision("C")]));
  });

  test("and the loss of the words", () => {
    expect(sightIn({ ...lost, statements: [], ours: ours("main") })).toEqual(sees([revision("C")]));
  });

  test.each([
    ["edited", ours("main", { isEdited: true })],
    ["folded away", ours("main", { isMinimized: true })],
    ["about another branch", ours("release")],
  ])("%s it does not", (_, comments) => {
    expect(sightIn({ ...lost, ours: comments })?.kind).toBe("unknown");
  });

  test("a review whose delivery did not come is about a commit that nobody knows, but for it and for what was final", () => {
    const statements = [review("alice", "approved")({ id, at: at(1000) })];
    expect(sightIn({ statements })?.kind).toBe("unknown");
    expect(sightIn({ statements, sightings: [opened, read("A", 1005)] })).toBeUndefined();
    expect(sightIn({ statements, ours: ours("main") })).toEqual(sees([revision("C"), now]));
    expect(sightIn({ statements, votes: [record(sees([now]))] })).toEqual(sees([now]));
  });

  test("its revisions are among those that must carry", () => {
    expect(sightIn({ ours: ours("main") })).toEqual(sees([revision("C"), now]));
  });
});

describe("the branch that it was given for", () => {
  test("said before the pull request was aimed elsewhere: nothing is read against the wrong branch", () => {
    const { facts, asked } = observed({ ...pushed, baseRef: "release", statements: [said, rebased("main", "release", 1100)] });
    expect(facts.sights.get(id)?.kind).toBe("unknown");
    expect(asked).toEqual([]);
  });

  test("there and back it holds again", () => {
    const statements = [said, rebased("main", "release", 1100), rebased("release", "main", 1200)];
    expect(sightIn({ statements })).toEqual(sees([now]));
  });

  test("aimed elsewhere within the lag before: the page may have shown the other branch", () => {
    expect(sightIn({ statements: [rebased("release", "main", 990), said] })?.kind).toBe("unknown");
    expect(sightIn({ statements: [rebased("release", "main", 989), said] })).toEqual(sees([now]));
  });
});

test("a review adds the commit of its own delivery", () => {
  const approval = review("alice", "approved", "", { submittedOn: sha("C") })({ id, at: at(1000) });
  expect(sightIn({ statements: [approval] })).toEqual(sees([now, revision("C")]));
});
