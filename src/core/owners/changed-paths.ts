/** Changed paths: under which names a changed file has owners. */

/** A changed file, as far as its names go. */
export interface Renamable {
  readonly path: string;
  readonly previousPath?: string;
  readonly status: string;
}

/** Moving a file out of a directory changes that directory: both names of a renamed file have owners. A copied one leaves its source alone. */
export const ownedPaths = (files: readonly Renamable[]): readonly string[] =>
  files.flatMap(({ path, previousPath, status }) => (previousPath === undefined || status === "copied" ? [path] : [previousPath, path]));
