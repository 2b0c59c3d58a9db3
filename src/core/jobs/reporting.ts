/** Reporting: the commit statuses that tell of runs, each as an order of its own, so that what people set afterwards stays. */
import type { Sources } from "../facts.ts";
import { type Instant, type NodeId, type OrderKey, orderKeyOf, type Sha } from "../ids.ts";
import type { Order } from "../orders.ts";
import type { Comment, Review } from "../statements.ts";
import type { RequestAnswer } from "./answered.ts";
import type { Presubmit } from "./presubmit.ts";
import type { RunRecord } from "./records.ts";
import { isLive, type Run } from "./run.ts";
import type { Statuses } from "./selection.ts";
import { type CommitStatus, type StatusState, statusOf } from "./status.ts";

/** Seconds after its end for which a closed pull request is still looked at for the status of a run. */
const untoldFor = 3600;

/** Whether something may still have to be said of a run. */
export const isUntold = (run: RunRecord, now: Instant): boolean =>
  isLive(run) || (run.endedAt !== undefined && run.endedAt + untoldFor >= now);

/** Of each context on each commit the newest run alone speaks. */
export function speakersAmong<R extends Run>(runs: readonly R[]): readonly R[] {
  const newest = new Map<string, R>();
  for (const run of runs) {
    const key = `${run.head} ${run.context}`;
    const other = newest.get(key);
    if (other === undefined || other.createdAt <= run.createdAt) newest.set(key, run);
  }
  return [...newest.values()];
}

/** A status is set once for each stage of a run. What stands there already needs no writing. */
export function statusOrders(
  runs: readonly Run[],
  presubmits: readonly Presubmit[],
  shown: { readonly head: Sha; readonly statuses: Sources["statuses"] },
  now: Instant,
): readonly Order[] {
  return speakersAmong(runs).flatMap((run) => {
    const status = statusOf(run, presubmits.find(({ name }) => name === run.job) ?? { skipReport: false });
    if (status === undefined || (run.head === shown.head && isShown(shown.statuses, status))) return [];
    return [statusOrder(stageKey(run), run.head, status, now)];
  });
}

const statusOrder = (key: OrderKey, on: Sha, status: CommitStatus, causedAt: Instant): Order => ({
  ...{ key, causedAt, guard: {} },
  does: { kind: "set status", on, status },
});

const stageKey = ({ key, state, url }: Run): OrderKey => {
  const stage = state === "waiting" || state === "starting" ? "wanted" : state;
  return orderKeyOf("jobs", "status", `${key}:${stage}${url === undefined ? "" : ":linked"}`);
};

export const isShown = (statuses: Sources["statuses"], status: CommitStatus): boolean => isEqual(statuses.get(status.context), status);

const isEqual = (shown: CommitStatus | undefined, wanted: CommitStatus | undefined): boolean =>
  shown !== undefined &&
  wanted !== undefined &&
  shown.state === wanted.state &&
  shown.description === wanted.description &&
  shown.url === wanted.url;

/** What was asked for with a request: statuses that are turned, each once. */
export const askedStatusOrders = (request: NodeId, { head, statuses }: RequestAnswer, causedAt: Instant): readonly Order[] =>
  statuses.map((status) => statusOrder(orderKeyOf("jobs", "turned", `${request}:${status.context}`), head, status, causedAt));

/** Check runs that were overridden, each made anew once: those of other Apps are theirs alone to change. */
export const askedCheckOrders = ({ id, at, by, url }: Comment | Review, { head, checks = [] }: RequestAnswer): readonly Order[] =>
  checks.map((name) => ({
    ...{ key: orderKeyOf("jobs", "passed", `${id}:${name}`), causedAt: at, guard: {} },
    does: {
      ...{ kind: "pass check", on: head, name, title: `Overridden by ${by?.spelled ?? "somebody"}` },
      summary: `It was not run again: [this comment](${url}) overrides it.`,
    },
  }));

/**
 * The states of the head. A replica of GitHub may not show yet what was said of our own runs, and GitHub may have refused to hear it: the
 * success of an earlier run says nothing once a later one has ended otherwise.
 */
export function statesOf(statuses: Sources["statuses"], runs: readonly Run[], head: Sha): Statuses {
  const states = new Map<string, StatusState>([...statuses].map(([context, { state }]) => [context, state]));
  const here = runs.filter((one) => one.head === head);
  for (const run of speakersAmong(here)) {
    const shown = statuses.get(run.context);
    const told = statusOf(run, { skipReport: false });
    if (told !== undefined && (isLive(run) || shown === undefined || shown.state === "pending" || isOutdated(shown, run, here)))
      states.set(run.context, told.state);
  }
  return states;
}

/** Whether that is what was said of a run before the one that speaks now. */
const isOutdated = (shown: CommitStatus, speaker: Run, runs: readonly Run[]): boolean =>
  runs.some((run) => run !== speaker && run.context === speaker.context && isEqual(shown, statusOf(run, { skipReport: false })));
