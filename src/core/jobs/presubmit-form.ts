/** One presubmit of a job file, complete with Prow's defaults, or the faults for which its file is refused. */
import { compiled } from "../owners/pattern.ts";
import { code } from "../quoting.ts";
import { branchesOf } from "./branches.ts";
import { testWords } from "./commands.ts";
import { contextFault } from "./context-names.ts";
import { durationOf } from "./duration.ts";
import type { FieldFault, Fields } from "./fields.ts";
import { checkDecorationKeys, checkExtraRefKeys, checkKeys, checkWorkflowKeys } from "./keys.ts";
import { checkedPod, checkMetadata } from "./pod.ts";
import { type BranchRule, type ChangeRule, type Presubmit, type RunnerName, runnerNames, type Trigger } from "./presubmit.ts";
import { triggerOf, usualCommand, usualTrigger, usualTriggerOf } from "./trigger.ts";
import { dispatchInputs } from "./workflow/inputs.ts";

export type PresubmitForm =
  | { readonly kind: "presubmit"; readonly presubmit: Presubmit }
  | { readonly kind: "faulty"; readonly name: string; readonly faults: readonly FieldFault[] };

/** Where a job stands, and what it may count on. */
export interface Setting {
  readonly file: string;
  readonly repository: string;
  /** Those that the options set up; undefined where that is not known, so that nothing is said about them. */
  readonly runners: readonly RunnerName[] | undefined;
}

/** Never throws. Every fault of the job is found at once. */
export function presubmitForm(job: Fields, setting: Setting): PresubmitForm {
  checkKeys(job);
  checkMetadata(job);
  const name = nameIn(job);
  const changes = changesIn(job);
  const own = job.mapping("github_actions");
  const decoration = job.mapping("decoration_config");
  const runner = runnerIn(job, own, setting.runners);
  const presubmit: Presubmit = {
    ...{ name, repository: setting.repository, file: setting.file, line: job.line },
    context: contextIn(job, name),
    alwaysRun: job.flag("always_run"),
    optional: job.flag("optional"),
    skipReport: job.flag("skip_report"),
    runBeforeMerge: job.flag("run_before_merge"),
    branches: branchRuleIn(job),
    changes,
    ...commandIn(job, name),
    maxConcurrency: concurrencyIn(job),
    timeLimit: timeLimitIn(decoration),
    description: descriptionIn(job),
    runner,
    workflow: workflowIn(own),
    workflowInputs: inputsIn(own),
  };
  if (presubmit.alwaysRun && changes !== undefined)
    job.fault("always_run", "`always_run` and a rule about changed files exclude each other");
  const inner = [own, decoration, ...executionIn(job, decoration, runner)].filter((fields) => fields !== undefined);
  const faults = [job, ...inner].flatMap((fields) => fields.faults);
  return faults.length === 0 ? { kind: "presubmit", presubmit } : { kind: "faulty", name, faults: inOrder(faults) };
}

/** Every pattern that a job writes, right or wrong; what is of the wrong type is told elsewhere. */
export const patternsIn = (job: Fields): readonly string[] =>
  ["run_if_changed", "skip_if_only_changed", "trigger", "branches", "skip_branches"]
    .flatMap((key) => {
      const node = job.node(key);
      return node?.kind === "list" ? node.items : node === undefined ? [] : [node];
    })
    .flatMap((node) => (node.kind === "string" ? [node.text] : []));

/** A value may be read more than once, and is at fault once. */
const inOrder = (faults: readonly FieldFault[]): readonly FieldFault[] =>
  [...new Map(faults.map((fault) => [`${fault.line}:${fault.what}`, fault])).values()].toSorted((a, b) => a.line - b.line);

function nameIn(job: Fields): string {
  const name = job.text("name");
  if (name === "") job.fault("name", "a job needs a `name`");
  else if (!isName.test(name)) job.fault("name", `${code(name.slice(0, 100))} is no valid name of a job`);
  else if (testWords.has(name)) job.fault("name", `${code(name)} behind \`/test\` means other jobs than one of that name`);
  return name;
}

const isName = /^[A-Za-z0-9\-._]+$/;

/** As part of a pattern it is sound, and short enough. */
const isUsualName = (name: string): boolean => name.length <= 200 && isName.test(name);

function contextIn(job: Fields, name: string): string {
  const context = job.text("context") || name;
  const fault = contextFault(context);
  if (fault !== undefined) job.fault(job.text("context") === "" ? "name" : "context", `${code("context")} is ${fault}`);
  return context;
}

/** An empty pattern is none. */
function changesIn(job: Fields): ChangeRule | undefined {
  const [runs, skips] = [job.text("run_if_changed"), job.text("skip_if_only_changed")];
  if (runs !== "" && skips !== "") job.fault("skip_if_only_changed", "`run_if_changed` and `skip_if_only_changed` exclude each other");
  if (runs !== "") return ruleOf(job, "run_if_changed", runs, "run if changed");
  return skips === "" ? undefined : ruleOf(job, "skip_if_only_changed", skips, "skip if only changed");
}

function ruleOf(job: Fields, key: string, source: string, kind: ChangeRule["kind"]): ChangeRule | undefined {
  const outcome = compiled(source);
  if (outcome.kind === "pattern") return { kind, pattern: outcome.pattern };
  badPattern(job, key, outcome.reason);
  return undefined;
}

const badPattern = (fields: Fields, key: string, reason: string): void =>
  fields.fault(key, `${code(key)} is no pattern that RE2 takes: ${code(reason.slice(0, 200))}`);

const none: BranchRule = { only: [], never: [], includes: () => false };

function branchRuleIn(job: Fields): BranchRule {
  const outcome = branchesOf(job.texts("branches"), job.texts("skip_branches"));
  if (outcome.kind === "branches") return outcome.branches;
  badPattern(job, outcome.key, outcome.reason);
  return none;
}

/** Both have Prow's default, or neither. */
function commandIn(job: Fields, name: string): { readonly trigger: Trigger; readonly rerunCommand: string } {
  const [written, command] = [job.text("trigger"), job.text("rerun_command")];
  const isUsual = written === "" && command === "";
  const rerunCommand = isUsual ? usualCommand(name) : command;
  if (isUsual && isUsualName(name)) return { rerunCommand, trigger: usualTriggerOf(name) };
  const outcome = triggerOf(isUsual ? usualTrigger(name) : written, name);
  if (outcome.kind !== "trigger") {
    badPattern(job, "trigger", outcome.reason);
    return { rerunCommand, trigger: { source: written, isDefault: false, matches: () => false } };
  }
  if (!isUsual && (written === "" || command === "")) job.fault(written === "" ? "rerun_command" : "trigger", both);
  else if (!outcome.trigger.matches(rerunCommand)) job.fault("rerun_command", "`rerun_command` does not match `trigger`");
  return { rerunCommand, trigger: outcome.trigger };
}

const both = "`trigger` and `rerun_command` need each other";

function concurrencyIn(job: Fields): number {
  const most = job.wholeNumber("max_concurrency");
  if (most < 0) job.fault("max_concurrency", "`max_concurrency` is negative");
  return most;
}

function timeLimitIn(decoration: Fields | undefined): number | undefined {
  const text = decoration?.text("timeout") ?? "";
  if (decoration === undefined || text === "") return undefined;
  const seconds = durationOf(text);
  if (seconds === undefined) decoration.fault("timeout", `${code(text.slice(0, 60))} is no duration; \`90m\` is one`);
  else if (seconds < 0) decoration.fault("timeout", "`timeout` is negative");
  // Prow takes 0 for nothing said.
  return seconds === undefined || seconds <= 0 ? undefined : Math.ceil(seconds);
}

function descriptionIn(job: Fields): string | undefined {
  return job.entries("annotations").find(([name]) => name === "description")?.[1];
}

/**
 * Prow's agents run pods of a cluster of theirs: which of our runners stands in for that is the repository's choice. An agent named after a
 * runner of ours needs no pod; Prow's loader takes such a job too.
 */
function runnerIn(job: Fields, own: Fields | undefined, runners: readonly RunnerName[] | undefined): RunnerName | undefined {
  const agent = job.text("agent");
  const named = runnerNames.find((name) => name === agent) ?? (own === undefined ? undefined : "github-actions");
  if (own !== undefined && named !== "github-actions") job.fault("github_actions", `the agent ${code(agent)} takes no workflow`);
  const isUsual = agent === "" || agent === "kubernetes";
  const wanted = named ?? (isUsual ? undefined : agent);
  if (runners !== undefined && wanted !== undefined && !runners.some((name) => name === wanted))
    job.fault(own === undefined ? "agent" : "github_actions", `the runner ${code(wanted.slice(0, 60))} is not configured`);
  return named;
}

/** A file name alone: the workflow stands in the jobs repository that the options name. */
function workflowIn(own: Fields | undefined): string | undefined {
  if (own === undefined) return undefined;
  checkWorkflowKeys(own);
  const file = own.text("workflow");
  if (file === "") return undefined;
  if (/^[\w-][\w.-]{0,95}\.ya?ml$/.test(file)) return file;
  own.fault("workflow", `${code(file.slice(0, 100))} is no file name of a workflow`);
  return undefined;
}

/** GitHub takes 25 inputs in all; an Enterprise Server up to 3.19 takes 10. */
const mostInputs = 25 - dispatchInputs.length;

function inputsIn(own: Fields | undefined): ReadonlyMap<string, string> {
  const inputs = own?.entries("inputs") ?? [];
  if (own === undefined) return new Map();
  if (inputs.length > mostInputs) own.fault("inputs", `more than ${mostInputs} inputs`);
  for (const [name] of inputs) {
    if (dispatchInputs.some((given) => given === name))
      own.fault("inputs", `the input ${code(name)} is given to every run and cannot be set`);
    else if (!/^[A-Za-z_][\w-]{0,99}$/.test(name)) own.fault("inputs", `${code(name.slice(0, 100))} is no valid name of an input`);
  }
  return new Map(inputs);
}

/** What a cluster would run; all that is looked into, with its faults. */
function executionIn(job: Fields, decoration: Fields | undefined, runner: RunnerName | undefined): readonly Fields[] {
  if (decoration !== undefined) checkDecorationKeys(decoration);
  const refs = job.mappings("extra_refs");
  for (const ref of refs) checkExtraRefKeys(ref);
  const pod = job.mapping("spec");
  const isDecorated = job.flag("decorate");
  const agent = job.text("agent") || "kubernetes";
  if (agent === "kubernetes" && pod === undefined && runner === undefined) job.fault("spec", "a job that runs in a cluster needs a `spec`");
  if (otherAgents.has(agent)) {
    for (const key of ["spec", "decoration_config"])
      if (job.node(key) !== undefined) job.fault(key, `${code(key)} needs the agent \`kubernetes\``);
    if (job.flag("error_on_eviction")) job.fault("error_on_eviction", "`error_on_eviction` needs the agent `kubernetes`");
  }
  return [...refs, ...(pod === undefined || agent !== "kubernetes" ? [] : checkedPod(pod, isDecorated))];
}

/** Prow's other ways to run a job. Of an agent that it does not know it asks nothing. */
const otherAgents = new Set(["jenkins", "tekton-pipeline"]);
