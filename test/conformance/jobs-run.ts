/** Decides which jobs run for every pull request, comment and hand-made event, in the format of the reference's answers, and compares. */

import { ChangedPaths } from "../../src/core/jobs/changes.ts";
import { askIn } from "../../src/core/jobs/commands.ts";
import { jobsConfig } from "../../src/core/jobs/config.ts";
import type { Help } from "../../src/core/jobs/help.ts";
import { isContextRequired, needsExplicitTrigger, type Presubmit } from "../../src/core/jobs/presubmit.ts";
import { automaticVerdicts, type JobVerdict, type Surroundings } from "../../src/core/jobs/selection.ts";
import { answerTo } from "../../src/core/jobs/started-jobs.ts";
import { visibleText } from "../../src/core/markdown.ts";
import type { JobsAnswer, JobsEdgeAnswer, JobsEdgeCase, JobsEvent, JobsLine, JobsPull, SigNodeJobs } from "./jobs-corpora.ts";
import { jobFileAsTheReferenceReads } from "./jobs-shaping.ts";

const repository = "kubernetes/kubernetes";

/** Prow reads commands in code, quotes and HTML comments as well: what may be decided otherwise is told by the text alone. */
export const isExcepted = (comment: string | null): boolean => comment !== null && /^[\t ]*(?:`{3}|~{3}|>)|<!--/m.test(comment);

export function presubmitsIn(config: string): { readonly loads: boolean; readonly presubmits: readonly Presubmit[] } {
  const { presubmits, faults } = jobsConfig([{ path: "jobs.yaml", text: jobFileAsTheReferenceReads(config) }], { repository });
  return { loads: faults.length === 0, presubmits };
}

/** What a trusted person's event starts, and how it is answered. */
export function jobsAnswer(presubmits: readonly Presubmit[], { comment, ...event }: JobsEvent, changed: ChangedPaths): JobsAnswer {
  const surroundings: Surroundings = {
    branch: event.branch,
    changed: { kind: "known", value: changed },
    statuses: { kind: "known", value: event.statuses },
  };
  if (comment === null) return { jobs: started(automaticVerdicts(presubmits, surroundings)) };
  const { verdicts, help } = answerTo(askIn(visibleText(comment)), presubmits, surroundings, { suggested: [], honoursOkToTest: true });
  return { jobs: started(verdicts), ...(help === undefined ? {} : { reply: replyText(help) }) };
}

const started = (verdicts: readonly JobVerdict[]): string[] => verdicts.flatMap(({ job, runs }) => (runs === "yes" ? [job.name] : []));

function replyText({ kind, isEmpty }: Help): string {
  if (isEmpty) return "help: no presubmits for this branch";
  switch (kind) {
    case "question":
      return "help";
    case "no target":
      return "help: no target";
    case "retest with target":
      return "help: retest takes no target";
    case "nothing for all":
      return "help: nothing for test all";
    case "nothing suggested":
      return "help: nothing suggested";
    case "target not found":
      return "help: target not found";
    default:
      return kind satisfies never;
  }
}

export function loadedOf(presubmits: readonly Presubmit[]): NonNullable<JobsEdgeAnswer["presubmits"]> {
  return presubmits.map((job) => ({
    context: job.context,
    contextRequired: isContextRequired(job),
    name: job.name,
    needsExplicitTrigger: needsExplicitTrigger(job),
    rerunCommand: job.rerunCommand,
    trigger: job.trigger.source,
  }));
}

export function edgeLineOf({ id, config, events }: JobsEdgeCase): JobsEdgeAnswer & { readonly id: string } {
  const { loads, presubmits } = presubmitsIn(config);
  if (!loads) return { id, loads };
  return {
    ...{ id, loads, presubmits: loadedOf(presubmits) },
    answers: events.map((event) => jobsAnswer(presubmits, event, new ChangedPaths(event.changed))),
  };
}

export function lineOfPull(presubmits: readonly Presubmit[], comments: SigNodeJobs["comments"], pull: JobsPull): JobsLine {
  const changed = new ChangedPaths(pull.changed);
  const opened = (branch: string): string[] =>
    jobsAnswer(presubmits, { branch, changed: pull.changed, comment: null, statuses: new Map() }, changed).jobs;
  const jobs = opened("master");
  const said = comments
    .map(
      ({ id, body, statuses }) =>
        [id, jobsAnswer(presubmits, { branch: "master", changed: pull.changed, comment: body, statuses }, changed)] as const,
    )
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return {
    ...{ n: pull.n, jobs, ownBranch: opened(pull.branch), branch: pull.branch, "release-1.34": opened("release-1.34") },
    notRun: presubmits.filter((job) => !needsExplicitTrigger(job) && !jobs.includes(job.name)).map(({ name }) => name),
    comments: Object.fromEntries(said),
  };
}

export interface JobsTally {
  readonly corpus: string;
  readonly lines: number;
  readonly compared: number;
  /** As `#46856 comments.all`, the first few. */
  readonly different: readonly string[];
  /** Comments under the exception, by id, that are decided otherwise. */
  readonly excepted: readonly string[];
}

const sameAnswer = (ours: JobsAnswer | undefined, theirs: JobsAnswer | undefined): boolean =>
  ours !== undefined && theirs !== undefined && sameSet(ours.jobs, theirs.jobs) && ours.reply === theirs.reply;

const sameSet = (ours: readonly string[], theirs: readonly string[]): boolean =>
  ours.length === theirs.length && ours.toSorted().every((name, at) => name === theirs.toSorted()[at]);

export function tallyOfEdge(cases: readonly JobsEdgeCase[], lines: readonly ReturnType<typeof edgeLineOf>[]): JobsTally {
  const different: string[] = [];
  const excepted: string[] = [];
  for (const [at, { id, events, expected }] of cases.entries()) {
    const line = lines[at];
    if (expected === undefined || line === undefined) continue;
    if (line.loads !== expected.loads) different.push(`${id} loads`);
    if (JSON.stringify(line.presubmits) !== JSON.stringify(ordered(expected.presubmits))) different.push(`${id} presubmits`);
    for (const [number, event] of (expected.answers === undefined ? [] : events).entries()) {
      if (sameAnswer(line.answers?.[number], expected.answers?.[number])) continue;
      (isExcepted(event.comment) ? excepted : different).push(`${id} event ${number}`);
    }
  }
  const compared = cases.filter(({ expected }) => expected !== undefined).length;
  return { corpus: "edge-jobs", lines: lines.length, compared, different, excepted };
}

/** With the keys in our order. */
const ordered = (presubmits: JobsEdgeAnswer["presubmits"]): JobsEdgeAnswer["presubmits"] =>
  presubmits?.map(({ context, contextRequired, name, needsExplicitTrigger, rerunCommand, trigger }) => ({
    ...{ context, contextRequired, name, needsExplicitTrigger, rerunCommand, trigger },
  }));

export function tallyOfPulls({ pulls, comments }: SigNodeJobs, lines: readonly JobsLine[]): JobsTally {
  const different: string[] = [];
  const excepted = new Set<string>();
  for (const [at, { expected }] of pulls.entries()) {
    const line = lines[at];
    if (expected === undefined || line === undefined) continue;
    for (const field of ["jobs", "ownBranch", "release-1.34", "notRun"] as const)
      if (!sameSet(line[field], expected[field])) different.push(`#${line.n} ${field}`);
    for (const { id, body } of comments) {
      if (sameAnswer(line.comments[id], expected.comments[id])) continue;
      if (isExcepted(body)) excepted.add(id);
      else different.push(`#${line.n} comments.${id}`);
    }
  }
  const compared = pulls.filter(({ expected }) => expected !== undefined).length;
  return { corpus: "sig-node-jobs", lines: lines.length, compared, different, excepted: [...excepted] };
}

export interface JobsDecided {
  readonly tally: JobsTally;
  readonly lines: readonly object[];
}

export function decidedEdge(cases: readonly JobsEdgeCase[]): JobsDecided {
  const lines = cases.map(edgeLineOf);
  return { tally: tallyOfEdge(cases, lines), lines };
}

/** The presubmits as loaded are compared as well. */
export function decidedPulls(data: SigNodeJobs): JobsDecided {
  const { presubmits, faults } = jobsConfig(data.files, { repository });
  const lines = data.pulls.map((pull) => lineOfPull(presubmits, data.comments, pull));
  const tally = tallyOfPulls(data, lines);
  const loaded = loadedOf(presubmits).map(({ name, ...job }) => [name, JSON.stringify(job)] as const);
  const expected = new Map((ordered([...data.presubmits]) ?? []).map(({ name, ...job }) => [name, JSON.stringify(job)]));
  const wrong = loaded.filter(([name, job]) => expected.get(name) !== job).map(([name]) => `presubmit ${name}`);
  const missing = loaded.length === expected.size ? [] : [`${loaded.length} presubmits of ${expected.size}`];
  return { tally: { ...tally, different: [...faults.map(({ what }) => what), ...missing, ...wrong, ...tally.different] }, lines };
}

/** No difference outside the exception, and some under it, or the exception is idle. */
export const isEqualJobs = ({ different, excepted }: JobsTally): boolean => different.length === 0 && excepted.length > 0;

/** Most differences that are shown. */
const mostShown = 10;

export function jobsReportOf({ corpus, lines, compared, different, excepted }: JobsTally): string {
  const verdict = different.length === 0 ? "no difference" : `${different.length} different: ${different.slice(0, mostShown).join(", ")}`;
  return `${corpus}: ${lines} lines, ${compared} compared, ${verdict}; "code, quotes and HTML comments hold no command": ${excepted.join(", ") || "none differ"}`;
}
