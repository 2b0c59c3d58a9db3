/** What the bot did to a pull request between two moments, read off the simulated GitHub itself, in a few plain words. */
import type { Pull, VisibleComment } from "../sim/index.ts";

export interface Snapshot {
  readonly labels: readonly string[];
  readonly assignees: readonly string[];
  readonly asked: readonly string[];
  readonly said: readonly VisibleComment[];
  readonly comments: readonly VisibleComment[];
  /** Jobs that were started, each as often as it was. */
  readonly started: readonly string[];
  /** Commit statuses on the head, as `context: state`. */
  readonly results: readonly string[];
  /** The newest check run of the bot on the head. */
  readonly check: { readonly title: string; readonly isGreen: boolean } | undefined;
}

/** `bot`: the App's login, as REST spells it. */
export function snapshotOf(pull: Pull, bot: string): Snapshot {
  const run = pull.checks().at(-1);
  const comments = pull.comments();
  return {
    ...{ labels: pull.labels(), assignees: pull.assignees(), asked: pull.reviewRequests(), comments },
    said: comments.filter(({ author }) => author === bot),
    started: startedFor(pull),
    results: pull.statuses().map(({ context, state }) => `${context}: ${state}`),
    check: run === undefined ? undefined : { title: run.output.title ?? "", isGreen: run.conclusion === "success" },
  };
}

const startedFor = ({ repository, number }: Pull): string[] =>
  repository.world.actions.runs.flatMap(({ inputs }) => (inputs.get("pull_request") === String(number) ? [inputs.get("job") ?? ""] : []));

/** A few words for each thing done, answers first. */
export function deedsBetween(before: Snapshot, after: Snapshot): readonly string[] {
  const known = new Map(before.said.map((comment) => [comment.id, comment]));
  const [status, others] = [after.said.filter(isStatus), after.said.filter((comment) => !isStatus(comment))];
  return [
    ...missing(reactionsIn(after), reactionsIn(before)).map((reaction) => `reacts with ${signOf(reaction)}`),
    ...others.flatMap((comment) => deedsOn(comment, known.get(comment.id))),
    ...missing(before.labels, after.labels).map((label) => `removes label ${label}`),
    ...missing(after.labels, before.labels).map((label) => `adds label ${label}`),
    ...missing(after.assignees, before.assignees).map((login) => `assigns ${login}`),
    ...missing(after.asked, before.asked).map((login) => `asks ${login} for a review`),
    ...missing(before.asked, after.asked).map((login) => `no longer asks ${login} for a review`),
    ...after.started.slice(before.started.length).map((job) => `starts ${job}`),
    ...missing(after.results, before.results).map((result) => `reports ${result}`),
    ...status.flatMap((comment) => statusDeeds(comment, known.get(comment.id))),
  ];
}

const missing = (from: readonly string[], others: readonly string[]): readonly string[] => from.filter((one) => !others.includes(one));

const reactionsIn = ({ comments }: Snapshot): readonly string[] =>
  comments.flatMap(({ id, reactions }) => reactions.map((reaction) => `${id} ${reaction}`));

const signs = new Map([
  ["THUMBS_UP", "👍"],
  ["EYES", "👀"],
  ["CONFUSED", "😕"],
]);

function signOf(reaction: string): string {
  const name = reaction.split(" ")[1] ?? "";
  return signs.get(name) ?? name;
}

const isStatus = ({ body }: VisibleComment): boolean => body.includes("<!-- bowsprit:status -->");

function deedsOn(comment: VisibleComment, before: VisibleComment | undefined): readonly string[] {
  if (before === undefined) return [`${comment.body.startsWith("@") ? "replies" : "comments"} "${gist(comment.body)}"`];
  return comment.isMinimized && !before.isMinimized ? [`folds away "${gist(comment.body)}"`] : [];
}

function statusDeeds(comment: VisibleComment, before: VisibleComment | undefined): readonly string[] {
  if (comment.body === before?.body) return [];
  const notes = [...missing(notesIn(comment.body), notesIn(before?.body ?? "")), ...tableNews(before?.body ?? "", comment.body)];
  const deed = before === undefined ? "writes its status comment" : "edits its status comment";
  return [notes.length === 0 ? deed : `${deed}: "${notes.join(" ")}"`];
}

/** The table of failures has come, or gone. */
function tableNews(before: string, after: string): readonly string[] {
  const [had, has] = [before, after].map((body) => body.includes("| Rerun command"));
  return had === has ? [] : [has ? "A table of what failed." : "The table of failures is gone."];
}

/** What plugins other than approve say in the status comment: the list between its folded parts. */
const notesIn = (body: string): readonly string[] =>
  (body.split("</details>").find((part) => part.startsWith("\n\n- ")) ?? "")
    .replace(/<details>.*/s, "")
    .split("\n")
    .filter((line) => line.startsWith("- "))
    .map((line) => plain(line.slice(2)));

/** The last paragraph that people see: replies open with whom they answer. */
const gist = (body: string): string =>
  plain(
    body
      .replaceAll(/<details>.*?<\/details>|<!--.*?-->/gs, "")
      .trim()
      .split("\n\n")
      .at(-1) ?? "",
  );

/** Markdown as a terminal shows it. */
export const plain = (markdown: string): string =>
  markdown
    .replaceAll(/[`*]|\u200b/g, "")
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .trim();
