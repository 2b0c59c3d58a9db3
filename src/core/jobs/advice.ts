/** Advice: which optional jobs are worth running for a change, by rules that the options give. */
import { z } from "zod";
import { compiled } from "../owners/pattern.ts";
import { code, quoted } from "../report.ts";
import type { Presubmit } from "./presubmit.ts";

const pattern = z.string().check((context) => {
  const outcome = compiled(context.value);
  if (outcome.kind === "pattern") return;
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
    jobs.filter((job) => !names.has(job)).map((job) => ({ rule: at, job, what: `no presubmit is called ${code(job)}` })),
  );
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
  const applying = rules.flatMap((one) => {
    const trace = traceOf(one, change);
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

/** The first changed path, or the label, for which the rule applies. */
function traceOf({ paths = [], labels = [] }: AdviceRule, change: Change): string | undefined {
  const patterns = paths.map(compiled).flatMap((outcome) => (outcome.kind === "pattern" ? [outcome.pattern] : []));
  return change.paths.find((path) => patterns.some(({ matches }) => matches(path))) ?? labels.find((label) => change.labels.has(label));
}

/** One line for the status comment; empty without a suggestion. */
export function adviceText(suggestions: readonly Suggestion[]): string {
  if (suggestions.length === 0) return "";
  const jobs = suggestions.map(({ job, why }) => `  - ${code(job.rerunCommand)}: ${why}`);
  return [`Worth running for these changes (\`/test suggested\` starts all):`, ...jobs].join("\n");
}

/** Most rules that a refusal lists. */
const mostRefused = 10;

/** A sentence for the status comment, whose readers count from 1; none where every rule is sound. */
export function adviceNotes(faults: readonly AdviceFault[]): readonly string[] {
  if (faults.length === 0) return [];
  const refused = Map.groupBy(faults, ({ rule: at }) => at + 1);
  const listed = [...refused].slice(0, mostRefused).map(([place, of]) => `rule ${place} (${of.map(({ job }) => code(job)).join(", ")})`);
  return [`Rules of the option \`advise\` that name jobs which do not exist are not used: ${listed.join(", ")}.`];
}
