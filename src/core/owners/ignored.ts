/** Directories whose OWNERS files do not count: Prow's `owners_dir_denylist` with its three built-in patterns. */
import type { Fault } from "./document.ts";
import { joined, nameOf, parentOf } from "./paths.ts";
import { compiled, type PathPattern } from "./pattern.ts";

export const preconfiguredPatterns: readonly string[] = ["\\.git$", "_output$", "vendor/.*/.*"];

/** The denylist as Prow's configuration has it, for a whole installation. */
export interface DenylistSettings {
  readonly default?: readonly string[];
  /** By `org` or `org/repo`. */
  readonly repos?: Readonly<Record<string, readonly string[]>>;
  readonly ignore_preconfigured_defaults?: boolean;
}

/** The patterns that hold for one repository. */
export function denylistFor(settings: DenylistSettings, organisation: string, repository: string): readonly string[] {
  const repos = new Map(Object.entries(settings.repos ?? {}));
  const own = [organisation, `${organisation}/${repository}`].flatMap((name) => repos.get(name) ?? []);
  return [...(settings.default ?? []), ...own, ...(settings.ignore_preconfigured_defaults ? [] : preconfiguredPatterns)];
}

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
export function ignoredDirectories(patterns: readonly string[]): IgnoredDirectories {
  const usable: PathPattern[] = [];
  const faults: Fault[] = [];
  for (const source of patterns) {
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
