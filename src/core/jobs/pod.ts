/** Pods: what Prow's loader asks of the pod of a job that runs in a cluster, so that a file loads here if and only if it loads there. */
import { code } from "../quoting.ts";
import type { Fields } from "./fields.ts";

/** Set by Prow itself in every container of a presubmit. */
const injected = new Set([
  ...[
    "CI",
    "JOB_NAME",
    "JOB_SPEC",
    "JOB_TYPE",
    "PROW_JOB_ID",
    "BUILD_ID",
    "BUILD_NUMBER",
    "REPO_OWNER",
    "REPO_NAME",
    "SRC_BASE",
    "SRC_HOST",
  ],
  ...["PULL_BASE_REF", "PULL_BASE_SHA", "PULL_REFS", "PULL_NUMBER", "PULL_PULL_SHA", "PULL_HEAD_REF", "PULL_TITLE"],
]);
const ofUtilities = new Set(["clonerefs", "initupload", "place-entrypoint", "sidecar"]);
const ownVolumes = new Set(["logs", "code", "tools", "gcs-credentials", "s3-credentials"]);

/** The faults are collected in the pod's own fields and those within, all of which are returned. */
export function checkedPod(pod: Fields, isDecorated: boolean): readonly Fields[] {
  const containers = pod.mappings("containers");
  const volumes = pod.mappings("volumes");
  if (containers.length === 0) {
    pod.fault("containers", "`spec` needs at least one container");
    return [pod];
  }
  checkNames(pod, containers, isDecorated);
  checkInitContainers(pod);
  checkVolumes(volumes);
  const variables = containers.flatMap(checkEnvironment);
  if (isDecorated) for (const container of containers) checkCommand(container);
  return [pod, ...containers, ...volumes, ...variables];
}

function checkNames(pod: Fields, containers: readonly Fields[], isDecorated: boolean): void {
  if (containers.length === 1) return;
  if (!isDecorated) pod.fault("containers", "more than one container needs `decorate: true`");
  const seen = new Set<string>();
  for (const container of containers) {
    const name = container.text("name");
    if (name === "") container.fault("name", "each of several containers needs a name");
    else if (seen.has(name)) container.fault("name", `two containers are called ${code(name)}`);
    else if (ofUtilities.has(name)) container.fault("name", `${code(name)} is the name of one of Prow's own containers`);
    seen.add(name);
  }
}

/** Only those that go on running beside the test. */
function checkInitContainers(pod: Fields): void {
  const fleeting = pod.mappings("initcontainers").filter((container) => container.text("restartpolicy") !== "Always");
  if (fleeting.length > 0) pod.fault("initcontainers", "init containers must be sidecars, with `restartPolicy: Always`");
}

function checkEnvironment(container: Fields): readonly Fields[] {
  const seen = new Set<string>();
  const variables = container.mappings("env");
  for (const variable of variables) {
    const name = variable.text("name");
    if (seen.has(name)) variable.fault("name", `the variable ${code(name)} is set twice`);
    else if (injected.has(name)) variable.fault("name", `the variable ${code(name)} is set by Prow itself`);
    seen.add(name);
  }
  return variables;
}

/** What is mounted may also come from a preset, which stands in another file. */
function checkVolumes(volumes: readonly Fields[]): void {
  const names = new Set<string>();
  for (const volume of volumes) {
    const name = volume.text("name");
    if (names.has(name)) volume.fault("name", `two volumes are called ${code(name)}`);
    else if (ownVolumes.has(name)) volume.fault("name", `${code(name)} is the name of one of Prow's own volumes`);
    names.add(name);
  }
}

/** Prow's own entry point starts the command, so it must know it. */
function checkCommand(container: Fields): void {
  const [first] = [...container.texts("command"), ...container.texts("args")];
  if (first === undefined || first === "") container.fault("command", "a decorated container needs a `command` or `args`");
}

const part = /^(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/;
const prefix = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;
const ownLabels = new Set(["prow.k8s.io/type", "created-by-prow", "prow.k8s.io/id"]);

/** Kubernetes' rules of labels and annotations. */
export function checkMetadata(job: Fields): void {
  for (const [name, value] of job.entries("labels")) {
    if (ownLabels.has(name)) job.fault("labels", `the label ${code(name)} is set by Prow itself`);
    else if (!isQualified(name)) job.fault("labels", `${code(name)} is no valid name of a label`);
    else if (value.length > 63 || !part.test(value))
      job.fault("labels", `${code(value.slice(0, 100))} is no valid value of the label ${code(name)}`);
  }
  for (const [name] of job.entries("annotations"))
    if (!isQualified(name.toLowerCase())) job.fault("annotations", `${code(name.slice(0, 100))} is no valid name of an annotation`);
}

function isQualified(name: string): boolean {
  const pieces = name.split("/");
  const last = pieces.at(-1) ?? "";
  const isNamed = last !== "" && last.length <= 63 && part.test(last);
  return isNamed && (pieces.length === 1 || (pieces.length === 2 && (pieces[0]?.length ?? 0) <= 253 && prefix.test(pieces[0] ?? "")));
}
