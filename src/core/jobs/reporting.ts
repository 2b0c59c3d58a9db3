/** Reporting: the commit statuses that tell of runs, each as an order of its own, so that what people set afterwards stays. */
import type { Sources } from "../facts.ts";
import { type Instant, type NodeId, type OrderKey, orderKeyOf, type Sha } from "../ids.ts";
import type { Order } from "../orders.ts";
import type { Comment, Review } from "../statements.ts";
import type { Presubmit } from "./presubmit.ts";
import type { RunRecord } from "./records.ts";
import type { RequestAnswer } from "./request-answer.ts";
import { isRunOf, newestOf, type Place, speakerOf } from "./results.ts";
import { isLive, type Run } from "./run.ts";
import { type CommitStatus, isEqual, statusOf } from "./status.ts";

/** Seconds after its end for which a closed pull request is still looked at for the status of a run. */
const untoldFor = 3600;

/** Whether something may still have to be said of a run. */
export const isUntold = (run: RunRecord, now: Instant): boolean =>
  isLive(run) || (run.endedAt !== undefined && run.endedAt + untoldFor >= now);

/** A status is set once for each stage of a run, by the one that reports of its context. What stands there already needs no writing. */
export function statusOrders(
  runs: readonly Run[],
  presubmits: readonly Presubmit[],
  shown: { readonly place: Place; readonly statuses: Sources["statuses"] },
  now: Instant,
): readonly Order[] {
  const { place } = shown;
  return reporters(runs, presubmits, place).flatMap((run) => {
    const status = statusOf(run, presubmits.find(({ name }) => name === run.job) ?? { skipReport: false });
    if (status === undefined || (run.head === place.head && isShown(shown.statuses, status))) return [];
    return [statusOrder(stageKey(run, place), run.head, status, now)];
  });
}

/** Of each context on each commit one: on the head the run that speaks for the base branch of now, else the newest. */
function reporters(runs: readonly Run[], presubmits: readonly Presubmit[], place: Place): readonly Run[] {
  const here = presubmits.filter((job) => job.branches.includes(place.base));
  const byContext = Map.groupBy(runs, ({ head, context }) => `${head} ${context}`);
  return [...byContext.values()].flatMap(
    (some) => newestOf(here.flatMap((job) => speakerOf(job, some, place) ?? [])) ?? newestOf(some) ?? [],
  );
}

const statusOrder = (key: OrderKey, on: Sha, status: CommitStatus, causedAt: Instant): Order => ({
  ...{ key, causedAt, guard: {} },
  does: { kind: "set status", on, status },
});

/**
 * A pull request that comes back to a branch has what was found there said again, for something else was said meanwhile. Once for each
 * return: two pull requests of one commit must not answer each other for ever.
 */
function stageKey(run: Run, place: Place): OrderKey {
  const { key, state, url, createdAt } = run;
  const stage = state === "waiting" || state === "starting" ? "wanted" : state;
  const again = place.arrival !== undefined && isRunOf(run, place) && createdAt <= place.since ? `:${place.arrival}` : "";
  return orderKeyOf("jobs", "status", `${key}:${stage}${url === undefined ? "" : ":linked"}${again}`);
}

export const isShown = (statuses: Sources["statuses"], status: CommitStatus): boolean => isEqual(statuses.get(status.context), status);

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
