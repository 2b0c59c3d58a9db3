/** Advice: which optional jobs are worth running for a change, by rules that the options give. */
import { z } from "zod";
import type { Origin } from "../facts.ts";
import { nearestName } from "../nearest.ts";
import { optionsPath } from "../options-path.ts";
import { compiled } from "../owners/pattern.ts";
import { patternSet } from "../owners/pattern-set.ts";
import { code, quoted } from "../quoting.ts";
import { broken, type Reason } from "../reasons.ts";
import type { Presubmit } from "./presubmit.ts";

/** Patterns that compile. Every pass reads the options anew, and compiling takes longer than all else in them; programs would take memory. */
const sound = new Set<string>();
const mostSound = 10_000;

const pattern = z.string().check((context) => {
  if (sound.has(context.value)) return;
  const outcome = compiled(context.value);
  if (outcome.kind === "pattern") {
    if (sound.size >= mostSound) sound.clear();
    sound.add(context.value);
    return;
  }
  const message = `not a pattern that RE2 takes: ${code(outcome.reason.slice(0, 200))}`;
  context.issues.push({ code: "custom", input: context.value, message });
});

const rule = z
  .strictObject({
    paths: z.array(pattern).min(1).max(50).optional().describe("RE2 patterns, searched in the paths of changed files."),
    labels: z.array(z.string().min(1).max(100)).min(1).max(20).optional().describe("Labels that OWNERS files give to changed files."),
    jobs: z.array(z.string().min(1).max(200)).min(1).max(20).describe("Names of optional jobs, the most useful first."),
    because: z.string().min(1).max(200).describe("Why: half a sentence that people read."),
  })
  .refine(({ paths, labels }) => paths !== undefined || labels !== undefined, "a rule needs `paths` or `labels`");

/** The option `advise`: a list of rules, the most telling first. */
export const adviceSchema = z.array(rule).max(200);
export type AdviceRule = z.infer<typeof rule>;

export interface AdviceFault {
  /** Place in the list, from 0. */
  readonly rule: number;
  readonly job: string;
  readonly what: string;
}

/** A rule about a job that does not exist is refused. */
export function adviceFaults(rules: readonly AdviceRule[], presubmits: readonly Presubmit[]): readonly AdviceFault[] {
  const names = new Set(presubmits.map(({ name }) => name));
  return rules.flatMap(({ jobs }, at) =>
    jobs.filter((job) => !names.has(job)).map((job) => ({ rule: at, job, what: unknownText(job, names) })),
  );
}

function unknownText(job: string, names: ReadonlySet<string>): string {
  const nearest = nearestName(job, names);
  return `no presubmit is called ${code(job)}${nearest === undefined ? "" : `; the nearest name is ${code(nearest)}`}`;
}

/** What is left when those that are refused are taken out. */
export const soundRules = (rules: readonly AdviceRule[], faults: readonly AdviceFault[]): readonly AdviceRule[] =>
  rules.filter((_, at) => faults.every(({ rule: refused }) => refused !== at));

export interface Suggestion {
  readonly job: Presubmit;
  /** A sentence without its full stop, in Markdown. */
  readonly why: string;
}

const mostSuggestions = 5;

export interface Change {
  readonly paths: readonly string[];
  /** What OWNERS files say of the changed files. */
  readonly labels: ReadonlySet<string>;
  readonly branch: string;
  /** Names of jobs that run by themselves for the change. */
  readonly automatic: ReadonlySet<string>;
  /** Contexts that have a status on the head: what runs or ran needs no advice. */
  readonly reported: ReadonlySet<string>;
}

/**
 * At most five, each with its reason. Every rule that applies has its first job named before any has its second, so that a change of two
 * areas hears of both.
 */
export function suggestionsFor(rules: readonly AdviceRule[], presubmits: readonly Presubmit[], change: Change): readonly Suggestion[] {
  const worth = presubmits.filter(
    (job) => job.optional && !change.automatic.has(job.name) && job.branches.includes(change.branch) && !change.reported.has(job.context),
  );
  const byName = new Map(worth.map((job) => [job.name, job]));
  const useful = rules.filter(({ jobs }) => jobs.some((job) => byName.has(job)));
  const changed = firstPaths(useful, change.paths);
  const applying = useful.flatMap((one) => {
    const trace = changed.get(one) ?? one.labels?.find((label) => change.labels.has(label));
    return trace === undefined ? [] : [{ ...one, why: `${quoted(one.because)} (${code(trace)})` }];
  });
  const found = new Map<string, Suggestion>();
  const longest = Math.max(0, ...applying.map(({ jobs }) => jobs.length));
  for (let place = 0; place < longest; place += 1) {
    for (const { jobs, why } of applying) {
      const job = byName.get(jobs[place] ?? "");
      if (job !== undefined && !found.has(job.name)) found.set(job.name, { job, why: `${why}${costOf(job)}` });
    }
  }
  return [...found.values()].slice(0, mostSuggestions);
}

/** From this on people think twice (seconds). */
const dear = 4 * 60 * 60;

const costOf = ({ timeLimit = 0 }: Presubmit): string => (timeLimit < dear ? "" : `, takes up to ${Math.round(timeLimit / 60)} minutes`);

/** Of each rule about paths that applies, the first changed path for which it does. */
function firstPaths(rules: readonly AdviceRule[], changed: readonly string[]): ReadonlyMap<AdviceRule, string> {
  const patterns = rules.flatMap((one) => (one.paths ?? []).map((source) => ({ one, source })));
  const search = patternSet(patterns.map(({ source }) => source));
  const first = new Map<AdviceRule, string>();
  for (const path of changed)
    for (const at of search(path)) {
      const one = patterns[at]?.one;
      if (one !== undefined && !first.has(one)) first.set(one, path);
    }
  return first;
}

/** One line for the status comment; empty without a suggestion. */
export function adviceText(suggestions: readonly Suggestion[]): string {
  if (suggestions.length === 0) return "";
  const jobs = suggestions.map(({ job, why }) => `  - ${code(job.rerunCommand)}: ${why}`);
  return [`Worth running for these changes (\`/test suggested\` starts all):`, ...jobs].join("\n");
}

/** Most faults of rules that are told one by one. */
const mostTold = 10;

export interface Refusal {
  readonly reasons: readonly Reason[];
  readonly notes: readonly string[];
}

/**
 * Who may mend a rule is told by the check, which they can turn green again. Rules of the organisation and of a profile are for many
 * repositories, not all of which have every job.
 */
export function refusalOf(faults: readonly AdviceFault[], origin: Origin | undefined): Refusal {
  const texts = faults.slice(0, mostTold).map((fault) => refusalText(fault, origin));
  const more =
    faults.length > mostTold ? [`Of the rules of \`jobs.advise\`, ${faults.length - mostTold} more names are of no presubmit.`] : [];
  return origin?.from === "repository"
    ? { reasons: texts.map((text) => broken(text)), notes: more }
    : { reasons: [], notes: [...texts.map((text) => `${text}.`), ...more] };
}

/** Readers count rules from 1. */
function refusalText({ rule: at, what }: AdviceFault, origin: Origin | undefined): string {
  const line = origin?.lines[at];
  const place = origin === undefined ? "" : `${placeTexts[origin.from]}${line === undefined ? "" : `, line ${line}`}, `;
  return `A rule of \`jobs.advise\` counts for nothing: ${place}rule ${at + 1}: ${what}`;
}

const placeTexts: Readonly<Record<Origin["from"], string>> = {
  repository: code(optionsPath),
  organisation: `the organisation's ${code(optionsPath)}`,
  profile: "the profile that the options extend",
};
