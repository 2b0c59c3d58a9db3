/** What Prow's `plugins.yaml` says of one repository, as options of ours, and what of it has no counterpart. Text in, values out. */
import { isDeepStrictEqual } from "node:util";
import type { RepositoryOptions } from "../core/facts.ts";
import type { Plugin } from "../core/plugin.ts";
import { layered, type Rulebook } from "./layers.ts";
import {
  enabledPlugins,
  externalPlugins,
  isNamedIn,
  NotProws,
  type ProwFile,
  type ProwRepository,
  prowFileOf,
  type Settings,
  settingsFor,
  underName,
} from "./prow-file.ts";
import { isList, type Mapping, type Value } from "./yaml.ts";

export interface Stranger {
  /** Where Prow's file says it: `plugins.NAME`, `external_plugins.NAME`, or a section with its key. */
  readonly what: string;
  readonly why: string;
}

export interface ProwImport {
  /** In the shape of an options file. */
  readonly options: Mapping;
  readonly noCounterpart: readonly Stranger[];
}

/** Plugins of ours that are called like one of Prow's and do something else. */
const namesakes: ReadonlyMap<string, string> = new Map([
  ["help", "Prow's keeps the labels for newcomers, Bowsprit's of that name answers with the table of commands"],
]);

/** What plugins of ours do that Prow's of other names do; the first name decides whether ours is on. */
const counterparts: ReadonlyMap<string, readonly string[]> = new Map([
  ["jobs", ["trigger", "skip", "override"]],
  ["trust", ["trigger"]],
  ["route", ["blunderbuss"]],
]);

/** Sections of Prow's whose settings are those of a plugin of ours that is called otherwise. */
const settled: ReadonlyMap<string, string> = new Map([
  ["triggers", "trust"],
  ["override", "jobs"],
]);

const namesAtProw = (name: string): readonly string[] => counterparts.get(name) ?? [name];

/** Options of which Prow's files say nothing, so that a profile may go its own way in them. */
const unknownToProw: ReadonlyMap<string, readonly string[]> = new Map([
  ["jobs", ["files", "runner", "github_actions", "webhook", "advise"]],
  ["route", ["strategy", "escalate_after", "people"]],
]);

/** Where Prow's default is another one than ours: Prow's holds for a repository of which its file says nothing. */
const prowDefaults: ReadonlyMap<string, Mapping> = new Map([["lgtm", { store_tree_hash: false }]]);

/** What Prow has to be told and Bowsprit does by itself: no setting that an import has to write, which would only take the rest away. */
const surpassed: ReadonlyMap<string, Value> = new Map([["lgtm.store_tree_hash", true]]);

/**
 * Only what differs from the built-in options is written; what equals a built-in profile is written as `extends`. Deliberate differences
 * that are no setting of Prow's stay as they are. Throws NotProws where Prow would not load the text either, or nothing in it is about the
 * repository: Prow compares names with their case.
 */
export function importedFromProw(rulebook: Rulebook, text: string, repository: ProwRepository): ProwImport {
  const file = prowFileOf(text);
  const enabled = enabledPlugins(file, repository);
  if (enabled.length === 0) throw new NotProws(`no plugin is enabled for ${repository.organisation}/${repository.name}`);
  const { plugins } = rulebook.grammar;
  const own = plugins.filter(({ name }) => !namesakes.has(name));
  const taken = settingsFor(file, repository).map((settings) => takenFrom(settings, own));
  const owners = ownersFrom(file, repository);
  const defaults = [...prowDefaults].filter(([name]) => enabled.includes(name));
  const on = plugins.filter(({ name, isOnByDefault }) =>
    namesakes.has(name) ? isOnByDefault : enabled.includes(namesAtProw(name)[0] ?? name),
  );
  return {
    options: fileOf(rulebook, {
      plugins: on.map(({ name }) => name),
      blocks: new Map([...defaults, ...taken.flatMap(({ blocks }) => [...blocks]), ["owners", owners.block]]),
    }),
    noCounterpart: [
      ...enabled.filter((name) => !own.some((plugin) => namesAtProw(plugin.name).includes(name))).map(strangerOf),
      ...leftOut(own, enabled),
      ...externalPlugins(file, repository).map((name) => ({
        what: `external_plugins.${name}`,
        why: "Bowsprit hands its webhooks to no other program",
      })),
      ...owners.strangers,
      ...taken.flatMap(({ strangers }) => strangers),
    ],
  };
}

const strangerOf = (name: string): Stranger => ({
  what: `plugins.${name}`,
  why: namesakes.get(name) ?? "Bowsprit has no such plugin",
});

/** Plugins of Prow's whose work ours does only beside another one of Prow's that is not enabled. */
const leftOut = (own: readonly Plugin[], enabled: readonly string[]): readonly Stranger[] =>
  own.flatMap(({ name }) => {
    const [main, ...others] = namesAtProw(name);
    if (main === undefined || enabled.includes(main)) return [];
    return others
      .filter((other) => enabled.includes(other))
      .map((other) => ({
        what: `plugins.${other}`,
        why: `Bowsprit's ${name} does it, which is on only where Prow's ${main} is`,
      }));
  });

interface Taken {
  readonly blocks: ReadonlyMap<string, Mapping>;
  readonly strangers: readonly Stranger[];
}

function takenFrom({ section, plugins, says }: Settings, own: readonly Plugin[]): Taken {
  const plugin =
    own.find(({ name }) => settled.get(section) === name) ?? own.find(({ name }) => namesAtProw(name).some((one) => plugins.includes(one)));
  if (plugin !== undefined && !isList(says)) return blockOf(section, plugin, says);
  const why = `a setting of ${plugins.join(" and ")}, which Bowsprit does not have`;
  if (isList(says))
    return { blocks: new Map(), strangers: says.length === 0 ? [] : [{ what: section, why: `${why}: ${says.length} apply` }] };
  return { blocks: new Map(), strangers: written(says).map(([key]) => ({ what: `${section}.${key}`, why })) };
}

/** Key by key, so that one that is refused takes no other with it. */
function blockOf(section: string, { name, options }: Plugin, says: Mapping): Taken {
  const strangers: Stranger[] = [];
  let block = prowDefaults.get(name) ?? {};
  for (const [key, value] of written(says)) {
    if (surpassed.get(`${name}.${key}`) === value) {
      block = Object.fromEntries(Object.entries(block).filter(([other]) => other !== key));
      continue;
    }
    const larger = { ...block, [key]: value };
    const { error } = options.safeParse(larger);
    if (error === undefined) block = larger;
    else {
      const isUnknown = error.issues.some(({ code }) => code === "unrecognized_keys");
      const why = isUnknown ? `Bowsprit's ${name} has no such option` : `Bowsprit does not take the value: ${error.issues[0]?.message}`;
      strangers.push({ what: `${section}.${key}`, why });
    }
  }
  return { blocks: new Map([[name, block]]), strangers };
}

/** Go reads null as if the key were not there. */
const written = (says: Mapping): [string, Value][] => Object.entries(says).filter(([, value]) => value !== null);

const ownersKeys = new Set(["mdyamlrepos", "skip_collaborators", "filenames", "labels_denylist"]);

function ownersFrom({ shape }: ProwFile, repository: ProwRepository): { readonly block: Mapping; readonly strangers: readonly Stranger[] } {
  const owners = shape.owners ?? {};
  const names = underName(owners.filenames, repository);
  const filenames = {
    ...(names?.owners ? { owners: names.owners } : {}),
    ...(names?.owners_aliases ? { owners_aliases: names.owners_aliases } : {}),
  };
  return {
    block: {
      mdyaml: isNamedIn(owners.mdyamlrepos, repository),
      skip_collaborators: isNamedIn(owners.skip_collaborators, repository),
      filenames,
      // For Prow a null is no list, and its default holds; an empty one denies nothing.
      ...(owners.labels_denylist ? { labels_denylist: owners.labels_denylist.filter(isLabelName) } : {}),
    },
    strangers: [
      ...Object.keys(owners)
        .filter((key) => !ownersKeys.has(key))
        .map((key) => ({ what: `owners.${key}`, why: "Bowsprit has no such option" })),
      ...(["owners", "owners_aliases"] as const)
        .filter((key) => names !== undefined && !names[key])
        .map((key) => ({
          what: `owners.filenames.${key}`,
          why: "Prow reads no file where an entry leaves its name out, Bowsprit the usual one",
        })),
    ],
  };
}

/** GitHub takes no other, so no OWNERS file can give one. */
const isLabelName = (name: string): boolean => name !== "" && name.length <= 50;

interface Wanted {
  readonly plugins: readonly string[];
  /** `owners` among them. */
  readonly blocks: ReadonlyMap<string, Mapping>;
}

function fileOf(rulebook: Rulebook, { plugins, blocks }: Wanted): Mapping {
  const wanted = layered(rulebook, {
    repository: { says: { extends: "none", plugins: [...plugins] }, blocks, lines: new Map() },
    organisation: undefined,
  });
  const under = (profile: string) =>
    layered(rulebook, { repository: { says: { extends: profile }, blocks: new Map(), lines: new Map() }, organisation: undefined });
  // Where the built-in options and a profile say the same, the profile's name tells more.
  const names = [...rulebook.profiles.keys()].filter((name) => name !== "default");
  const profile = [...names, "default"].find((name) => isDeepStrictEqual(comparable(under(name)), comparable(wanted)));
  if (profile !== undefined) return profile === "default" ? {} : { extends: profile };
  const usual = under("default");
  const isUsual = isDeepStrictEqual(comparable(usual).plugins, comparable(wanted).plugins);
  const different = [...blocks].flatMap(([name, block]) => {
    const keys = Object.entries(block).filter(([key]) => !isDeepStrictEqual(optionIn(usual, name, key), optionIn(wanted, name, key)));
    return keys.length === 0 ? [] : [[name, Object.fromEntries(keys)] as const];
  });
  return { ...(isUsual ? {} : { plugins: [...plugins] }), ...Object.fromEntries(different) };
}

/** The order in which plugins are named says nothing, nor does where a list stands. */
const comparable = ({ byPlugin, origins: _, ...options }: RepositoryOptions) => ({
  ...options,
  plugins: options.plugins.toSorted(),
  byPlugin: new Map([...byPlugin].map(([name, values]) => [name, withoutKeys(values, unknownToProw.get(name) ?? [])])),
});

const withoutKeys = (values: unknown, keys: readonly string[]): unknown =>
  typeof values === "object" && values !== null
    ? Object.fromEntries(Object.entries(values).filter(([key]) => !keys.includes(key)))
    : values;

function optionIn({ owners, byPlugin }: RepositoryOptions, block: string, key: string): unknown {
  const values: unknown = block === "owners" ? owners : byPlugin.get(block);
  return typeof values === "object" && values !== null ? Reflect.get(values, key) : undefined;
}
