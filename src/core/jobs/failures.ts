/** Failures: the table of failed jobs in the status comment, as people know it from Prow. */
import { code, linkTo, quoted } from "../quoting.ts";
import type { Presubmit } from "./presubmit.ts";
import { isLive, type Run } from "./run.ts";

/** A row of the table. */
export interface Failure {
  readonly run: Run;
  readonly job: Presubmit;
}

/**
 * The jobs whose last complete run on the branch failed, of whatever commit: a row stands until the same job completes again. A run that was aborted or
 * came to an error takes the row away and adds none; one that a newer run replaced says nothing. Jobs that report nothing never appear.
 */
export function failuresOf(runs: readonly Run[], presubmits: readonly Presubmit[], branch: string): readonly Failure[] {
  const last = new Map<string, Run>();
  for (const run of runs.toSorted((a, b) => a.createdAt - b.createdAt))
    if (!isLive(run) && run.base.name === branch && run.abort !== "newer run") last.set(run.context, run);
  return presubmits.flatMap((job) => {
    const run = last.get(job.context);
    const isShown = run?.state === "failure" && run.job === job.name && !job.skipReport && job.branches.includes(branch);
    return isShown ? [{ run, job }] : [];
  });
}

/** In Markdown; empty where nothing failed. */
export function failureTable(failures: readonly Failure[]): string {
  if (failures.length === 0) return "";
  const [what, again] = failures.length === 1 ? ["One job failed.", "it"] : [`${failures.length} jobs failed.`, "them"];
  return [
    `${what} \`/retest\` starts ${again} again, \`/retest-required\` only what is required.`,
    "",
    "Test name | Commit | Details | Required | Rerun command",
    "--- | --- | --- | --- | ---",
    ...failures.map(rowOf),
  ].join("\n");
}

function rowOf({ run, job }: Failure): string {
  const link = run.url === undefined ? "" : linkTo("link", run.url);
  return [quoted(job.context), run.head, link, `${!job.optional}`, code(job.rerunCommand).replaceAll("|", "\\|")].join(" | ");
}
