/** What a telling left behind on GitHub, as far as tellings of one story may be compared: labels, and what the bot did once. */
import { statusMark } from "../../src/core/report.ts";
import { Issue, Pull, type World } from "../../src/sim/index.ts";
import { type JobRun, nameOf } from "./machines.ts";

export interface PullEnding {
  readonly labels: readonly string[];
  /** Whether the check that guards its base branch lets it merge. */
  readonly isGreen: boolean;
  /** How often each thing happened that may happen once, by what it is. */
  readonly done: ReadonlyMap<string, number>;
  /** Hidden marks of the bot's comments, one each. */
  readonly marks: readonly string[];
  readonly statusComments: number;
  /** Of the head, by context. */
  readonly statuses: Readonly<Record<string, string>>;
  /** Contexts of which people are told that nobody here knows who runs them. */
  readonly unknown: readonly string[];
}

/** By number of the pull request. */
export type Ending = ReadonlyMap<string, PullEnding>;

export const endingOf = (world: World, runs: readonly JobRun[]): Ending =>
  new Map(
    [...world.threads.values()]
      .filter((thread) => thread instanceof Pull)
      .map((pull) => [`${pull.repository.fullName}#${pull.number}`, pullEnding(pull, world, runs)]),
  );

/** Of each issue the comments that the bot has acknowledged. */
export const acknowledgedOn = (world: World): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(
    issuesIn(world).map((issue) => [
      `${issue.repository.fullName}#${issue.number}`,
      issue
        .comments()
        .filter(({ reactions }) => reactions.length > 0)
        .map(({ body }) => body),
    ]),
  );

/** What else it did on issues, in a word each. */
export const deedsOnIssues = (world: World): readonly string[] =>
  issuesIn(world).flatMap((issue) => [
    ...issue.comments().flatMap(({ author, body }) => (author === world.app.bot.restLogin ? [body] : [])),
    ...issue.state.timeline.flatMap((item) => ("actor" in item && item.actor === world.app.bot ? [item.kind] : [])),
  ]);

const issuesIn = (world: World): readonly Issue[] => [...world.threads.values()].filter((thread) => thread instanceof Issue);

function pullEnding(pull: Pull, world: World, runs: readonly JobRun[]): PullEnding {
  const { bot } = world.app;
  const ours = pull.comments().filter(({ author }) => author === bot.restLogin);
  const marks = ours.flatMap(({ body }) => marksIn(body));
  return {
    labels: pull.labels().toSorted(),
    isGreen: pull.checks().findLast(({ name }) => name === `bowsprit: ${pull.state.baseRef}`)?.conclusion === "success",
    marks,
    statuses: Object.fromEntries(
      pull
        .statuses()
        .map(({ context, state }) => [context, state] as const)
        .toSorted(),
    ),
    unknown: ours.flatMap(({ body }) =>
      [...body.matchAll(/`([^`]+)` is pending, and who runs it is not known here/g)].map(([, name = ""]) => name),
    ),
    statusComments: ours.filter(({ body }) => body.includes(statusMark)).length,
    done: counted([
      ...ours.flatMap(({ body }) => marksIn(body).flatMap((mark) => kindOfReply(mark, body))),
      ...pull.state.timeline.flatMap((item) => deedOf(item, bot)),
      ...runsFor(pull, runs),
    ]),
  };
}

const marksIn = (body: string): readonly string[] => body.match(/<!-- bowsprit:(?:order|turn|status)\b.*?-->/g) ?? [];

/** Where nobody can tell which commit a request was about: whoever wrote it is to write it again. */
export const askedAgain = "reply jobs/again";

/** Ids in marks differ between tellings: what is compared is which kind of reply it was. */
function kindOfReply(mark: string, body: string): string[] {
  const [, kind] = /bowsprit:order ([^/]+\/[^/]+)\//.exec(mark) ?? [];
  if (kind === "jobs/reply" && body.includes("Write it again for")) return [askedAgain];
  return kind === undefined ? [] : [`reply ${kind}`];
}

/** Of one job there may be as many runs as where nothing went wrong. */
const runsFor = (pull: Pull, runs: readonly JobRun[]): string[] =>
  runs.flatMap((run) => (run.pull === nameOf(pull) ? [`run ${run.job}`] : []));

type Item = Pull["state"]["timeline"][number];

function deedOf(item: Item, bot: World["app"]["bot"]): string[] {
  if (!("actor" in item) || item.actor !== bot) return [];
  switch (item.kind) {
    case "AssignedEvent":
    case "UnassignedEvent":
      return [`${item.kind} ${item.assignee.login}`];
    case "ReviewRequestedEvent":
    case "ReviewRequestRemovedEvent":
      return [`${item.kind} ${item.reviewer.__typename === "Team" ? item.reviewer.slug : item.reviewer.login}`];
    default:
      return [];
  }
}

const counted = (what: readonly string[]): ReadonlyMap<string, number> =>
  new Map([...Map.groupBy(what, (one) => one)].map(([one, all]) => [one, all.length]));
