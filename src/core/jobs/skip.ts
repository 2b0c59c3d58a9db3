/** `/skip`: turns what is red or hanging of the optional jobs green, so that it frightens nobody. */
import { type RequiredContext, sameContext } from "./contexts.ts";
import { isContextRequired, type Presubmit } from "./presubmit.ts";
import type { Statuses } from "./selection.ts";

/** What such a status says. It names no base commit: nothing was tested. */
export const skippedDescription = "Skipped";

export interface Skippable {
  readonly presubmits: readonly Presubmit[];
  /** The base branch: what a job of another one reports under the same name is another result. */
  readonly branch: string;
  readonly statuses: Statuses;
  /** What the branch wants green, whatever the job files say of it. */
  readonly required: readonly RequiredContext[];
  /** Names of jobs that the same text starts. */
  readonly started: ReadonlySet<string>;
}

/** The contexts to turn green. Nothing where all is green already. Prow lets anybody; who may is the caller's to check. */
export function skippedContexts({ presubmits, branch, statuses, required, started }: Skippable): readonly string[] {
  const here = presubmits.filter(({ branches }) => branches.includes(branch));
  const needed = new Set(
    [...required.map(({ name }) => name), ...here.filter(isContextRequired).map(({ context }) => context)].map(sameContext),
  );
  const contexts = here
    .filter(({ name, context }) => !started.has(name) && !needed.has(sameContext(context)))
    .map(({ context }) => context)
    .filter((context) => statuses.has(context) && statuses.get(context) !== "success");
  return [...new Set(contexts)];
}
