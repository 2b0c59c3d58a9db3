/** The profiles that ship with Bowsprit: the YAML files of `config/`, read when the program starts. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Plugin } from "../core/plugin.ts";
import { sentenceOf } from "./faults.ts";
import { grammarOf, type OptionsFile, readFile } from "./file.ts";
import type { Rulebook } from "./layers.ts";

/** The same from `src/config` and from `dist/config`. */
const profilesFolder = fileURLToPath(new URL("../../config/", import.meta.url));

/** Texts of profiles by name. Throws where the folder cannot be read: an installation without it is broken. */
export function profileTexts(folder = profilesFolder): ReadonlyMap<string, string> {
  const files = readdirSync(folder).filter((file) => file.endsWith(".yaml"));
  return new Map(files.toSorted().map((file) => [file.slice(0, -".yaml".length), readFileSync(`${folder}/${file}`, "utf8")] as const));
}

/**
 * `jobsRepositories`: those that every organisation may use, as `owner/name` in lower case. Throws where a profile is broken: profiles ship
 * with the program, and a half of one is worse than none.
 */
export function rulebookOf(
  plugins: readonly Plugin[],
  profiles: ReadonlyMap<string, string>,
  jobsRepositories: readonly string[] = [],
): Rulebook {
  const grammar = grammarOf(plugins, [...profiles.keys()]);
  const sound = [...profiles].map(([name, text]): readonly [string, OptionsFile] => {
    const read = readFile(grammar, text, "profile");
    if (read.kind === "options") return [name, read.file];
    throw new Error(`the profile ${name} is broken: ${read.faults.map(sentenceOf).join("; ")}`);
  });
  return { grammar, profiles: new Map(sound), jobsRepositories };
}
