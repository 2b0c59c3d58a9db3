/** Changes: which jobs the changed paths of a pull request concern. Equal patterns are searched once, however many jobs share them. */
import type { PathPattern } from "../owners/pattern.ts";
import type { ChangeRule } from "./presubmit.ts";

/** What the changed paths say of a job: the path that decides where it concerns the job. */
export type Concern = { readonly concerns: true; readonly path: string } | { readonly concerns: false };

/** Each changed file counts under its present name alone, a removed one under the name it had: Prow's rule. An empty list concerns no job. */
export class ChangedPaths {
  readonly paths: readonly string[];
  readonly #known = new Map<string, Concern>();

  constructor(paths: readonly string[]) {
    this.paths = paths;
  }

  concernOf(rule: ChangeRule): Concern {
    const key = `${rule.kind}:${rule.pattern.source}`;
    const known = this.#known.get(key) ?? concern(this.paths, rule.pattern, rule.kind === "run if changed");
    this.#known.set(key, known);
    return known;
  }
}

function concern(paths: readonly string[], pattern: PathPattern, isWanted: boolean): Concern {
  const path = paths.find((one) => pattern.matches(one) === isWanted);
  return path === undefined ? { concerns: false } : { concerns: true, path };
}
