/** Routes about check runs, and which checks a branch requires. */
import { checkRun, createCheckRun, updateCheckRun } from "../checks.ts";
import { forbidden, notFound, unprocessable } from "../refusal.ts";
import {
  type Annotation,
  annotationLevels,
  type CheckOutput,
  type CheckRun,
  type CheckStatus,
  type Conclusion,
  checkStatuses,
  conclusions,
  mostAnnotations,
} from "../results.ts";
import { checkRunShape } from "../shapes.ts";
import { type Answer, type Call, created, ok, type Route } from "./call.ts";
import { commitNamed, commitShape } from "./git.ts";

const longestText = 65_535;

const invalid = (field: string) => unprocessable("Validation Failed", [{ resource: "CheckRun", code: "invalid", field }]);

function oneOf<T extends string>(call: Call, field: string, values: readonly T[]): T | undefined {
  const text = call.text(field);
  const found = values.find((value) => value === text);
  if (text !== undefined && found === undefined) throw invalid(field);
  return found;
}

function outputIn(call: Call, before: CheckOutput | undefined): CheckOutput | undefined {
  const output = call.body.output;
  if (typeof output !== "object" || output === null) return undefined;
  const text = (field: string): string | null => {
    const value = Object.entries(output).find(([key]) => key === field)?.[1];
    if (value === undefined || value === null) return null;
    if (typeof value !== "string" || value.length > longestText) throw invalid(`output.${field}`);
    return value;
  };
  const annotations: unknown = "annotations" in output ? output.annotations : [];
  if (!Array.isArray(annotations) || annotations.length > mostAnnotations) throw invalid("output.annotations");
  if (text("title") === null || text("summary") === null) throw invalid("output");
  const all = [...(before?.annotations ?? []), ...annotations.map(annotationIn)];
  return { title: text("title"), summary: text("summary"), text: text("text"), annotations: all };
}

function annotationIn(given: unknown): Annotation {
  const fields = new Map<string, unknown>(typeof given === "object" && given !== null ? Object.entries(given) : []);
  const [path, message, title] = [fields.get("path"), fields.get("message"), fields.get("title") ?? null];
  const [startLine, endLine] = [fields.get("start_line"), fields.get("end_line")];
  const level = annotationLevels.find((one) => one === fields.get("annotation_level"));
  if (typeof path !== "string" || typeof message !== "string" || typeof startLine !== "number" || typeof endLine !== "number")
    throw invalid("output.annotations");
  if (level === undefined || (title !== null && typeof title !== "string")) throw invalid("output.annotations");
  return { path, startLine, endLine, level, message, title };
}

function actionsIn(call: Call): CheckRun["actions"] | undefined {
  const { actions } = call.body;
  if (actions === undefined) return undefined;
  if (!Array.isArray(actions) || actions.length > 3) throw invalid("actions");
  return actions.map((action: Readonly<Record<string, unknown>>) => {
    const [label, description, identifier] = [String(action.label), String(action.description), String(action.identifier)];
    if (label.length > 20 || description.length > 40 || identifier.length > 20) throw invalid("actions");
    return { label, description, identifier };
  });
}

/** A conclusion completes the run; a run that is completed needs one. */
function changesIn(call: Call, before: CheckRun | undefined) {
  const conclusion: Conclusion | undefined = oneOf(call, "conclusion", conclusions);
  const status: CheckStatus | undefined = conclusion === undefined ? oneOf(call, "status", checkStatuses) : "completed";
  if (status === "completed" && conclusion === undefined && before?.conclusion === undefined) throw invalid("conclusion");
  if (status === "waiting" || status === "requested" || status === "pending") throw invalid("status");
  const [output, actions] = [outputIn(call, before?.output), actionsIn(call)];
  const [externalId, detailsUrl, name] = [call.text("external_id"), call.text("details_url"), call.text("name")];
  return {
    ...(status === undefined ? {} : { status }),
    ...(conclusion === undefined ? {} : { conclusion }),
    ...(output === undefined ? {} : { output }),
    ...(actions === undefined ? {} : { actions }),
    ...(externalId === undefined ? {} : { externalId }),
    ...(detailsUrl === undefined ? {} : { detailsUrl }),
    ...(name === undefined ? {} : { name }),
  };
}

function create(call: Call): Answer {
  const repository = call.repository("write");
  call.require("write", "checks");
  const commit = commitNamed(repository, call.requiredText("head_sha"));
  if (commit === undefined) throw unprocessable(`No commit found for SHA: ${call.text("head_sha")}`);
  const made = createCheckRun(repository, call.installation.app, commit, call.requiredText("name"), changesIn(call, undefined));
  return created(checkRunShape(made));
}

function update(call: Call): Answer {
  const repository = call.repository("write");
  call.require("write", "checks");
  const before = checkRun(repository, Number(call.parameter("run")));
  if (before === undefined) throw notFound();
  if (before.suite.app !== call.installation.app) throw forbidden();
  return ok(checkRunShape(updateCheckRun(repository, before, changesIn(call, before))));
}

function list(call: Call): Answer {
  const repository = call.repository();
  call.require("read", "checks");
  const commit = commitNamed(repository, call.parameter("ref"), call.moment);
  if (commit === undefined) throw notFound();
  const [name, app, status] = [call.query("check_name"), call.query("app_id"), call.query("status")];
  const fitting = repository
    .resultsAt(commit, call.moment)
    .runs.filter((run) => (name ?? run.name) === run.name && (app ?? String(run.suite.app.id)) === String(run.suite.app.id))
    .filter((run) => (status ?? run.status) === run.status);
  const latest = new Map(fitting.map((run) => [`${run.suite.id} ${run.name}`, run]));
  const shown = call.query("filter") === "all" ? fitting.toReversed() : [...latest.values()];
  return call.page(shown, checkRunShape, (page) => ({ total_count: shown.length, check_runs: page }));
}

/** Every ruleset's rules that are in force on the branch, one after another. */
function rules(call: Call): Answer {
  const repository = call.repository();
  call.require("read", "metadata");
  const source = { ruleset_source_type: "Repository", ruleset_source: repository.fullName, ruleset_id: repository.id };
  return call.page(repository.rules.get(call.parameter("branch")) ?? [], (rule) => ({ ...source, ...rule }));
}

/** What classic protection requires is shown to whoever may read contents; all else of it to administrators alone. Rulesets are not in it. */
function branch(call: Call): Answer {
  const repository = call.repository();
  call.require("read", "contents");
  const name = call.parameter("branch");
  const tip = repository.tip(name, call.moment);
  if (tip === undefined) throw notFound();
  const required = repository.protections.get(name);
  const url = `${repository.world.api}/repos/${repository.fullName}/branches/${encodeURIComponent(name)}`;
  return ok({
    name,
    commit: commitShape(repository, tip),
    _links: { self: url, html: `${repository.world.web}/${repository.fullName}/tree/${name}` },
    protected: required !== undefined || (repository.rules.get(name)?.length ?? 0) > 0,
    protection: {
      enabled: required !== undefined,
      required_status_checks: {
        enforcement_level: required === undefined || required.length === 0 ? "off" : "non_admins",
        contexts: (required ?? []).map(({ context }) => context),
        checks: (required ?? []).map(({ context, app }) => ({ context, app_id: app?.id ?? null })),
      },
    },
    protection_url: `${url}/protection`,
  });
}

const on = "/repos/{owner}/{repo}";

export const checkRoutes: readonly Route[] = [
  { method: "POST", path: `${on}/check-runs`, answer: create },
  { method: "PATCH", path: `${on}/check-runs/{run}`, answer: update },
  { method: "GET", path: `${on}/commits/{ref}/check-runs`, answer: list },
  { method: "GET", path: `${on}/rules/branches/{branch}`, answer: rules },
  { method: "GET", path: `${on}/branches/{branch}`, answer: branch },
];
