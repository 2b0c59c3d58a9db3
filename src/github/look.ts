/** Look: reads a thread in one request, whatever its length, where what is remembered makes that enough; else all of it. */
import { z } from "zod";
import { Gone, RetryLater } from "../core/errors.ts";
import type { OurCheck } from "../core/facts.ts";
import { isBeforeChange, isBehind, oursNow, type Showing, statementsNow, whyReadWhole } from "../core/history.ts";
import type { UserId } from "../core/ids.ts";
import type { Look, ThreadName } from "../core/look.ts";
import type { Remembered } from "../core/memory.ts";
import { isWithheld } from "../core/permissions.ts";
import { idsOfPeople } from "./accounts.ts";
import { shaped } from "./answers.ts";
import type { Session } from "./client.ts";
import { IncompleteRead } from "./errors.ts";
import { lookQuery, moreInlineQuery, moreRunsQuery, olderTimelineQuery } from "./queries.ts";
import {
  labelIdsIn,
  lookShape,
  meIn,
  newestCommit,
  orGone,
  ourChecks,
  type PullAnswer,
  repositoryIn,
  runsShape,
  threadIn,
} from "./thread.ts";
import {
  type Item,
  inlinePageShape,
  isOurs,
  ourCommentOf,
  shownComment,
  shownReview,
  shownText,
  sorted,
  textOf,
  timelineShape,
} from "./timeline.ts";

/** A page that takes GitHub too long is asked for again in smaller ones. */
const pageSizes: readonly number[] = [100, 50, 25];
const pageSize = (attempt: number): number => pageSizes[attempt - 1] ?? 25;
const changedListed = 20;
const lagPause = 5;

/**
 * `labels`: those whose node ids are wanted. Throws Gone where there is no such pull request, RetryLater where GitHub contradicts itself or
 * what it showed before, Withheld where the App may not look at pull requests at all.
 */
export async function look(
  session: Session,
  target: ThreadName,
  remembered: Remembered | undefined,
  thoroughly: boolean,
  labels: readonly string[],
): Promise<Look> {
  const { repository, number } = target;
  const { id, owner, name } = repository;
  await session.needs("looking at pull requests", "OWNERS files and options");
  const withheld = await session.withheld();
  const writesChecks = !isWithheld(withheld, "the required check");
  const named = Object.fromEntries(labels.map((label, index) => [`l${index}`, label]));
  const { data, at: now } = await session
    .query(lookQuery(labels.length), (attempt) => ({
      ...{ ...named, owner, name, number, appId: session.appId, checks: writesChecks, items: pageSize(attempt) },
    }))
    .catch(orGone(target));
  const answer = shaped(lookShape, data, "look");
  // A name that was given up may be taken by another repository.
  if (answer.repository.databaseId !== id) throw new Gone(`${owner}/${name} is another repository now`);
  const me = session.me ?? meIn(answer);
  const pull = answer.repository.pullRequest;
  if (isBeforeChange(pull.updatedAt, remembered, now)) throw new RetryLater("GitHub does not show yet what it announced", lagPause);
  const thread = threadIn(answer);
  const newest = await withAllInline(session, pull.timelineItems.nodes);
  const glance = showingOf(pull, newest, !pull.timelineItems.pageInfo.hasPreviousPage, me.id);
  const isEnough = !thoroughly && whyReadWhole(glance, remembered, now) === undefined;
  const showing = glance.isWhole || isEnough ? glance : showingOf(pull, await wholeTimeline(session, pull, newest), true, me.id);
  if (isBehind(showing, remembered, now)) throw new RetryLater("GitHub does not show what it showed before", lagPause);
  return {
    ...{ now, me, thread, updatedAt: pull.updatedAt, repository: repositoryIn(answer.repository), counts: showing.counts },
    statements: statementsNow(showing, remembered),
    ours: oursNow(showing, remembered),
    ids: { repository: answer.repository.id, labels: labelIdsIn(answer, labels), people: idsOfPeople(data) },
    checks: writesChecks ? await checksOn(session, pull) : [],
    withheld,
    readWholeAt: showing.isWhole ? now : (remembered?.readWholeAt ?? now),
  };
}

function showingOf(pull: PullAnswer, items: readonly Item[], isWhole: boolean, me: UserId): Showing {
  const { shown, ours, threadStarts } = sorted(items, me);
  const mine = pull.comments.nodes.filter(({ author }) => isOurs(author, me));
  const others = pull.comments.nodes.filter(({ author }) => !isOurs(author, me));
  return {
    shown: [descriptionOf(pull), ...shown],
    ours,
    changed: [...pull.reviews.nodes.flatMap(shownReview), ...others.map(shownComment)],
    changedOurs: mine.map(ourCommentOf),
    isChangedCut: pull.comments.nodes.length >= changedListed,
    isWhole,
    counts: { timeline: pull.timelineItems.filteredCount, inline: pull.reviewThreads.totalCount },
    threadStarts: new Set(threadStarts),
  };
}

/** The pull request's own text is the first thing its author said. */
const descriptionOf = (pull: PullAnswer) =>
  shownText({ ...textOf(pull), kind: "comment", place: "body", at: pull.createdAt, isMinimized: false }, pull.editor);

const olderShape = z.object({ node: z.object({ headRefOid: z.string(), timelineItems: timelineShape }) });

/** Backwards from the page that is there: what is added meanwhile comes after it and moves nothing. */
async function wholeTimeline(session: Session, pull: PullAnswer, newest: readonly Item[]): Promise<Item[]> {
  const items = [...newest];
  let page: Pick<PullAnswer["timelineItems"], "pageInfo"> = pull.timelineItems;
  while (page.pageInfo.hasPreviousPage) {
    const before = page.pageInfo.startCursor;
    const { data } = await session.query(olderTimelineQuery, (attempt) => ({ id: pull.id, before, items: pageSize(attempt) }));
    const { node } = shaped(olderShape, data, "timeline");
    if (node.headRefOid !== pull.headRefOid) throw new RetryLater("the head moved during the read", 1);
    items.unshift(...(await withAllInline(session, node.timelineItems.nodes)));
    page = node.timelineItems;
  }
  if (items.length !== pull.timelineItems.filteredCount) {
    throw new IncompleteRead(`the timeline has ${pull.timelineItems.filteredCount} items, and ${items.length} were read`);
  }
  return items;
}

async function withAllInline(session: Session, items: readonly Item[]): Promise<Item[]> {
  const whole: Item[] = [];
  for (const item of items) {
    whole.push(item.__typename === "PullRequestReview" ? { ...item, comments: await allInline(session, item.id, item.comments) } : item);
  }
  return whole;
}

type InlinePage = z.infer<typeof inlinePageShape>;
const moreInlineShape = z.object({ node: z.object({ comments: inlinePageShape }) });

async function allInline(session: Session, review: string, first: InlinePage): Promise<InlinePage> {
  const nodes = [...first.nodes];
  for (let page = first; page.pageInfo.hasNextPage; ) {
    const { data } = await session.query(moreInlineQuery, { id: review, after: page.pageInfo.endCursor });
    page = shaped(moreInlineShape, data, "inline comments").node.comments;
    nodes.push(...page.nodes);
  }
  if (nodes.length !== first.totalCount)
    throw new IncompleteRead(`review ${review} has ${first.totalCount} comments, and ${nodes.length} were read`);
  return { ...first, nodes };
}

const moreRunsShape = z.object({ node: z.object({ checkRuns: runsShape }) });

async function checksOn(session: Session, pull: PullAnswer): Promise<OurCheck[]> {
  const { checkSuites } = newestCommit(pull);
  if (checkSuites === undefined) throw new IncompleteRead("the check runs were asked for and are missing");
  const runs: z.infer<typeof runsShape>["nodes"] = [];
  for (const suite of checkSuites.nodes) {
    let page = suite.checkRuns;
    runs.push(...page.nodes);
    while (page.pageInfo.hasNextPage) {
      const { data } = await session.query(moreRunsQuery, { id: suite.id, after: page.pageInfo.endCursor });
      page = shaped(moreRunsShape, data, "check runs").node.checkRuns;
      runs.push(...page.nodes);
    }
  }
  return ourChecks(runs);
}
