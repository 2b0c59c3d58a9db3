/** Places: which files of a repository are job files, by the paths, directories and patterns that the options name. */
import { patternOf } from "../owners/pattern.ts";

/** Where job files are looked for. */
export interface JobPlaces {
  /** The directories to begin with; the root is the empty path. */
  readonly roots: readonly string[];
  readonly isJobFile: (path: string) => boolean;
  /** Whether a directory below a root may hold job files, itself or further down. */
  readonly mayHold: (directory: string) => boolean;
}

/** `name` is a file, `name/` all YAML files below a directory; `*` stands for a part of a name and `**` for any directories. */
export function jobPlaces(files: readonly string[]): JobPlaces {
  const places = files.map(placeOf);
  return {
    roots: [...new Set(places.map(({ root }) => root))],
    isJobFile: (path) => places.some((place) => place.isJobFile(path)),
    mayHold: (directory) =>
      places.some(({ isDeep, root }) => isDeep && (root === "" || directory === root || directory.startsWith(`${root}/`))),
  };
}

interface Place {
  readonly root: string;
  readonly isDeep: boolean;
  readonly isJobFile: (path: string) => boolean;
}

function placeOf(written: string): Place {
  const name = written.replace(/^(?:\.?\/)+/, "");
  if (name.endsWith("/")) {
    const root = name.replace(/\/+$/, "");
    return { root, isDeep: true, isJobFile: (path) => path.startsWith(`${root}/`) && /\.ya?ml$/.test(path) };
  }
  const root = name.slice(0, Math.max(0, (name.includes("*") ? name.slice(0, name.indexOf("*")) : name).lastIndexOf("/")));
  if (!name.includes("*")) return { root, isDeep: false, isJobFile: (path) => path === name };
  const pattern = patternOf(
    `^${name
      .split(/(\*\*\/|\*)/)
      .map(partOf)
      .join("")}$`,
  );
  return { root, isDeep: name.slice(root.length + 1).includes("/"), isJobFile: pattern.matches };
}

function partOf(part: string): string {
  if (part === "**/") return "(?:[^/]+/)*";
  return part === "*" ? "[^/]*" : part.replaceAll(/[\\^$.|?+()[\]{}]/g, "\\$&");
}
