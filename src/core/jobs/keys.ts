/** Keys: what a job file may say, what of it decides, and what is refused by name because nothing here could honour it. */
import { code } from "../quoting.ts";
import type { Fields } from "./fields.ts";

/** Keys of a presubmit that decide something here. */
const understood = [
  ...["name", "context", "always_run", "optional", "run_if_changed", "skip_if_only_changed", "branches", "skip_branches"],
  ...["trigger", "rerun_command", "skip_report", "run_before_merge", "max_concurrency", "agent", "decoration_config", "annotations"],
  ...["labels", "spec", "decorate", "github_actions", "extra_refs"],
];

/** Keys that say how Prow's cluster runs a job: their types are checked, and they wait for a runner that can use them. */
const forClusters: ReadonlyMap<string, "text" | "flag" | "whole number"> = new Map([
  ...(["cluster", "namespace", "path_alias", "clone_uri"] as const).map((key) => [key, "text"] as const),
  ...(["skip_submodules", "skip_fetch_head", "error_on_eviction"] as const).map((key) => [key, "flag"] as const),
  ["clone_depth", "whole number"] as const,
]);

/** Keys of Prow that a job may not set here, each with the reason. */
const refused: ReadonlyMap<string, string> = new Map([
  ["job_queue_name", "there are no queues that several jobs share; `max_concurrency` limits one job"],
  ["hidden", "nothing can be hidden here: runs are reported where everybody reads them"],
  ["reporter_config", "results are reported on GitHub alone"],
  ["rerun_auth_config", "there are no buttons; who may start a job follows from trust"],
  ["prowjob_defaults", "there are no tenants"],
  ["pipeline_run_spec", "Tekton pipelines are not run"],
  ["tekton_pipeline_run_spec", "Tekton pipelines are not run"],
  ["jenkins_spec", "Jenkins jobs are not run"],
]);

const ofDecoration = new Set([
  ...["timeout", "grace_period", "utility_images", "resources", "gcs_configuration", "gcs_credentials_secret", "s3_credentials_secret"],
  ...[
    "default_service_account_name",
    "ssh_key_secrets",
    "ssh_host_fingerprints",
    "blobless_fetch",
    "sparse_checkout_files",
    "skip_cloning",
  ],
  ...[
    "cookiefile_secret",
    "oauth_token_secret",
    "github_api_endpoints",
    "github_app_id",
    "github_app_private_key_secret",
    "censor_secrets",
  ],
  ...["censoring_options", "upload_ignores_interrupts", "set_limit_equals_memory_request", "default_memory_request", "scheduling_options"],
  ...["pod_pending_timeout", "pod_running_timeout", "pod_unscheduled_timeout", "run_as_user", "run_as_group", "fs_group"],
]);

const ofExtraRefs = new Set([
  ...["org", "repo", "repo_link", "base_ref", "base_sha", "base_link", "pulls", "path_alias", "workdir", "auxiliary", "clone_uri"],
  ...["clone_depth", "skip_submodules", "skip_fetch_head", "sparse_checkout_files", "blobless_fetch"],
]);

const ofWorkflows = new Set(["workflow", "inputs"]);

const known = new Set([...understood, ...forClusters.keys()]);

const ofPresubmits = [...known, ...refused.keys()];

/** Whether a presubmit may say this at all, here or in Prow; lower-case. */
export const isPresubmitKey = (key: string): boolean => known.has(key) || refused.has(key);

/** Finds unknown and refused keys of a presubmit and of what it holds, and checks the types of those that only a cluster would use. */
export function checkKeys(job: Fields): void {
  for (const key of job.keys()) {
    const why = refused.get(key);
    if (why !== undefined) refuse(job, key, why);
    else if (!isPresubmitKey(key)) unknown(job, key, ofPresubmits);
  }
  for (const [key, type] of forClusters) {
    if (type === "text") job.text(key);
    else if (type === "flag") job.flag(key);
    else job.wholeNumber(key);
  }
}

export const checkDecorationKeys = (decoration: Fields): void => checkAgainst(decoration, ofDecoration);
export const checkExtraRefKeys = (refs: Fields): void => checkAgainst(refs, ofExtraRefs);
export const checkWorkflowKeys = (own: Fields): void => checkAgainst(own, ofWorkflows);

/** Of a job file itself. */
export const jobKinds = ["presubmits", "postsubmits", "periodics"] as const;

export const checkFileKeys = (top: Fields): void => checkAgainst(top, new Set([...jobKinds, "presets"]));

function checkAgainst(fields: Fields, names: ReadonlySet<string>): void {
  for (const key of fields.keys()) if (!names.has(key)) unknown(fields, key, [...names]);
}

/** What is off asks for nothing. */
function refuse(job: Fields, key: string, why: string): void {
  const node = job.node(key);
  if (node?.kind === "boolean" && node.text === "false") return;
  job.fault(key, `${code(key)} is not supported: ${why}`);
}

const unknown = (fields: Fields, key: string, names: readonly string[]): void =>
  fields.fault(key, `unknown key ${code(key.slice(0, 60))}`, { written: key, names });
