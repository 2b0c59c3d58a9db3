/** GraphQL: check suites, check runs, statuses and what they come to. */
import { isRequiredOn } from "../administration.ts";
import type { App } from "../apps.ts";
import { timestamp } from "../clock.ts";
import { nodeId } from "../ids.ts";
import type { Repository } from "../repositories.ts";
import { type CheckRun, type CheckSuite, type CommitStatus, currentStatuses, type Results, rolledUpState } from "../results.ts";
import { time } from "../shapes.ts";
import { page } from "./connection.ts";
import {
  type Arguments,
  type Context,
  type Fields,
  forbidden,
  integerOf,
  mayRead,
  recordOf,
  requireRead,
  type Tables,
  textOf,
  textsOf,
} from "./context.ts";
import { commitFields, type ObjectView, objectView } from "./git.ts";
import { actorOf } from "./people.ts";

interface RollupView {
  readonly commit: ObjectView;
  readonly results: Results;
}

/** Statuses alone: what `statusCheckRollup` is with the checks left out. */
interface StatusView {
  readonly commit: ObjectView;
  readonly statuses: readonly CommitStatus[];
}

const resultsOf = ({ repository, oid }: ObjectView, { moment }: Context): Results => repository.resultsAt(oid, moment);

function rollup(commit: ObjectView, _: Arguments, context: Context): RollupView | null {
  requireRead(context, commit.repository, "checks", "statuses");
  const results = resultsOf(commit, context);
  return rolledUpState(results) === undefined ? null : { commit, results };
}

function statuses(commit: ObjectView, _: Arguments, context: Context): StatusView | null {
  requireRead(context, commit.repository, "statuses");
  const current = currentStatuses(resultsOf(commit, context));
  return current.length === 0 ? null : { commit, statuses: current };
}

function suites(commit: ObjectView, args: Arguments, context: Context) {
  requireRead(context, commit.repository, "checks");
  const filter = recordOf(args.filterBy);
  const [appId, checkName] = [integerOf(filter.appId), textOf(filter.checkName)];
  const results = resultsOf(commit, context);
  const items = results.suites
    .filter(({ app }) => appId === undefined || app.id === appId)
    .filter((suite) => checkName === undefined || results.runs.some((run) => run.suite === suite && run.name === checkName));
  return page({ name: "checkSuites", items, node: (suite) => suite, key: ({ id }) => id }, args);
}

const upper = (text: string | null): string | null => text?.toUpperCase() ?? null;

/** Without `checkType: ALL` only the newest of each name. */
function runs(suite: CheckSuite, args: Arguments, { moment }: Context) {
  const filter = recordOf(args.filterBy);
  const [type, name, status] = [textOf(filter.checkType) ?? "LATEST", textOf(filter.checkName), textOf(filter.status)];
  const [statuses, conclusions, appId] = [textsOf(filter.statuses), textsOf(filter.conclusions), integerOf(filter.appId)];
  const all = suite.repository
    .resultsAt(suite.commit, moment)
    .runs.filter((run) => run.suite === suite && (appId === undefined || suite.app.id === appId))
    .filter((run) => name === undefined || run.name === name);
  const chosen = type === "ALL" ? all : [...new Map(all.map((run) => [run.name, run])).values()];
  const items = chosen
    .filter((run) => status === undefined || upper(run.status) === status)
    .filter((run) => statuses === undefined || statuses.includes(upper(run.status) ?? ""))
    .filter((run) => conclusions === undefined || conclusions.includes(upper(run.conclusion) ?? ""));
  return page({ name: "checkRuns", items, node: (run) => run, key: ({ id }) => id }, args);
}

/** What the App may not see is a hole in the list, with an error beside it. */
function contexts({ commit, results }: RollupView, args: Arguments, context: Context) {
  const items: readonly (CheckRun | CommitStatus)[] = [...results.runs, ...currentStatuses(results)];
  const node = (item: CheckRun | CommitStatus): unknown =>
    mayRead(context, commit.repository, item.__typename === "CheckRun" ? "checks" : "statuses") ? item : forbidden();
  return page({ name: "contexts", items, node }, args);
}

/** By the rules of the branch that the pull request is aimed at; of no pull request nothing is required. */
function isRequired(repository: Repository, args: Arguments, name: string, app?: App): boolean {
  const pull = repository.pull(integerOf(args.pullRequestNumber) ?? 0);
  return pull !== undefined && isRequiredOn(repository, pull.state.baseRef, name, app);
}

const suite: Fields<CheckSuite> = {
  id: ({ id }) => nodeId("CS", id),
  databaseId: ({ id }) => id,
  app: ({ app }) => app,
  createdAt: ({ createdAt }) => timestamp(createdAt),
  commit: ({ repository, commit }) => objectView(repository, commit),
  repository: ({ repository }) => repository,
  checkRuns: runs,
  /** No suite comes from a workflow here. */
  workflowRun: () => null,
};

const run: Fields<CheckRun> = {
  id: ({ id }) => nodeId("CR", id),
  databaseId: ({ id }) => id,
  name: ({ name }) => name,
  externalId: ({ externalId }) => externalId,
  status: ({ status }) => upper(status),
  conclusion: ({ conclusion }) => upper(conclusion),
  startedAt: ({ startedAt }) => timestamp(startedAt),
  completedAt: ({ completedAt }) => time(completedAt),
  detailsUrl: ({ detailsUrl }) => detailsUrl,
  title: ({ output }) => output.title,
  summary: ({ output }) => output.summary,
  text: ({ output }) => output.text,
  checkSuite: (source) => source.suite,
  isRequired: ({ suite: { repository, app }, name }, args) => isRequired(repository, args, name, app),
};

const status: Fields<CommitStatus> = {
  id: ({ id }) => nodeId("SC", id),
  context: ({ context }) => context,
  state: ({ state }) => upper(state),
  description: ({ description }) => description,
  targetUrl: ({ targetUrl }) => targetUrl,
  createdAt: ({ createdAt }) => timestamp(createdAt),
  creator: ({ creator }) => actorOf(creator),
  commit: ({ repository, commit }) => objectView(repository, commit),
  isRequired: ({ repository, context }, args) => isRequired(repository, args, context),
};

const statusFields: Fields<StatusView> = {
  state: ({ statuses: current }) => rolledUpState({ suites: [], runs: [], statuses: current }),
  commit: ({ commit }) => commit,
  contexts: ({ statuses: current }) => current,
  context: ({ statuses: current }, args) =>
    current.find(({ context }) => context.toLowerCase() === textOf(args.name)?.toLowerCase()) ?? null,
};

const rollupFields: Fields<RollupView> = {
  state: ({ results }) => rolledUpState(results),
  commit: ({ commit }) => commit,
  contexts,
};

export const checkTables: Tables = {
  Commit: { ...commitFields, checkSuites: suites, statusCheckRollup: rollup, status: statuses },
  Status: statusFields,
  StatusCheckRollup: rollupFields,
  CheckSuite: suite,
  CheckRun: run,
  StatusContext: status,
};
