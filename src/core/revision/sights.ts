/** Sights: for everything said about a head, the revisions it may have been said on, and whether each of them is the change of now. */
import type { OurComment, Read, RevisionFacts } from "../facts.ts";
import type { NodeId, Sha, UserId } from "../ids.ts";
import type { Sighting, VoteRecord } from "../memory.ts";
import { type HeadMove, isText, type Statement } from "../statements.ts";
import { branchAt, hadMovedAround } from "./branch.ts";
import { carryByHashes, carryOf } from "./carry.ts";
import { type Imported, importedIn, sightOfImport } from "./import.ts";
import type { ObjectsNeed, ObjectsRead } from "./objects.ts";
import { type Found, pushesIn } from "./pushes.ts";
import { type Carry, carryKey, isCancelSight, type Revision, revisionKey, type Sight } from "./revision.ts";
import { type Heads, headsAt } from "./sight.ts";
import { receiptsIn } from "./vote-comment.ts";

export interface RevisionInput {
  readonly now: Revision;
  /** From merge base to head, as GitHub counts them. */
  readonly commits: number;
  readonly me: UserId;
  /** The branch that the pull request aims at now. */
  readonly baseRef: string;
  readonly statements: readonly Statement[];
  /** Statements that bind to the head their writer saw. */
  readonly binding: ReadonlySet<NodeId>;
  /** This pass's own read among them. */
  readonly sightings: readonly Sighting[];
  readonly votes: ReadonlyMap<NodeId, VoteRecord>;
  readonly ours: readonly OurComment[];
  /** Whether the thread carries the label `lgtm`. */
  readonly isLabelled: boolean;
  readonly settle: number;
  readonly found: Found;
}

/**
 * What is needed next. `revision`: the tree of a head, and its merge base with the branch of now. `objects`: git objects that tell whether
 * the change at one revision is that of another.
 */
export type RevisionNeed =
  | { readonly kind: "revision"; readonly head: Sha }
  | { readonly kind: "objects"; readonly from: Revision; readonly to: Revision; readonly objects: ObjectsNeed };

/** `Unread`: the commit can no longer be had. A failure that may pass must stop the pass instead: people would be asked in vain. */
export type RevisionAnswer =
  | { readonly kind: "revision"; readonly revision: Read<Revision> }
  | { readonly kind: "objects"; readonly objects: ObjectsRead };

/** Answers that took a walk, by `carryKey`: to be found by later passes. */
export interface Walked {
  readonly walked: ReadonlyMap<string, Carry>;
}

type Reading<T> = Generator<RevisionNeed, T, RevisionAnswer>;

/**
 * Yields the heads it needs, one by one, each once, and then the objects that the walks need. A set that was recorded as final is taken as it is, and may only grow; revisions that
 * were read once are never read again, since GitHub forgets old objects and the merge base of an old head may move.
 */
export function* revisionFacts(input: RevisionInput): Reading<RevisionFacts & Walked> {
  const sights = new Map<NodeId, Sight>();
  const moves = input.statements.filter((said) => said.kind === "head");
  const receipts = receiptsByStatement(input);
  const read = new Map<Sha, Read<Revision>>();
  for (const said of input.statements) {
    if (!input.binding.has(said.id) || said.by?.id === input.me || isNoVote(input.votes.get(said.id))) continue;
    const sight = yield* sightOf(said, moves, receipts.get(said.id) ?? [], input, read);
    if (sight !== undefined) sights.set(said.id, sight);
  }
  const imported = importedIn(input.statements, input.me);
  if (imported !== undefined) sights.set(imported.labelling.id, importedSight(imported, receipts.get(imported.labelling.id) ?? [], input));
  // What stands on the thread no longer is known from our own comment alone.
  for (const [statement, revisions] of receipts)
    if (!sights.has(statement)) sights.set(statement, { kind: "known", revisions, isFinal: true });
  const reviewed = reviewedIn(sights.values());
  const walked = new Map<string, Carry>();
  const carries = yield* carriesOf(reviewed, input, walked);
  const found = { ...input.found, carries: new Map([...input.found.carries, ...walked]) };
  const now = { revision: input.now, commits: input.commits };
  return { now: input.now, sights, carries, walked, pushes: pushesIn({ ...input, now, reviewed, found }) };
}

/** A cancel is about every revision, and what was refused about none: neither needs a read. */
const isNoVote = (record: VoteRecord | undefined): boolean => record !== undefined && (!record.isEntitled || isCancelSight(record.sight));

function receiptsByStatement({ ours, baseRef }: RevisionInput): ReadonlyMap<NodeId, readonly Revision[]> {
  const byStatement = new Map<NodeId, readonly Revision[]>();
  for (const { statement, revisions } of receiptsIn(ours)
    .filter((receipts) => receipts.baseRef === baseRef)
    .flatMap(({ by }) => by))
    byStatement.set(statement, united(byStatement.get(statement) ?? [], revisions));
  return byStatement;
}

const reviewedIn = (sights: Iterable<Sight>): readonly Revision[] => [
  ...new Map(
    [...sights].flatMap((sight) => (sight.kind === "known" ? sight.revisions : [])).map((revision) => [revisionKey(revision), revision]),
  ).values(),
];

function* carriesOf(
  reviewed: readonly Revision[],
  { now, found }: RevisionInput,
  walked: Map<string, Carry>,
): Reading<ReadonlyMap<string, Carry>> {
  const carries = new Map<string, Carry>();
  for (const from of [now, ...reviewed]) {
    const key = carryKey(from, now);
    const known = carryByHashes(from, now) ?? found.carries.get(key) ?? walked.get(key);
    const carry = known ?? (yield* carryBetween(from, now));
    if (known === undefined) walked.set(key, carry);
    carries.set(revisionKey(from), carry);
  }
  return carries;
}

function* carryBetween(from: Revision, to: Revision): Reading<Carry> {
  const computation = carryOf(from, to);
  let step = computation.next();
  while (!step.done) {
    const answer = yield { kind: "objects", from, to, objects: step.value };
    if (answer.kind !== "objects") throw new TypeError("asked for objects, answered with a revision");
    step = computation.next(answer.objects);
  }
  return step.value;
}

/** Taken over once: what was recorded then holds, whatever the former bot's comment names today. */
function importedSight(imported: Imported, receipts: readonly Revision[], input: RevisionInput): Sight {
  const { id, at } = imported.labelling;
  const record = input.votes.get(id);
  const recorded = united(record?.sight.kind === "known" ? record.sight.revisions : [], receipts);
  if (recorded.length > 0) return { kind: "known", revisions: recorded, isFinal: true };
  if (branchAt(input.statements, at, input.baseRef) !== input.baseRef || hadMovedAround(input.statements, at, input.settle))
    return unknown("the pull request aimed at another branch");
  return sightOfImport(imported, input);
}

/** Undefined: cannot be told yet. */
function* sightOf(
  said: Statement,
  moves: readonly HeadMove[],
  receipts: readonly Revision[],
  input: RevisionInput,
  read: Map<Sha, Read<Revision>>,
): Reading<Sight | undefined> {
  const record = input.votes.get(said.id);
  const remembered = record?.sight.kind === "known" ? record.sight : undefined;
  const recorded = united(remembered?.isFinal ? remembered.revisions : [], receipts);
  const given = record?.baseRef ?? branchAt(input.statements, said.at, input.baseRef);
  // Read against the branch of now, its merge base would be another one than the writer saw.
  if (given !== input.baseRef) return remembered ?? unknown(`said while the pull request aimed at another branch`);
  if (recorded.length === 0 && hadMovedAround(input.statements, said.at, input.settle))
    return unknown("the branch that the pull request aims at changed at that moment");
  const heads = headsAt({ ...input, moves, at: said.at, submittedOn: isText(said) ? said.submittedOn : undefined });
  const doubt = recorded.length > 0 ? undefined : doubtAbout(said, heads);
  if (doubt !== undefined) return heads.isFinal ? unknown(doubt) : undefined;
  const missing = [...(heads.kind === "known" ? heads.heads : heads.proven)].filter((head) => !recorded.some((one) => one.head === head));
  const added: Revision[] = [];
  for (const head of missing) {
    const answer = yield* revisionOf(head, remembered?.revisions ?? [], input.now, read);
    if (answer.kind === "unread") return unknown(answer.reason);
    added.push(answer.value);
  }
  return { kind: "known", revisions: [...recorded, ...added], isFinal: isFinal(heads, recorded) };
}

/**
 * Why the set may lack a head. A review, and what it says on lines, is about the commit of its writer's page, however old, which its own
 * delivery alone tells.
 */
function doubtAbout(said: Statement, heads: Heads): string | undefined {
  if (heads.kind === "unknown") return "which commit was the head at that moment is not known";
  const isReviewed = said.kind === "review" || (said.kind === "comment" && said.review !== undefined);
  return isReviewed && said.submittedOn === undefined ? "which commit the review was submitted on is not known" : undefined;
}

const isFinal = (heads: Heads, recorded: readonly Revision[]): boolean => heads.isFinal || recorded.length > 0;

function* revisionOf(head: Sha, remembered: readonly Revision[], now: Revision, read: Map<Sha, Read<Revision>>): Reading<Read<Revision>> {
  const known = remembered.find((revision) => revision.head === head) ?? (head === now.head ? now : undefined);
  if (known !== undefined) return { kind: "known", value: known };
  const before = read.get(head);
  if (before !== undefined) return before;
  const answer = yield { kind: "revision", head };
  if (answer.kind !== "revision") throw new TypeError("asked for a revision, answered with objects");
  read.set(head, answer.revision);
  return answer.revision;
}

/** One revision for each head, as it was first read. */
const united = (first: readonly Revision[], more: readonly Revision[]): readonly Revision[] => [
  ...first,
  ...more.filter(({ head }) => !first.some((revision) => revision.head === head)),
];

const unknown = (reason: string): Sight => ({ kind: "unknown", reason });
