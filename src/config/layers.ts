/** Layers: the repository's file over the organisation's over a built-in profile, put together into complete and typed options. */
import type { Origin, RepositoryOptions } from "../core/facts.ts";
import { instantOf, later, userIdOf } from "../core/ids.ts";
import { jobsOptions } from "../core/jobs/options.ts";
import { withinReach } from "../core/jobs/reach.ts";
import type { FormerBot } from "../core/people.ts";
import { type Layers, loosenedIn, underCeilings } from "./ceilings.ts";
import type { Grammar, OptionsFile } from "./file.ts";
import { modes, ownersSchema, type TopLevel } from "./schema.ts";
import { isMapping, type Mapping } from "./yaml.ts";

/** Everything that is known before any repository is looked at. */
export interface Rulebook {
  readonly grammar: Grammar;
  readonly profiles: ReadonlyMap<string, OptionsFile>;
  /** Jobs repositories that every organisation may use, as `owner/name` in lower case. */
  readonly jobsRepositories: readonly string[];
}

export type Mode = RepositoryOptions["mode"];

export const lowerOf = (one: Mode, other: Mode): Mode => modes[Math.min(modes.indexOf(one), modes.indexOf(other))] ?? "off";

/**
 * Mappings are put together key by key, at every depth; a list or any other value replaces the one underneath. The organisation's `mode`,
 * `jobs` and `trust` are ceilings, whatever the repository extends. Blocks that are sound one by one and not together put the repository into
 * `observe`. `owner`: of the repository, where it is known; a jobs repository of somebody else is none.
 */
export function layered(rulebook: Rulebook, layers: Layers, owner?: string): RepositoryOptions {
  const stack = stackOf(rulebook, layers);
  const wanted = upmost(stack, "mode") ?? "on";
  const ceiling = layers.organisation?.says.mode ?? "on";
  const blocks = blocksOf(rulebook.grammar, underCeilings(stack, layers));
  const { byPlugin, problem } = reached(rulebook, blocks.byPlugin, owner);
  const problems = [...loosened(layers), ...loosenedIn(layers), ...blocks.faults, ...(problem === undefined ? [] : [problem])];
  return {
    mode: lowerOf(lowerOf(wanted, ceiling), blocks.faults.length > 0 ? "observe" : "on"),
    plugins: upmost(stack, "plugins") ?? rulebook.grammar.plugins.filter(({ isOnByDefault }) => isOnByDefault).map(({ name }) => name),
    owners: ownersSchema.parse(mergedBlock(stack, "owners")),
    byPlugin,
    origins: originsIn(stack, layers),
    formerBots: formerBotsIn(layers.organisation),
    problems,
  };
}

/** A list replaces the one underneath as a whole, so that its items are all of one file. */
const originsIn = (stack: readonly OptionsFile[], { repository, organisation }: Layers): ReadonlyMap<string, Origin> =>
  new Map(
    stack.flatMap((file) => {
      const from = file === repository ? "repository" : file === organisation ? "organisation" : "profile";
      return [...file.lines].map(([option, lines]) => [option, { from, lines }] as const);
    }),
  );

const day = 24 * 60 * 60;

/** Who worked here before is a fact about the organisation: `extends: none` in a repository does not change it. */
const formerBotsIn = (organisation: OptionsFile | undefined): readonly FormerBot[] =>
  (organisation?.says.former_bots ?? []).map(({ id, until }) => ({
    id: userIdOf(id),
    before: later(instantOf(`${until}T00:00:00Z`), day),
  }));

/** The lowest first. */
function stackOf({ profiles }: Rulebook, { repository, organisation }: Layers): readonly OptionsFile[] {
  const profile = repository?.says.extends ?? organisation?.says.extends ?? "default";
  return [profiles.get(profile), repository?.says.extends === "none" ? undefined : organisation, repository].filter(
    (file) => file !== undefined,
  );
}

const upmost = <Key extends keyof TopLevel>(stack: readonly OptionsFile[], key: Key): TopLevel[Key] =>
  stack.findLast(({ says }) => says[key] !== undefined)?.says[key];

function loosened({ repository, organisation }: Layers): string[] {
  const wanted = repository?.says.mode;
  const most = organisation?.says.mode;
  if (wanted === undefined || most === undefined || lowerOf(wanted, most) === wanted) return [];
  return [`\`mode: ${wanted}\` is more than the organisation's file allows, so \`mode: ${most}\` counts`];
}

interface Blocks {
  readonly byPlugin: ReadonlyMap<string, unknown>;
  readonly faults: readonly string[];
}

function blocksOf({ plugins }: Grammar, stack: readonly OptionsFile[]): Blocks {
  const byPlugin = new Map<string, unknown>();
  const faults: string[] = [];
  for (const { name, options } of plugins) {
    const parsed = options.safeParse(mergedBlock(stack, name));
    if (!parsed.success)
      faults.push(`the files' options for \`${name}\` do not go together: ${parsed.error.issues[0]?.message ?? "refused"}`);
    byPlugin.set(name, parsed.success ? parsed.data : options.parse({}));
  }
  return { byPlugin, faults };
}

/** Nothing is dispatched into a repository of an organisation that has no say in these options. */
function reached(
  { jobsRepositories }: Rulebook,
  byPlugin: Blocks["byPlugin"],
  owner: string | undefined,
): { readonly byPlugin: Blocks["byPlugin"]; readonly problem?: string } {
  if (owner === undefined || !byPlugin.has("jobs")) return { byPlugin };
  const { options, problem } = withinReach(jobsOptions.parse(byPlugin.get("jobs")), owner, jobsRepositories);
  return problem === undefined ? { byPlugin } : { byPlugin: new Map([...byPlugin, ["jobs", options]]), problem };
}

const mergedBlock = (stack: readonly OptionsFile[], name: string): Mapping =>
  stack.reduce<Mapping>((lower, { blocks }) => overlaid(lower, blocks.get(name) ?? {}), {});

function overlaid(lower: Mapping, upper: Mapping): Mapping {
  const both = Object.entries(upper).map(([key, value]) => {
    const under = Object.hasOwn(lower, key) ? lower[key] : undefined;
    return [key, under !== undefined && isMapping(under) && isMapping(value) ? overlaid(under, value) : value] as const;
  });
  return { ...lower, ...Object.fromEntries(both) };
}
