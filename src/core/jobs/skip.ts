/** `/skip`: turns what is red or hanging of the optional jobs green, so that it frightens nobody. */
import { isContextRequired, type Presubmit } from "./presubmit.ts";
import type { Statuses } from "./selection.ts";

/** What such a status says. It names no base commit: nothing was tested. */
export const skippedDescription = "Skipped";

/**
 * The contexts to turn green, by Prow's rule, which asks for no branch. Nothing where all is green already. `started`: names of jobs that the
 * same text starts. Prow lets anybody; who may is the caller's to check.
 */
export function skippedContexts(presubmits: readonly Presubmit[], statuses: Statuses, started: ReadonlySet<string>): readonly string[] {
  const contexts = presubmits
    .filter((job) => !isContextRequired(job) && !started.has(job.name))
    .map(({ context }) => context)
    .filter((context) => statuses.has(context) && statuses.get(context) !== "success");
  return [...new Set(contexts)];
}
