/** How long it takes to decide about SIG Node's jobs for a pull request of as many files as GitHub lists, from facts that are read. */
import { readFileSync } from "node:fs";
import { load } from "js-yaml";
import { z } from "zod";
import { known } from "../../src/core/facts.ts";
import { instantOf, nodeIdOf, shaOf, userIdOf } from "../../src/core/ids.ts";
import { ChangedPaths } from "../../src/core/jobs/changes.ts";
import { askIn } from "../../src/core/jobs/commands.ts";
import { soundJobs } from "../../src/core/jobs/config.ts";
import { decisionOf } from "../../src/core/jobs/decide.ts";
import { jobFile } from "../../src/core/jobs/file.ts";
import type { Presubmit } from "../../src/core/jobs/presubmit.ts";
import { noProposal } from "../../src/core/jobs/proposal.ts";
import type { DecisionInput } from "../../src/core/jobs/wanted.ts";
import jobs from "../../src/plugins/jobs.ts";
import { hasJobsData, readSigNodeJobs } from "../conformance/jobs-corpora.ts";
import { given } from "../given.ts";
import { bounded, type Figure } from "./figure.ts";

const issue = 8;
const mostFiles = 3000;
const runs = 9;

/** CPU time of one decision, a comment that asks for three jobs by name among its causes; the median after a warm-up. */
export function* jobsFigures(data: string): Generator<Figure, void, void> {
  if (!hasJobsData(data)) return;
  const { files, pulls } = readSigNodeJobs(data);
  const presubmits = soundJobs(files.map((file) => jobFile(file))).presubmits;
  const paths = [...new Set(pulls.flatMap(({ changed }) => changed))].slice(0, mostFiles);
  const cpu = medianCpu(() => decisionOf(inputOf(presubmits, paths)));
  yield { issue, name: "jobs.presubmits", value: presubmits.length, unit: "jobs" };
  yield bounded(issue, "jobs.decide.ms", cpu, "ms CPU", 20);
  // No pattern finds anything in these: every one is searched to the end.
  const foreign = Array.from(
    { length: mostFiles },
    (_, at) => `staging/src/k8s.io/apiserver/pkg/storage/value/encrypt/number_${at}_of_many.go`,
  );
  yield bounded(
    issue,
    "jobs.decide.unmatched.ms",
    medianCpu(() => decisionOf(inputOf(presubmits, foreign))),
    "ms CPU",
    20,
  );
  const options = optionsWithAdvice();
  yield bounded(
    issue,
    "jobs.plugin.unmatched.ms",
    medianCpu(() => wantsOf(presubmits, foreign, options)),
    "ms CPU",
    20,
  );
}

/** All that the plugin does in a pass: its options are read, jobs are decided about and the rules for SIG Node looked through. */
function wantsOf(presubmits: readonly Presubmit[], files: readonly string[], options: object): void {
  const facts = given({
    ...{ jobs: { presubmits, faults: [], proposed: noProposal }, files, plugins: ["jobs"], options: { jobs: options } },
    said: [["author", saidText(presubmits)]],
    // No rule asks for labels.
    unread: { owners: "not asked for" },
  });
  const outcome = jobs.outcome(facts, []);
  if (outcome.kind !== "decided") throw new Error(`the plugin did not decide: ${outcome.kind}`);
}

function optionsWithAdvice(): object {
  const profile = z.object({ jobs: z.looseObject({}) }).parse(load(readFileSync("config/sig-node.yaml", "utf8")));
  return { ...profile.jobs, github_actions: { repository: "kubernetes/jobs", workflow: "node-e2e.workflow.yml" } };
}

function medianCpu(decide: () => unknown): number {
  const measured = (): number => {
    const before = process.cpuUsage();
    decide();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  };
  for (let warm = 0; warm < 3; warm += 1) decide();
  const sorted = Array.from({ length: runs }, measured).sort((a, b) => a - b);
  return Math.round((sorted[Math.floor(runs / 2)] ?? 0) * 100) / 100;
}

function inputOf(presubmits: readonly Presubmit[], paths: readonly string[]): DecisionInput {
  const head = shaOf("1".repeat(40));
  return {
    presubmits,
    pull: {
      ...{ head, base: { name: "master", tip: shaOf("2".repeat(40)) }, state: "open", isDraft: false, isMergeable: true },
      ...{ retargetedAt: undefined, isTrusted: true, author: userIdOf(1) },
    },
    changed: { kind: "known", value: new ChangedPaths(paths) },
    statuses: { kind: "known", value: new Map() },
    requests: [
      {
        ...{ id: nodeIdOf("IC_1"), at: instantOf("2026-01-01T00:00:00Z"), by: undefined, url: "", ask: askIn(saidText(presubmits)) },
        ...{ isTrusted: true, isMember: true, mayOverride: false, heads: new Set([head]) },
      },
    ],
    runs: [],
    suggested: [],
    ...{ shown: known([]), required: known([]), checkRuns: known([]), overriders: "administrators", honoursOkToTest: true },
  };
}

const saidText = (presubmits: readonly Presubmit[]): string =>
  presubmits
    .slice(0, 3)
    .map(({ name }) => `/test ${name}`)
    .join("\n");
