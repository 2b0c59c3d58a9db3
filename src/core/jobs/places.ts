/** Places: which files of a repository are job files, by the paths, directories and patterns that the options name. */
import { patternOf } from "../owners/pattern.ts";

/** Where job files are looked for. */
export interface JobPlaces {
  /** The directories to begin with; the root is the empty path. */
  readonly roots: readonly string[];
  readonly isJobFile: (path: string) => boolean;
  /** Whether it is by its own name, and not as one file of a directory or a pattern. */
  readonly isNamed: (path: string) => boolean;
  /** Whether a directory below a root may hold job files, itself or further down. */
  readonly mayHold: (directory: string) => boolean;
}

/** `name` is a file, `name/` all YAML files below a directory; `*` stands for a part of a name and `**` for any directories. */
export function jobPlaces(files: readonly string[]): JobPlaces {
  const places = files.map(placeOf);
  return {
    roots: [...new Set(places.map(({ root }) => root))],
    isJobFile: (path) => !isPassedOver(path) && places.some((place) => place.isJobFile(path)),
    isNamed: (path) => places.some(({ name }) => name === path),
    mayHold: (directory) =>
      !isPassedOver(directory) &&
      places.some(({ isDeep, root }) => isDeep && (root === "" || directory === root || directory.startsWith(`${root}/`))),
  };
}

/** Prow's loader takes no file and no directory of such a name: they are the other half of a mounted ConfigMap. */
const isPassedOver = (path: string): boolean => path.split("/").some((name) => name.startsWith(".."));

interface Place {
  readonly name: string;
  readonly root: string;
  readonly isDeep: boolean;
  readonly isJobFile: (path: string) => boolean;
}

function placeOf(written: string): Place {
  const name = written.replace(/^(?:\.?\/)+/, "");
  if (name.endsWith("/")) {
    const root = name.replace(/\/+$/, "");
    return { name, root, isDeep: true, isJobFile: (path) => path.startsWith(`${root}/`) && /\.ya?ml$/.test(path) };
  }
  const root = name.slice(0, Math.max(0, (name.includes("*") ? name.slice(0, name.indexOf("*")) : name).lastIndexOf("/")));
  if (!name.includes("*")) return { name, root, isDeep: false, isJobFile: (path) => path === name };
  const pattern = patternOf(
    `^${name
      .split(/(\*\*\/|\*)/)
      .map(partOf)
      .join("")}$`,
  );
  return { name, root, isDeep: name.slice(root.length + 1).includes("/"), isJobFile: pattern.matches };
}

function partOf(part: string): string {
  if (part === "**/") return "(?:[^/]+/)*";
  return part === "*" ? "[^/]*" : part.replaceAll(/[\\^$.|?+()[\]{}]/g, "\\$&");
}
