/** GraphQL: the timeline of a thread and its events. */

import { timestamp } from "../clock.ts";
import { nodeId } from "../ids.ts";
import type { Label, ThreadEvent, TimelineItem } from "../items.ts";
import { labelShape } from "../shapes.ts";
import { postIn } from "../threads.ts";
import { page } from "./connection.ts";
import { type Arguments, type Fields, integerOf, type Tables, textOf, textsOf, unimitated } from "./context.ts";
import { objectView } from "./git.ts";
import { actorOf, reviewerOf } from "./people.ts";
import { postView, type ThreadView } from "./posts.ts";

interface EventView<E extends ThreadEvent = ThreadEvent> {
  readonly __typename: E["kind"];
  readonly on: ThreadView;
  readonly event: E;
}

type Having<Kind, E = ThreadEvent> = E extends { readonly kind: infer Own } ? (Kind extends Own ? E : never) : never;
type Of<Kind extends ThreadEvent["kind"]> = EventView<Having<Kind> & ThreadEvent>;

export const eventView = (on: ThreadView, event: ThreadEvent): EventView => ({ __typename: event.kind, on, event });

const itemView = (on: ThreadView, item: TimelineItem): unknown => ("body" in item ? postView(on, item) : eventView(on, item));

/** Which kinds of items the simulator has: to ask for others would find nothing, and mean nothing. */
const kinds: ReadonlySet<string> = new Set<TimelineItem["kind"]>([
  "IssueComment",
  "PullRequestReview",
  "LabeledEvent",
  "UnlabeledEvent",
  "AssignedEvent",
  "UnassignedEvent",
  "ReviewRequestedEvent",
  "ReviewRequestRemovedEvent",
  "ReviewDismissedEvent",
  "HeadRefForcePushedEvent",
  "BaseRefForcePushedEvent",
  "BaseRefChangedEvent",
  "AutomaticBaseChangeSucceededEvent",
  "RenamedTitleEvent",
  "CommentDeletedEvent",
  "PullRequestCommit",
  "MergedEvent",
  "HeadRefDeletedEvent",
  "HeadRefRestoredEvent",
  "ReadyForReviewEvent",
  "ConvertToDraftEvent",
  "ClosedEvent",
  "ReopenedEvent",
  "LockedEvent",
  "UnlockedEvent",
]);

/** ISSUE_COMMENT is IssueComment. */
function kindNamed(itemType: string): string {
  const kind = itemType.toLowerCase().replaceAll(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
  if (!kinds.has(kind)) throw unimitated(`${itemType} on timelines`);
  return kind;
}

/** A review that is pending is seen by its author only. */
export const isVisible = (item: TimelineItem): boolean => item.kind !== "PullRequestReview" || item.state !== "PENDING";

export function timelinePage(on: ThreadView, args: Arguments) {
  const wanted = textsOf(args.itemTypes)?.map(kindNamed);
  const chosen = wanted === undefined ? undefined : new Set(wanted);
  const since = textOf(args.since);
  const visible = on.state.timeline.filter(isVisible);
  const items = visible
    .filter(({ kind }) => chosen === undefined || chosen.has(kind))
    .filter(({ createdAt }) => since === undefined || timestamp(createdAt) >= since)
    .slice(integerOf(args.skip) ?? 0);
  const list = {
    name: "timelineItems",
    items,
    node: (item: TimelineItem) => itemView(on, item),
    key: ({ id }: TimelineItem) => id,
    totalCount: visible.length,
    updatedAt: timestamp(on.state.updatedAt),
  };
  return page(list, args);
}

const event: Fields<EventView> = {
  id: ({ on, event }) => nodeId(event.kind, on.thread.id, event.id),
  databaseId: ({ event }) => event.id,
  createdAt: ({ event }) => timestamp(event.createdAt),
  actor: ({ event }) => actorOf(event.actor),
  pullRequest: ({ on }) => on,
};

const moved: Fields<Of<"HeadRefForcePushedEvent">> = {
  ...event,
  beforeCommit: ({ on, event }) => objectView(on.thread.repository, event.before),
  afterCommit: ({ on, event }) => objectView(on.thread.repository, event.after),
};

const labelled: Fields<Of<"LabeledEvent">> = { ...event, label: ({ event }) => event.label };
const assigned: Fields<Of<"AssignedEvent">> = { ...event, assignee: ({ event }) => actorOf(event.assignee) };
const requested: Fields<Of<"ReviewRequestedEvent">> = {
  ...event,
  requestedReviewer: ({ event }, _, context) => reviewerOf(event.reviewer, context),
};

const dismissed: Fields<Of<"ReviewDismissedEvent">> = {
  ...event,
  previousReviewState: ({ event }) => event.previousState,
  dismissalMessage: ({ event }) => event.message,
  review: ({ on, event }) => {
    const review = postIn(on.state, event.review);
    return review === undefined ? null : postView(on, review);
  },
};

const baseChanged: Fields<Of<"BaseRefChangedEvent">> = {
  ...event,
  previousRefName: ({ event }) => event.previous,
  currentRefName: ({ event }) => event.now,
};

const baseChangedByItself: Fields<Of<"AutomaticBaseChangeSucceededEvent">> = {
  ...event,
  oldBase: ({ event }) => event.previous,
  newBase: ({ event }) => event.now,
};

const renamed: Fields<Of<"RenamedTitleEvent">> = {
  ...event,
  previousTitle: ({ event }) => event.previous,
  currentTitle: ({ event }) => event.now,
};

const deleted: Fields<Of<"CommentDeletedEvent">> = { ...event, deletedCommentAuthor: ({ event }) => actorOf(event.deletedAuthor) };
const committed: Fields<Of<"PullRequestCommit">> = { ...event, commit: ({ on, event }) => objectView(on.thread.repository, event.commit) };

/** The label as it is called now, whatever it was called then. */
const label: Fields<Label> = {
  id: ({ id }) => nodeId("LA", id),
  name: ({ name }) => name,
  color: ({ color }) => color,
  description: ({ description }) => description,
  isDefault: () => false,
  url: (source) => labelShape(source).url,
};

export const timelineTables: Tables = {
  LabeledEvent: labelled,
  UnlabeledEvent: labelled,
  AssignedEvent: assigned,
  UnassignedEvent: assigned,
  ReviewRequestedEvent: requested,
  ReviewRequestRemovedEvent: requested,
  ReviewDismissedEvent: dismissed,
  HeadRefForcePushedEvent: moved,
  BaseRefForcePushedEvent: moved,
  BaseRefChangedEvent: baseChanged,
  AutomaticBaseChangeSucceededEvent: baseChangedByItself,
  RenamedTitleEvent: renamed,
  CommentDeletedEvent: deleted,
  PullRequestCommit: committed,
  MergedEvent: committed,
  HeadRefDeletedEvent: event,
  HeadRefRestoredEvent: event,
  ReadyForReviewEvent: event,
  ConvertToDraftEvent: event,
  ClosedEvent: event,
  ReopenedEvent: event,
  LockedEvent: event,
  UnlockedEvent: event,
  Label: label,
};
