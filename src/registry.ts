/** Registry: the plugins there are, read from their folder when the program starts. Adding a file to it is all it takes to add a feature. */
import { readdir } from "node:fs/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Plugin } from "./core/plugin.ts";

const ownFolder = fileURLToPath(new URL("./plugins/", import.meta.url));

/**
 * The plugins of a folder, by name: `src/plugins` or, built, `dist/plugins` unless another one is named. Throws where a file exports no
 * plugin by default, where file and plugin have different names, or where two plugins claim one name, word or label, or all labels that are left.
 */
export async function loadPlugins(folder: string = ownFolder): Promise<readonly Plugin[]> {
  const files = (await readdir(folder)).filter((file) => /(?<!\.d)\.[jt]s$/.test(file)).sort();
  const plugins = await Promise.all(files.map((file) => loadPlugin(folder, file)));
  for (const [what, claims] of Object.entries(claimsOf(plugins))) refuseClashes(what, claims);
  return plugins.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

async function loadPlugin(folder: string, file: string): Promise<Plugin> {
  const path = `${folder.replace(/\/$/, "")}/${file}`;
  const module: unknown = await import(pathToFileURL(path).href);
  const plugin: unknown = typeof module === "object" && module !== null && "default" in module ? module.default : undefined;
  if (!isPlugin(plugin)) throw new Error(`${path} exports no plugin by default: define one with definePlugin`);
  const name = file.replace(/\.[jt]s$/, "");
  if (plugin.name !== name) throw new Error(`${path} holds the plugin ${plugin.name}: name the file after it`);
  return plugin;
}

const isPlugin = (value: unknown): value is Plugin =>
  typeof value === "object" &&
  value !== null &&
  "name" in value &&
  typeof value.name === "string" &&
  "labels" in value &&
  Array.isArray(value.labels) &&
  "words" in value &&
  Array.isArray(value.words) &&
  "options" in value &&
  "outcome" in value &&
  typeof value.outcome === "function";

interface Claim {
  readonly plugin: string;
  readonly claimed: string;
}

const claimsOf = (plugins: readonly Plugin[]): Readonly<Record<string, readonly Claim[]>> => ({
  word: plugins.flatMap(({ name, words }) =>
    words.flatMap((word) => [word.name, ...(word.aliases ?? [])].map((claimed) => ({ plugin: name, claimed }))),
  ),
  label: plugins.flatMap(({ name, labels, takesOtherLabels }) => [
    ...labels.map((label) => ({ plugin: name, claimed: label.name.toLowerCase() })),
    ...(takesOtherLabels ? [{ plugin: name, claimed: "of any other name" }] : []),
  ]),
});

function refuseClashes(what: string, claims: readonly Claim[]): void {
  for (const [claimed, all] of Map.groupBy(claims, (claim) => claim.claimed))
    if (all.length > 1)
      throw new Error(`the ${what} ${claimed} is claimed by more than one plugin: ${all.map(({ plugin }) => plugin).join(", ")}`);
}
