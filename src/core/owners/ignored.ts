/** Directories whose OWNERS files do not count: Prow's `owners_dir_denylist` with its three built-in patterns. */
import type { Fault } from "./document.ts";
import type { OwnersOptions } from "./options.ts";
import { joined, nameOf, parentOf } from "./paths.ts";
import { compiled, type PathPattern } from "./pattern.ts";

const preconfiguredPatterns: readonly string[] = ["\\.git$", "_output$", "vendor/.*/.*"];

/** The patterns of a repository, besides which the built-in ones hold unless they are switched off. */
export type DenylistOptions = Pick<OwnersOptions, "owners_dir_denylist" | "ignore_preconfigured_defaults">;

export interface IgnoredDirectories {
  /** Whether a walk down to this directory is cut off at it or above it. */
  readonly isPassedOver: (directory: string) => boolean;
  /** Whether the directory's own OWNERS file is refused although the walk gets there. */
  readonly isRefused: (directory: string) => boolean;
  /** Patterns that are not RE2; they are skipped. */
  readonly faults: readonly Fault[];
}

/**
 * A directory is tested by its path (`.` for the root), and once more, when its OWNERS file is about to be read, by its absolute path in
 * the checkout, for which a slash in front stands: so `/c$` hides `c/OWNERS`.
 */
export function ignoredDirectories({
  owners_dir_denylist: own,
  ignore_preconfigured_defaults: isBare,
}: DenylistOptions): IgnoredDirectories {
  const usable: PathPattern[] = [];
  const faults: Fault[] = [];
  for (const source of isBare ? own : [...own, ...preconfiguredPatterns]) {
    const pattern = compiled(source);
    if (pattern.kind === "pattern") usable.push(pattern.pattern);
    else faults.push({ line: 0, what: `pattern ${JSON.stringify(source)}`, reason: pattern.reason });
  }
  const isHit = (path: string): boolean => usable.some((pattern) => pattern.matches(path));
  const known = new Map<string, boolean>();
  const isPassedOver = (directory: string): boolean => {
    const before = known.get(directory);
    if (before !== undefined) return before;
    const answer = isHit(directory === "" ? "." : directory) || (directory !== "" && isPassedOver(parentOf(directory)));
    known.set(directory, answer);
    return answer;
  };
  return { isPassedOver, isRefused: (directory) => isHit(`/${directory}`), faults };
}

/**
 * Of the given paths those that a walk over the tree reads. Where an OWNERS file is refused the walk also leaves what follows it in that
 * directory, in order of names.
 */
export function pathsWalked(paths: readonly string[], ownersName: string, ignored: IgnoredDirectories): readonly string[] {
  const refused = new Set(paths.filter((path) => nameOf(path) === ownersName && ignored.isRefused(parentOf(path))).map(parentOf));
  const isAbandoned = (path: string): boolean => {
    for (let at = path; at !== ""; at = parentOf(at)) {
      const directory = parentOf(at);
      if (refused.has(directory) && at >= joined(directory, ownersName)) return true;
    }
    return false;
  };
  return paths.filter((path) => !ignored.isPassedOver(parentOf(path)) && !(refused.size > 0 && isAbandoned(path)));
}
