/**
 * `npm run conformance [-- --out DIR] [--data DIR] [--histories N] [--seed N]`: decides every real pull request and hand-made case, its OWNERS
 * and its jobs, and compares with the reference implementation, and real pairs of heads and random histories with git. Exit status 0 without
 * a difference, 1 with one, 2 without data.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import { BadInput } from "../../src/cli/outcome.ts";
import { tryHistories } from "../core/revision/histories/trial.ts";
import { verdictOn } from "../core/revision/histories/verdict.ts";
import { hasGit } from "../git.ts";
import { type Corpus, corpusNames, readEdgeCases, readPulls } from "./corpora.ts";
import { historiesReport } from "./histories-report.ts";
import { hasJobsData, readJobsEdgeCases, readSigNodeJobs } from "./jobs-corpora.ts";
import { decidedEdge, decidedPulls, isEqualJobs, type JobsDecided, jobsReportOf } from "./jobs-run.ts";
import { hasPreservation, judgedPairs, preservationFolder } from "./preservation.ts";
import { isSound, preservationReport } from "./preservation-report.ts";
import { reportOf } from "./report.ts";
import { decided, isEqual, type Tally, tallyOf } from "./run.ts";
import { type Timed, timed, timingOf } from "./timing.ts";

interface Arguments {
  readonly data: string;
  readonly out: string | undefined;
  readonly histories: number;
  readonly seed: number;
}

function argumentsOf(given: readonly string[]): Arguments {
  try {
    const { values } = parseArgs({
      args: [...given],
      options: {
        out: { type: "string" },
        data: { type: "string", default: "../shared/data" },
        histories: { type: "string", default: "2000" },
        seed: { type: "string", default: "1" },
      },
    });
    return { data: values.data, out: values.out, histories: countIn(values.histories), seed: countIn(values.seed) };
  } catch (error) {
    throw new BadInput(error instanceof Error ? error.message : String(error));
  }
}

function countIn(text: string): number {
  if (!/^[0-9]{1,9}$/.test(text)) throw new BadInput(`${JSON.stringify(text)} is no count`);
  return Number(text);
}

function run({ data, out, histories, seed }: Arguments): 0 | 1 {
  const names = corpusNames(data);
  if (names.length === 0) throw new BadInput(`no corpus in ${data}: nothing was compared`);
  if (out !== undefined) write(() => mkdirSync(out, { recursive: true }));
  const start = performance.now();
  const tallies: (Tally & { seconds: number })[] = [];
  const timings: Timed[] = [];
  for (const name of [...names, "edge"]) {
    const began = performance.now();
    const corpus = name === "edge" ? readEdgeCases(data) : readPulls(data, name);
    const tally = decide(corpus, out, timings);
    tallies.push({ ...tally, seconds: (performance.now() - began) / 1000 });
  }
  const totalSeconds = Math.round(performance.now() - start) / 1000;
  process.stdout.write(`${reportOf(tallies)}\n`);
  const pulls = tallies.filter(({ corpus }) => corpus !== "edge").reduce((sum, { lines }) => sum + lines, 0);
  process.stdout.write(`${pulls} pull requests in ${totalSeconds} s: ${verdictOf(tallies)}\n`);
  const isPreserved = preserved(data, out);
  const isSafe = tried(histories, seed);
  if (out !== undefined) {
    const timing = { node: process.version, pulls, totalSeconds, ownersMs: timingOf(timings) };
    write(() => writeFileSync(join(out, "timing.json"), `${JSON.stringify(timing, undefined, 2)}\n`));
  }
  const areJobsEqual = runJobs(data, out);
  return isEqual(tallies) && isPreserved && isSafe && areJobsEqual ? 0 : 1;
}

/** Whether every LGTM is kept that should be, and none that should not. */
function preserved(data: string, out: string | undefined): boolean {
  if (!hasPreservation(data)) throw new BadInput(`no pairs of heads in ${preservationFolder(data)}: nothing was compared`);
  const pairs = judgedPairs(data);
  process.stdout.write(`\n${preservationReport(pairs)}\n`);
  if (out !== undefined) {
    // Pairs that are only made here have no line.
    const lines = pairs.slice(0, -1).map(({ line }) => `${JSON.stringify(line)}\n`);
    write(() => writeFileSync(join(out, "lgtm-preservation.jsonl"), lines.join("")));
  }
  return isSound(pairs);
}

/** Whether no answer about random histories is more generous than git's, and few are less. */
function tried(count: number, seed: number): boolean {
  if (!hasGit) {
    process.stdout.write("\nrandom histories: skipped, git is not installed\n");
    return true;
  }
  const began = performance.now();
  const histories = tryHistories(count, seed);
  process.stdout.write(`\n${historiesReport(histories, seed)}, in ${((performance.now() - began) / 1000).toFixed(1)} s\n`);
  return verdictOn(histories).isSound;
}

/** True where nothing differs that may not, or there are no jobs to compare, which is said. */
function runJobs(data: string, out: string | undefined): boolean {
  if (!hasJobsData(data)) {
    process.stdout.write("no jobs in the data: none were compared\n");
    return true;
  }
  const all: readonly JobsDecided[] = [decidedPulls(readSigNodeJobs(data)), decidedEdge(readJobsEdgeCases(data))];
  for (const { tally, lines } of all) {
    process.stdout.write(`${jobsReportOf(tally)}\n`);
    if (out === undefined) continue;
    const text = gzipSync(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
    write(() => writeFileSync(join(out, `${tally.corpus}.jsonl.gz`), text));
  }
  return all.every(({ tally }) => isEqualJobs(tally));
}

function verdictOf(tallies: readonly Tally[]): string {
  if (isEqual(tallies)) return "no difference";
  return tallies.every(({ byField }) => byField.size === 0) ? "nothing differs even under the predicate, which is wrong" : "different";
}

/** Times real pull requests only; the hand-made cases are tiny. */
function decide(corpus: Corpus, out: string | undefined, timings: Timed[]): Tally {
  const results = [...decided(corpus)];
  if (out !== undefined) {
    const lines = gzipSync(results.map(({ line }) => `${JSON.stringify(line)}\n`).join(""));
    write(() => writeFileSync(join(out, `${corpus.name}.jsonl.gz`), lines));
    if (corpus.name !== "edge") for (const result of results) timings.push(timed(corpus.name, result));
  }
  return tallyOf(corpus.name, results);
}

function write(effect: () => void): void {
  try {
    effect();
  } catch (error) {
    throw new BadInput(`cannot write: ${error instanceof Error ? error.message : error}`);
  }
}

try {
  process.exitCode = run(argumentsOf(process.argv.slice(2)));
} catch (error) {
  if (!(error instanceof BadInput)) throw error;
  process.stderr.write(`conformance: ${error.message}\n`);
  process.exitCode = 2;
}
