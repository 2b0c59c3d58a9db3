/** The changed files of a pull request, with both names of a renamed one, all of them or an error. */
import { z } from "zod";
import { RetryLater } from "../core/errors.ts";
import type { ChangedFile, Thread } from "../core/facts.ts";
import { changesBetween, type TreeChange } from "../core/revision/changes.ts";
import { shaped } from "./answers.ts";
import { type Shelf, shelf } from "./cache.ts";
import { IncompleteRead, TooMuch } from "./errors.ts";
import { mergeBaseOf } from "./merge-base.ts";
import { allNodes, allRows } from "./pages.ts";
import type { Place } from "./place.ts";
import { filesQuery, pullHeadQuery } from "./queries.ts";
import { objectsRead } from "./walk.ts";

/** GitHub lists no more, whatever the pull request changes. */
const mostListed = 3000;

const keptShape: z.ZodType<ChangedFile[]> = z.array(
  z.object({
    path: z.string(),
    status: z.enum(["added", "modified", "removed", "renamed", "copied", "changed"]),
    additions: z.number().exactOptional(),
    deletions: z.number().exactOptional(),
    previousPath: z.string().exactOptional(),
  }),
);

export const keptFiles = ({ cache, clock }: Place): Shelf<ChangedFile[]> => shelf(cache, clock, "files", keptShape);

/**
 * GitHub keeps an old list when the base moves into the pull request's history, and for a while when it becomes another branch: so a list
 * holds for one head on one base tip, and as long as GitHub counts as many files.
 */
export const filesKey = ({ key, head, base, changedFiles: count }: Thread): string => `${key} ${head} ${base.name} ${base.tip} ${count}`;

export async function changedFiles(place: Place, thread: Thread): Promise<readonly ChangedFile[]> {
  return keptFiles(place).one(filesKey(thread), () => (thread.changedFiles > mostListed ? walked(place, thread) : listed(place, thread)));
}

/** So many directories may differ: reading them takes a request for each hundred. */
const mostDirectories = 5000;

/** What is different between the trees of the merge base and of the head. A file that was moved is one removed and one added. */
async function walked(place: Place, thread: Thread): Promise<ChangedFile[]> {
  const { mergeBaseTree } = await mergeBaseOf(place, thread.head, thread.base.tip);
  const walk = changesBetween(mergeBaseTree, thread.headTree, mostDirectories);
  let step = walk.next();
  // What stands on the thread is there: where GitHub does not show it, a replica lags.
  while (!step.done) step = walk.next(await objectsRead(place, step.value, step.value.oids));
  const found = step.value;
  if (found.kind === "too many") throw new TooMuch(`the pull request changes files in more than ${mostDirectories} directories`);
  if (found.kind === "unreadable")
    throw new TooMuch("the pull request has a directory that is too large, or that git would not have written");
  return found.changes.map(changeIn);
}

function changeIn({ path, before, after }: TreeChange): ChangedFile {
  // GitHub lists such a name under another one, and nobody could tell whose file it is.
  if (/[\ud800-\udfff]/.test(path) && !path.isWellFormed()) throw new TooMuch("the pull request changes a file whose name is not UTF-8");
  if (before === undefined) return { path, status: "added" };
  if (after === undefined) return { path, status: "removed" };
  return { path, status: before.mode.slice(0, 3) === after.mode.slice(0, 3) ? "modified" : "changed" };
}

async function listed(place: Place, thread: Thread): Promise<ChangedFile[]> {
  const files = await listedByGraphql(place, thread);
  const isMoved = files.some(({ status }) => status === "renamed" || status === "copied");
  const whole = isMoved ? await listedByRest(place, thread) : files;
  if (whole.length !== thread.changedFiles) {
    throw new IncompleteRead(`the pull request changes ${thread.changedFiles} files, and ${whole.length} were listed`);
  }
  return whole;
}

const headShape = z.object({ node: z.object({ headRefOid: z.string(), changedFiles: z.number() }) });
const pageShape = z.object({ node: z.object({ files: z.unknown() }) });

const statuses = {
  ADDED: "added",
  MODIFIED: "modified",
  DELETED: "removed",
  RENAMED: "renamed",
  COPIED: "copied",
  CHANGED: "changed",
} as const;
const nodeShape = z.object({
  path: z.string(),
  changeType: z.enum(["ADDED", "MODIFIED", "DELETED", "RENAMED", "COPIED", "CHANGED"]),
  additions: z.number(),
  deletions: z.number(),
});

async function listedByGraphql({ session }: Place, thread: Thread): Promise<ChangedFile[]> {
  const connection = (data: unknown) => {
    checkUnmoved(data, thread);
    return shaped(pageShape, data, "files").node.files;
  };
  const nodes = await allNodes(session, filesQuery, { id: thread.id }, connection, nodeShape);
  return nodes.map(({ path, changeType, additions, deletions }) => ({ path, status: statuses[changeType], additions, deletions }));
}

function checkUnmoved(data: unknown, thread: Thread): void {
  const { headRefOid, changedFiles: count } = shaped(headShape, data, "files").node;
  if (headRefOid !== thread.head || count !== thread.changedFiles) throw new RetryLater("the head moved during the read", 1);
}

export const rowShape = z.object({
  filename: z.string(),
  previous_filename: z.string().optional(),
  status: z.enum(["added", "removed", "modified", "renamed", "copied", "changed", "unchanged"]),
  additions: z.number(),
  deletions: z.number(),
});

/** Only REST tells where a renamed file came from. Its rows do not name their head reliably, so the head is asked for once more. */
async function listedByRest({ session, repository: { owner, name } }: Place, thread: Thread): Promise<ChangedFile[]> {
  const rows = await allRows(session, "/repos/{owner}/{repo}/pulls/{number}/files", { owner, repo: name, number: thread.number }, rowShape);
  const { data } = await session.query(pullHeadQuery, { id: thread.id });
  checkUnmoved(data, thread);
  return rows.map(fileOf);
}

export function fileOf({ filename: path, previous_filename: from, status, additions, deletions }: z.infer<typeof rowShape>): ChangedFile {
  const file = { path, status: status === "unchanged" ? "changed" : status, additions, deletions } as const;
  if (status !== "renamed") return file;
  if (from === undefined) throw new IncompleteRead("a file was renamed, and nothing says from where");
  return { ...file, previousPath: from };
}
