/** SIG Node's presubmits with real pull requests, and hand-made job files with events; the reference's answers where they are given. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { readCorpus, readJsonLines } from "../../src/cli/corpus.ts";
import type { JobFileText } from "../../src/core/jobs/file.ts";
import type { StatusState } from "../../src/core/jobs/status.ts";

const statusesShape = z.record(z.string(), z.enum(["success", "pending", "failure", "error"]));
const answerShape = z.object({ jobs: z.array(z.string()), reply: z.string().optional() });
export type JobsAnswer = z.infer<typeof answerShape>;

/** Something said on a pull request; null: it was opened. */
export interface JobsEvent {
  readonly branch: string;
  readonly changed: readonly string[];
  readonly comment: string | null;
  readonly statuses: ReadonlyMap<string, StatusState>;
}

const eventShape = z
  .object({ branch: z.string(), changed: z.array(z.string()), comment: z.string().nullable(), statuses: statusesShape.default({}) })
  .transform((event): JobsEvent => ({ ...event, statuses: new Map(Object.entries(event.statuses)) }));

const loadedShape = z.object({
  name: z.string(),
  context: z.string(),
  trigger: z.string(),
  rerunCommand: z.string(),
  needsExplicitTrigger: z.boolean(),
  contextRequired: z.boolean(),
});

const edgeAnswerShape = z.object({
  loads: z.boolean(),
  presubmits: z.array(loadedShape).optional(),
  answers: z.array(answerShape).optional(),
});
export type JobsEdgeAnswer = z.infer<typeof edgeAnswerShape>;

export interface JobsEdgeCase {
  readonly id: string;
  readonly config: string;
  readonly events: readonly JobsEvent[];
  readonly expected: JobsEdgeAnswer | undefined;
}

const edgeShape = z.object({ id: z.string(), config: z.string(), events: z.array(eventShape) });

/** Both halves: those with answers first. */
export function readJobsEdgeCases(data: string): readonly JobsEdgeCase[] {
  const file = join(data, "expected/edge-jobs.jsonl.gz");
  const answers = readJsonLines(file, edgeAnswerShape);
  const answered = readJsonLines(file, edgeShape).map((one, at) => ({ ...one, expected: answers[at] }));
  const open = readJsonLines(join(data, "expected/questions/edge-jobs.jsonl.gz"), edgeShape);
  return [...answered, ...open.map((one) => ({ ...one, expected: undefined }))];
}

const lineShape = z.object({
  n: z.int(),
  jobs: z.array(z.string()),
  ownBranch: z.array(z.string()),
  branch: z.string(),
  "release-1.34": z.array(z.string()),
  notRun: z.array(z.string()),
  comments: z.record(z.string(), answerShape),
});
export type JobsLine = z.infer<typeof lineShape>;

const commentShape = z
  .object({ id: z.string(), body: z.string(), statuses: statusesShape.default({}) })
  .transform((comment) => ({ ...comment, statuses: new Map(Object.entries(comment.statuses)) }));
export type JobsComment = z.infer<typeof commentShape>;

export interface JobsPull {
  readonly n: number;
  /** Of the pull request's head. */
  readonly branch: string;
  readonly changed: readonly string[];
  readonly expected: JobsLine | undefined;
}

export interface SigNodeJobs {
  readonly files: readonly JobFileText[];
  readonly comments: readonly JobsComment[];
  readonly presubmits: readonly z.infer<typeof loadedShape>[];
  readonly pulls: readonly JobsPull[];
}

const metaShape = z.object({
  comments: z.array(commentShape),
  presubmits: z.array(
    z
      .object({ name: z.string(), context: z.string(), trigger: z.string(), rerunCommand: z.string(), needsExplicitTrigger: z.boolean() })
      .extend({
        contextRequired: z.boolean(),
      }),
  ),
});

export const hasJobsData = (data: string): boolean => existsSync(join(data, "expected/sig-node-jobs-meta.json"));

/** Every job file below a directory, in order of paths. */
export function readJobFiles(directory: string): readonly JobFileText[] {
  return readdirSync(directory, { recursive: true, encoding: "utf8" })
    .filter((path) => /\.ya?ml$/.test(path))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(directory, path), "utf8") }));
}

/** Answers are there for pull requests with an even number: found by place, since one number may stand twice. */
export function readSigNodeJobs(data: string): SigNodeJobs {
  const meta = metaShape.parse(JSON.parse(readFileSync(join(data, "expected/sig-node-jobs-meta.json"), "utf8")));
  const answers = readJsonLines(join(data, "expected/sig-node-jobs.jsonl.gz"), lineShape);
  let next = 0;
  const pulls = readCorpus(join(data, "kubernetes-sig-node-prs")).pulls.map(({ number, branch, files }): JobsPull => {
    const answer = answers[next];
    if (answer?.n === number) next += 1;
    return { n: number, branch, changed: files.map(({ path }) => path), expected: answer?.n === number ? answer : undefined };
  });
  if (next < answers.length) throw new Error(`${answers.length - next} answers belong to no pull request`);
  return { files: readJobFiles(join(data, "sig-node-jobs/config/jobs")), ...meta, pulls };
}
