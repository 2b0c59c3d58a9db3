/** The answer to a look: its shape, and the thread, the repository and our own check runs in it. */
import { z } from "zod";
import { Gone, RetryLater } from "../core/errors.ts";
import type { OurCheck, Thread } from "../core/facts.ts";
import { instantOf, loginOf, type NodeId, nodeIdOf, type Sha, shaOf, threadKeyOf, userIdOf } from "../core/ids.ts";
import type { Look, LookIds, Me, ThreadName } from "../core/look.ts";
import { personOf, reviewerName, reviewerShape, whoShape } from "./accounts.ts";
import { shaped } from "./answers.ts";
import { IncompleteRead, NotFound } from "./errors.ts";
import { commentShape, reviewShape, timelineShape } from "./timeline.ts";

const sha = z.string().transform(shaOf);
const object = z.object({ oid: sha });

const runStatus = z.enum(["QUEUED", "IN_PROGRESS", "COMPLETED", "WAITING", "PENDING", "REQUESTED"]);

export const runsShape = z.object({
  pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
  nodes: z.array(
    z.object({
      id: z.string().transform(nodeIdOf),
      databaseId: z.number(),
      name: z.string(),
      externalId: z.string().nullable(),
      status: runStatus,
      conclusion: z.string().nullable(),
      title: z.string().nullable(),
      summary: z.string().nullable(),
      startedAt: z.string().nullable(),
    }),
  ),
});

const suitesShape = z.object({
  pageInfo: z.object({ hasNextPage: z.literal(false) }),
  nodes: z.array(z.object({ id: z.string(), checkRuns: runsShape })),
});

/** A list that comes in one page or not at all: GitHub allows no more of these on a thread. */
export const wholeList = <T extends z.ZodType>(node: T) =>
  z.object({ totalCount: z.number(), nodes: z.array(node) }).refine(({ totalCount, nodes }) => totalCount === nodes.length, "is cut");

export const labelsShape = wholeList(z.object({ id: z.string(), name: z.string() }));

const pullShape = z.object({
  id: z.string().transform(nodeIdOf),
  number: z.number(),
  url: z.string(),
  title: z.string(),
  body: z.string(),
  lastEditedAt: z.string().nullable(),
  editor: whoShape,
  author: whoShape,
  createdAt: z.string().transform(instantOf),
  updatedAt: z.string().transform(instantOf),
  state: z.enum(["OPEN", "CLOSED", "MERGED"]),
  isDraft: z.boolean(),
  locked: z.boolean(),
  mergeable: z.enum(["MERGEABLE", "CONFLICTING", "UNKNOWN"]),
  changedFiles: z.number(),
  headRefOid: sha,
  baseRefName: z.string(),
  baseRefOid: sha,
  baseRef: z.object({ target: object }).nullable(),
  labels: labelsShape,
  assignees: wholeList(z.object({ login: z.string() })),
  // Null where it is a team and the App may not read members: such a request is never ours to make or take back.
  reviewRequests: wholeList(z.object({ requestedReviewer: reviewerShape.nullable() })),
  commits: z.object({
    totalCount: z.number(),
    nodes: z.array(z.object({ commit: z.object({ oid: sha, tree: object, checkSuites: suitesShape.optional() }) })),
  }),
  timelineItems: timelineShape,
  reviewThreads: z.object({ totalCount: z.number() }),
  reviews: z.object({ nodes: z.array(reviewShape) }),
  comments: z.object({ nodes: z.array(commentShape) }),
});

/** What every look asks of the repository. */
const home = {
  id: z.string().transform(nodeIdOf),
  databaseId: z.number(),
  name: z.string(),
  owner: z.object({ login: z.string() }),
  isArchived: z.boolean(),
  isFork: z.boolean(),
  defaultBranchRef: z.object({ name: z.string(), target: object }).nullable(),
  options: object.nullable(),
  owners: object.nullable(),
};

/** An answer to a look at a thread, which stands beside its repository. */
export const answerShape = <T extends z.ZodRawShape>(thread: T) =>
  z.object({
    viewer: z.object({ login: z.string(), databaseId: z.number() }),
    repository: z.looseObject({ ...home, ...thread }),
  });

export const lookShape = answerShape({ pullRequest: pullShape });

export type LookAnswer = z.infer<typeof lookShape>;
export type PullAnswer = z.infer<typeof pullShape>;
export type RepositoryAnswer = z.infer<z.ZodObject<typeof home>>;

/** GraphQL shows the bot of an App as `name[bot]` only where it looks at itself. */
export const meIn = ({ viewer }: Pick<LookAnswer, "viewer">): Me => ({
  id: userIdOf(viewer.databaseId),
  slug: viewer.login.replace(/\[bot\]$/, ""),
});

/** For whoever asks for a thread: what GitHub has not got is gone. */
export const orGone =
  ({ repository: { owner, name }, number }: ThreadName) =>
  (error: unknown): never => {
    throw error instanceof NotFound ? new Gone(`${owner}/${name}#${number}: ${error.message}`) : error;
  };

const labelShape = z.object({ id: z.string().transform(nodeIdOf) }).nullable();

/** `labels`: names of those that were asked for, in their order. */
export function labelIdsIn({ repository }: LookAnswer, labels: readonly string[]): LookIds["labels"] {
  const found = labels.flatMap((name, index): [string, NodeId][] => {
    const label = shaped(labelShape, repository[`l${index}`], "labels");
    return label === null ? [] : [[name.toLowerCase(), label.id]];
  });
  return new Map(found);
}

export function repositoryIn({ isArchived, isFork, defaultBranchRef, options, owners }: RepositoryAnswer): Look["repository"] {
  return { isArchived, isFork, tip: defaultBranchRef?.target.oid, optionsFile: options?.oid, hasRootOwners: owners !== null };
}

const lagPause = 5;
const states = { OPEN: "open", CLOSED: "closed", MERGED: "merged" } as const;

export function threadIn({ repository }: LookAnswer): Thread {
  const { pullRequest: pull } = repository;
  const newest = newestCommit(pull);
  return {
    key: threadKeyOf(repository.databaseId, pull.number),
    ...{ id: pull.id, number: pull.number, url: pull.url, title: pull.title, body: pull.body, createdAt: pull.createdAt },
    repository: repositoryName(repository),
    author: personOf(pull.author),
    state: states[pull.state],
    isDraft: pull.isDraft,
    isLocked: pull.locked,
    ...(pull.mergeable === "UNKNOWN" ? {} : { isMergeable: pull.mergeable === "MERGEABLE" }),
    head: newest.oid,
    headTree: newest.tree.oid,
    commits: pull.commits.totalCount,
    base: { name: pull.baseRefName, tip: baseTip(pull) },
    changedFiles: pull.changedFiles,
    labels: pull.labels.nodes,
    assignees: pull.assignees.nodes.map(({ login }) => loginOf(login)),
    reviewRequests: pull.reviewRequests.nodes.flatMap(({ requestedReviewer: who }) => (who === null ? [] : [reviewerName(who)])),
  };
}

export const repositoryName = ({ databaseId, owner, name, defaultBranchRef }: RepositoryAnswer): Thread["repository"] => ({
  ...{ id: databaseId, owner: owner.login, name, defaultBranch: defaultBranchRef?.name ?? "" },
});

/** For seconds after a push the two can disagree; after a merge `headRefOid` may name the branch instead. */
export function newestCommit(pull: PullAnswer): PullAnswer["commits"]["nodes"][number]["commit"] {
  const newest = pull.commits.nodes[0]?.commit;
  if (newest === undefined) throw new Gone(`${pull.url} has no commits`);
  if (pull.state === "OPEN" && newest.oid !== pull.headRefOid) throw new RetryLater("GitHub shows two heads at once", lagPause);
  return newest;
}

/** The branch itself: `baseRefOid` lags behind it for as long as nobody pushes to the pull request. */
function baseTip(pull: PullAnswer): Sha {
  if (pull.baseRef !== null) return pull.baseRef.target.oid;
  if (pull.state === "OPEN") throw new IncompleteRead(`the base branch ${pull.baseRefName} is gone`);
  return pull.baseRefOid;
}

const runStatuses = { QUEUED: "queued", IN_PROGRESS: "in_progress", COMPLETED: "completed" } as const;

/** The states that Actions alone uses are no state of ours. */
export function ourChecks(runs: readonly z.infer<typeof runsShape>["nodes"][number][]): OurCheck[] {
  return runs.map(({ id: node, databaseId, name, externalId, status, conclusion, title, summary, startedAt }) => ({
    ...{ id: databaseId, node, name, externalId: externalId ?? "" },
    status: status === "IN_PROGRESS" || status === "COMPLETED" ? runStatuses[status] : runStatuses.QUEUED,
    conclusion: conclusion?.toLowerCase(),
    title: title ?? undefined,
    summary: summary ?? undefined,
    startedAt: startedAt === null ? undefined : instantOf(startedAt),
  }));
}
