/** Ceilings: what an organisation says of jobs and of trust decides whose code runs where, and no repository loosens it. */
import { isNoLooser, trustOptions } from "../core/jobs/trust-options.ts";
import type { OptionsFile } from "./file.ts";
import { isMapping, type Mapping, type Value } from "./yaml.ts";

/** What is written over what. */
export interface Layers {
  readonly repository: OptionsFile | undefined;
  readonly organisation: OptionsFile | undefined;
}

/** With what counts on top of everything, whatever the repository extends. */
export function underCeilings(stack: readonly OptionsFile[], layers: Layers): readonly OptionsFile[] {
  const jobs = settledJobs(layers);
  const below = stack.map((file) => ({
    ...file,
    blocks: new Map([...file.blocks].map(([name, block]) => [name, name === "jobs" ? without(block, jobs) : block])),
  }));
  return [...below, ceiling("jobs", jobs), ...trustSettled(layers).map(({ path, counts }) => ceiling("trust", nested(path, counts)))];
}

/** What a repository says in vain; a sentence for each, in Markdown. */
export const loosenedIn = (layers: Layers): string[] => [
  ...Object.entries(settledJobs(layers))
    .filter(([key, value]) => {
      const own = layers.repository?.blocks.get("jobs")?.[key];
      return own !== undefined && JSON.stringify(own) !== JSON.stringify(value);
    })
    .map(([key]) => `\`jobs.${key}\` is set by the organisation's file, which counts`),
  ...trustSettled(layers)
    .filter(({ isLoosened }) => isLoosened)
    .map(({ path }) => `\`trust.${path.join(".")}\` is looser than in the organisation's file, which counts`),
];

const ceiling = (name: string, block: Mapping): OptionsFile => ({ says: {}, blocks: new Map([[name, block]]), lines: new Map() });

/** Which jobs are worth running a repository may choose for itself. */
const repositorysOwn: ReadonlySet<string> = new Set(["advise"]);

/** A value counts as a whole: half a runner of each file would be nobody's. */
const settledJobs = ({ organisation }: Layers): Mapping =>
  Object.fromEntries(Object.entries(organisation?.blocks.get("jobs") ?? {}).filter(([key]) => !repositorysOwn.has(key)));

const without = (block: Mapping, keys: Mapping): Mapping =>
  Object.fromEntries(Object.entries(block).filter(([key]) => !Object.hasOwn(keys, key)));

/** An option of trust that the organisation's file sets. */
interface Settled {
  readonly path: readonly string[];
  readonly counts: Value;
  readonly isLoosened: boolean;
}

function trustSettled({ repository, organisation }: Layers): readonly Settled[] {
  const [own = {}, above = {}] = [repository?.blocks.get("trust"), organisation?.blocks.get("trust")];
  const said = new Map(leavesOf(own).map(([path, value]) => [path.join("."), value]));
  const options = { own: trustOptions.parse(own), above: trustOptions.parse(above) };
  return leavesOf(above).map(([path, settled]) => {
    const mine = said.get(path.join("."));
    const isLoosened = mine !== undefined && !isNoLooser(path.join("."), options.own, options.above);
    return { path, counts: mine === undefined || isLoosened ? settled : mine, isLoosened };
  });
}

const leavesOf = (block: Mapping): readonly (readonly [path: readonly string[], value: Value])[] =>
  Object.entries(block).flatMap(([key, value]) =>
    isMapping(value) ? leavesOf(value).map(([path, leaf]) => [[key, ...path], leaf] as const) : [[[key], value] as const],
  );

const nested = ([key, ...rest]: readonly string[], value: Value): Mapping =>
  key === undefined ? {} : { [key]: rest.length === 0 ? value : nested(rest, value) };
