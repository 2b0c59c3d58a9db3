/** Given for lgtm: a pull request whose pushes were seen, with the revisions that follow from that, as a pass would compute them. */
import { type Facts, hasLabel, known } from "../../src/core/facts.ts";
import { type Instant, later, type Sha } from "../../src/core/ids.ts";
import type { Sighting } from "../../src/core/memory.ts";
import { nothingFound } from "../../src/core/revision/pushes.ts";
import type { Revision } from "../../src/core/revision/revision.ts";
import { type RevisionAnswer, type RevisionNeed, revisionFacts } from "../../src/core/revision/sights.ts";
import type { HeadMove, Statement } from "../../src/core/statements.ts";
import { wordsOf } from "../../src/core/words.ts";
import lgtm from "../../src/plugins/lgtm.ts";
import { wantsOf } from "../ask.ts";
import { type Change, type Draft, given, minute, objectsOf, person, revisionOfNow, sha, start } from "../given.ts";

export interface Push {
  readonly head: string;
  readonly at: Instant;
  readonly isForced?: boolean;
  /** Its delivery never came. */
  readonly isLost?: boolean;
}

export interface Reviewed extends Change {
  /** After the opening with head `A`. */
  readonly pushes?: readonly Push[];
  /** Heads that hold the same files as another: a squash, a reword. All others differ. */
  readonly same?: Readonly<Record<string, string>>;
  /** Heads on a newer base with other files. */
  readonly rebased?: readonly string[];
  /** The deliveries of reviews never came: otherwise each names the head of its second. */
  readonly areReviewsUntold?: boolean;
  /** The ledger met the thread only now: nothing seen before is known. */
  readonly isLedgerLost?: boolean;
}

const opening: Push = { head: "A", at: start };

export function reviewed(change: Reviewed): Facts {
  const { pushes = [], said = [] } = change;
  const all = [opening, ...pushes];
  const last = all.at(-1) ?? opening;
  const thread = { head: sha(last.head), headTree: revisionAt(last.head, change).tree, ...change.thread };
  const moves = all.flatMap((push, index) => (push.isForced ? [forced(all[index - 1] ?? opening, push)] : []));
  const made = given({
    ...change,
    ownersOptions: { skip_collaborators: false, ...change.ownersOptions },
    said: [...said, ...moves],
    thread,
  });
  const facts = change.areReviewsUntold ? made : { ...made, statements: made.statements.map((one) => told(one, all)) };
  const read: Sighting = { head: thread.head, at: facts.now, source: "read" };
  const memory = { ...facts.memory, sightings: change.isLedgerLost ? [read] : [...sightingsOf(all), ...readsAfter(facts, all), read] };
  return { ...facts, memory, sources: { ...facts.sources, revisions: known(revisionsOf({ ...facts, memory }, change)) } };
}

export const wants = (change: Reviewed) => wantsOf(lgtm, reviewed(change));
export const isOn = (change: Reviewed): boolean | undefined => wants(change).labels?.[0]?.on;

export const revisionAt = (head: string, { same = {}, rebased = [] }: Reviewed = {}): Revision => ({
  ...(rebased.includes(head) ? { mergeBase: sha("newer base"), mergeBaseTree: sha("newer base tree") } : revisionOfNow),
  head: sha(head),
  tree: sha(`tree of ${same[head] ?? head}`),
});

function told(statement: Statement, all: readonly Push[]): Statement {
  if (statement.kind !== "review" || statement.submittedOn !== undefined) return statement;
  const { head } = all.findLast(({ at }) => at <= statement.at) ?? opening;
  return { ...statement, submittedOn: sha(head) };
}

const sightingsOf = (all: readonly Push[]): Sighting[] =>
  all.flatMap((push, index): Sighting[] => {
    const before = all[index - 1];
    if (before === undefined) return [{ head: sha(push.head), at: push.at, source: "opened" }];
    return push.isLost ? [] : [{ head: sha(push.head), at: push.at, source: "delivery", before: sha(before.head) }];
  });

/** A pass comes back as soon as a read proves what was there after something was said. */
const readsAfter = ({ statements, now }: Facts, all: readonly Push[]): Sighting[] =>
  statements.flatMap(({ at }) => {
    const settled = later(at, 11);
    const push = all.findLast((one) => one.at <= settled);
    return settled >= now || push === undefined ? [] : [{ head: sha(push.head), at: settled, source: "read" } as const];
  });

const forced =
  (before: Push, after: Push): Draft =>
  ({ id }) =>
    ({
      kind: "head",
      what: "forced",
      id,
      at: after.at,
      by: person("author"),
      before: sha(before.head),
      after: sha(after.head),
    }) satisfies HeadMove;

function revisionsOf(facts: Facts, change: Reviewed) {
  const { statements, ours, me, thread, options } = facts;
  const { binds, settle } = lgtm.sources(options, given());
  const words = wordsOf(statements, lgtm.words).map(({ said }) => said.id);
  const binding = new Set([...words, ...statements.filter(binds).map(({ id }) => id)]);
  const names = ["A", ...(change.pushes ?? []).map(({ head }) => head)];
  const nameOf = (head: Sha): string => names.find((name) => sha(name) === head) ?? "gone";
  const now = revisionAt(nameOf(thread.head), change);
  const { sightings, votes } = facts.memory;
  const computation = revisionFacts({
    ...{ now, me: me.id, baseRef: thread.base.name, statements, binding, sightings, votes, ours, settle },
    ...{ commits: thread.commits, isLabelled: hasLabel(thread, "lgtm"), found: nothingFound },
  });
  const answerTo = (need: RevisionNeed): RevisionAnswer =>
    need.kind === "revision"
      ? { kind: "revision", revision: known(revisionAt(nameOf(need.head), change)) }
      : { kind: "objects", objects: objectsOf(need.objects) };
  let step = computation.next();
  while (!step.done) step = computation.next(answerTo(step.value));
  return step.value;
}

/** So many seconds after a minute. */
export const moment = (minutes: number, seconds: number): Instant => later(minute(minutes), seconds);
