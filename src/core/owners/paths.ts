/** Paths inside a repository: slashes, no slash in front, the root is the empty string. */

/** The directory part; the root for a top-level name, and for the root itself. */
export function parentOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash < 0 ? "" : path.slice(0, slash);
}

export const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

export const joined = (directory: string, name: string): string => (directory === "" ? name : `${directory}/${name}`);

/** Path relative to a directory at or above it; `.` for the directory itself. */
export function relativeTo(directory: string, path: string): string {
  if (directory === path) return ".";
  return directory === "" ? path : path.slice(directory.length + 1);
}

/** From the path itself up to the root, both included. */
export function* upwards(path: string): Generator<string, void, void> {
  for (let at = path; at !== ""; at = parentOf(at)) yield at;
  yield "";
}

/** Without `./`, doubled and trailing slashes: the form in which paths are compared. */
export function cleaned(path: string): string {
  if (!/(?:^|\/)(?:\.?\/|\.?$)/.test(path)) return path;
  const parts = path.split("/").filter((part) => part !== "" && part !== ".");
  return path.startsWith("/") ? `/${parts.join("/")}` : parts.join("/");
}
