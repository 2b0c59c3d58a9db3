/** History: what one read of a thread shows, put together with what earlier ones left behind. */
import type { OurComment } from "./facts.ts";
import { type Instant, later, type NodeId, type UserId } from "./ids.ts";
import type { Remembered } from "./memory.ts";
import { type Act, type Comment, isText, type Presence, type Review, type Statement } from "./statements.ts";

/** A statement as it stands on the thread now: `standing` or, where `lastEditor` is somebody or unknown, `edited`. */
export interface Shown {
  readonly statement: Statement;
  /** Undefined: never edited, or by nobody who can be named. */
  readonly lastEditor?: UserId;
}

/** One read, in GitHub's order. */
export interface Showing {
  /** The newest part of the thread, or all of it. */
  readonly shown: readonly Shown[];
  readonly ours: readonly OurComment[];
  /** What changed lately, wherever it stands; of reviews the newest. */
  readonly changed: readonly Shown[];
  readonly changedOurs: readonly OurComment[];
  /** Whether more comments than `changed` and `changedOurs` list may have changed. */
  readonly isChangedCut: boolean;
  /** Whether `shown` and `ours` are everything there is. */
  readonly isWhole: boolean;
  readonly counts: Remembered["counts"];
  /** How many of `shown` begin a thread of inline comments, by id. */
  readonly threadStarts: ReadonlySet<NodeId>;
}

/** A whole read is due after this, whatever the newest page shows: not every change leaves a trace there (seconds). */
export const wholeReadEvery = 24 * 60 * 60;

/** Why what is remembered and this read do not make a whole, or undefined if they do. */
export function whyReadWhole(showing: Showing, remembered: Remembered | undefined, now: Instant): string | undefined {
  if (showing.isWhole) return undefined;
  if (remembered?.readWholeAt === undefined) return "never read whole";
  if (later(remembered.readWholeAt, wholeReadEvery) < now) return "not read whole for a day";
  const known = knownIds(remembered);
  const isNew = ({ id }: { readonly id: NodeId }) => !known.has(id);
  const news = showing.shown.map(({ statement }) => statement).filter(isNew);
  const isNews = (what: Act["what"]) => news.some((statement) => statement.kind === "act" && statement.what === what);
  if (isNews("comment deleted")) return "a comment was deleted";
  // Perhaps one that is older than the newest reviews, which are all that a look shows again.
  if (isNews("dismissed")) return "a review was dismissed";
  const items = news.filter((statement) => !isOutsideTimeline(statement)).length + showing.ours.filter(isNew).length;
  if (showing.counts.timeline !== remembered.counts.timeline + items) return "the timeline's count does not add up";
  const threads = news.filter(({ id }) => showing.threadStarts.has(id)).length;
  if (showing.counts.inline !== remembered.counts.inline + threads) return "the count of inline threads does not add up";
  return moreMayHaveChanged(showing, remembered) ? "more comments may have changed than one page lists" : undefined;
}

const knownIds = (remembered: Remembered): ReadonlySet<NodeId> =>
  new Set([...remembered.statements.map(({ id }) => id), ...remembered.ours.map(({ id }) => id)]);

/** The description and inline comments are no items of the timeline. */
const isOutsideTimeline = (statement: Statement): boolean => statement.kind === "comment" && statement.place !== "thread";

/** What changed lately is listed newest first: where the list holds something that did not change, nothing did beyond its end. */
function moreMayHaveChanged({ changed, changedOurs, isChangedCut }: Showing, remembered: Remembered): boolean {
  const bodies = new Map<NodeId, string>([
    ...remembered.statements.filter(isText).map(({ id, body }) => [id, body] as const),
    ...remembered.ours.map(({ id, body }) => [id, body] as const),
  ]);
  const comments = changed.map(({ statement }) => statement).filter((statement) => statement.kind === "comment");
  return isChangedCut && ![...comments, ...changedOurs].some(({ id, body }) => bodies.get(id) === body);
}

/** Seconds for which a read that knows less than a delivery told is taken for one of a replica that lags. After them, GitHub means it. */
const longestLag = 60;

/** Whether a thread that changed last at `updatedAt` is shown as it was before a change of which a delivery told. */
export const isBeforeChange = (updatedAt: Instant, remembered: Pick<Remembered, "changedAt"> | undefined, now: Instant): boolean =>
  remembered?.changedAt !== undefined && updatedAt < remembered.changedAt && now <= later(remembered.changedAt, longestLag);

/**
 * What a read does not show although it was seen within the last minute and nobody is known to have deleted it: the read comes from a
 * replica that lags, and says nothing about now.
 */
export function isBehind(showing: Showing, remembered: Remembered | undefined, now: Instant): boolean {
  if (remembered === undefined || !showing.isWhole) return false;
  const shown = new Set([...showing.shown.map(({ statement }) => statement.id), ...showing.ours.map(({ id }) => id)]);
  const known = knownIds(remembered);
  const isMissing = ({ id, at }: { readonly id: NodeId; readonly at: Instant }) => later(at, longestLag) > now && !shown.has(id);
  const missing = [...remembered.statements.filter((said) => !isOver(said) && !remembered.withdrawn.has(said.id)), ...remembered.ours];
  const deletions = showing.shown.filter(
    ({ statement }) => statement.kind === "act" && statement.what === "comment deleted" && !known.has(statement.id),
  );
  return missing.filter(isMissing).length > deletions.length;
}

const isOver = (said: Statement): boolean => isText(said) && (said.presence === "gone" || said.presence === "withdrawn");

/** Ours, oldest first. A comment of ours that somebody deleted is of no further use. */
export function oursNow(showing: Showing, remembered: Remembered | undefined): OurComment[] {
  const fresh = [...showing.ours, ...showing.changedOurs];
  const ids = new Set(fresh.map(({ id }) => id));
  const kept = showing.isWhole ? [] : (remembered?.ours ?? []).filter(({ id }) => !ids.has(id));
  return [...kept, ...new Map(fresh.map((comment) => [comment.id, comment])).values()].toSorted((a, b) => a.at - b.at);
}

/** All statements, in order of time, with what edits and deletions left of each. What is in one second keeps GitHub's order. */
export function statementsNow(showing: Showing, remembered: Remembered | undefined): Statement[] {
  const before = new Map(remembered?.statements.map((statement) => [statement.id, statement]));
  const shown = new Map(showing.shown.map((one) => [one.statement.id, one]));
  const changed = new Map(showing.changed.map((one) => [one.statement.id, one]));
  const older = [...before.values()]
    .filter(({ id }) => !shown.has(id))
    .flatMap((statement) => {
      const now = changed.get(statement.id);
      if (now !== undefined) return [current(now, statement, remembered)];
      return showing.isWhole ? leftBehind(statement, remembered) : [withdrawnIfTold(statement, remembered)];
    });
  const newer = [...shown.values()].map((one) => current(one, before.get(one.statement.id), remembered));
  return [...older, ...newer].toSorted((a, b) => a.at - b.at || placeInSecond(a) - placeInSecond(b));
}

/** A pull request opens with its description; inline comments are sent after the review that holds them. */
const placeInSecond = (statement: Statement): number =>
  statement.kind !== "comment" || statement.place === "thread" ? 1 : statement.place === "body" ? 0 : 2;

function current({ statement, lastEditor }: Shown, before: Statement | undefined, remembered: Remembered | undefined): Statement {
  if (!isText(statement)) return statement;
  if (before !== undefined && isText(before) && isOlderThan(statement, before)) return before;
  const toldWithdrawn = remembered?.withdrawn.has(statement.id) === true;
  const text = withSubmission(statement, remembered);
  // A delivery told that its author deleted or changed it, and this read does not show that yet.
  if (statement.presence === "standing") return toldWithdrawn ? { ...text, presence: "withdrawn" } : text;
  const isOwnEdit = toldWithdrawn && lastEditor !== undefined && lastEditor === statement.by?.id;
  const first = before !== undefined && isText(before) ? firstBodyOf(before, statement.body) : undefined;
  return first === undefined || isOwnEdit ? text : { ...text, firstBody: first };
}

/** An edit is never undone, and neither is a dismissal: a read without them comes from a replica that lags. */
const isOlderThan = (now: Comment | Review, before: Comment | Review): boolean =>
  (before.presence === "edited" && now.presence === "standing") ||
  (before.kind === "review" && before.state === "dismissed" && now.kind === "review" && now.state !== "dismissed");

/** What it said before anybody but its author changed it. */
function firstBodyOf(before: Comment | Review, body: string): string | undefined {
  return before.firstBody ?? (before.body === body ? undefined : before.body);
}

function withSubmission(text: Comment | Review, remembered: Remembered | undefined): Comment | Review {
  const review = text.kind === "review" ? text.id : text.review;
  const commit = review === undefined ? undefined : remembered?.submittedOn.get(review);
  return commit === undefined ? text : { ...text, submittedOn: commit };
}

/** A whole read does not show it. Of what is no text only a label set by hand could grant something, so that alone is forgotten. */
function leftBehind(statement: Statement, remembered: Remembered | undefined): Statement[] {
  if (!isText(statement)) return statement.kind === "label" && statement.on ? [] : [statement];
  return [{ ...statement, presence: remembered?.withdrawn.has(statement.id) === true ? "withdrawn" : ("gone" satisfies Presence) }];
}

function withdrawnIfTold(statement: Statement, remembered: Remembered | undefined): Statement {
  if (!isText(statement) || remembered?.withdrawn.has(statement.id) !== true) return statement;
  return statement.presence === "edited" ? statement : { ...statement, presence: "withdrawn" };
}
