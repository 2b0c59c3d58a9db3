/** Prow's `plugins.yaml`, and what it says of one repository by Prow's own rules. */
import { boolYaml11Tag, CORE_SCHEMA, load, mergeTag, YAMLException } from "js-yaml";
import { z } from "zod";
import { isList, isMapping, type Mapping, type Value } from "./yaml.ts";

/** `org/repo` as Prow compares it: with its case. */
export interface ProwRepository {
  readonly organisation: string;
  readonly name: string;
}

/** The text is no file that Prow would load. */
export class NotProws extends Error {}

const names = z.array(z.string()).nullish();
/** An older form of the section is a bare list. */
const enabledShape = z.union([z.array(z.string()), z.object({ plugins: names, excluded_repos: names })]);
/** Where an entry of a list applies. */
const scopeShape = z.object({ repos: names, org: z.string().nullish(), repo: z.string().nullish() });
const fileShape = z.looseObject({
  plugins: z.record(z.string(), enabledShape).nullish(),
  external_plugins: z.record(z.string(), z.array(z.looseObject({ name: z.string() })).nullable()).nullish(),
  owners: z
    .looseObject({
      mdyamlrepos: names,
      skip_collaborators: names,
      labels_denylist: names,
      filenames: z.record(z.string(), z.object({ owners: z.string().nullish(), owners_aliases: z.string().nullish() })).nullish(),
    })
    .nullish(),
});

export interface ProwFile {
  readonly shape: z.infer<typeof fileShape>;
  /** The same, as plain values: for sections of which nothing is known here but how they are looked up. */
  readonly sections: Mapping;
}

/** Scalars are YAML 1.1's, as Prow reads them: `yes` is true. Throws NotProws. */
export function prowFileOf(text: string): ProwFile {
  const value = z.record(z.string(), z.json()).safeParse(loaded(text));
  if (!value.success) throw new NotProws("not a mapping of sections by name");
  const shape = fileShape.safeParse(value.data);
  if (shape.success) return { shape: shape.data, sections: value.data };
  const issue = shape.error.issues[0];
  throw new NotProws(`${issue?.path.join(".")}: ${issue?.message}`);
}

function loaded(text: string): unknown {
  try {
    return load(text, { schema: CORE_SCHEMA.withTags(mergeTag, boolYaml11Tag) });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    throw new NotProws(`not YAML: ${error.reason}${error.mark === undefined ? "" : ` (line ${error.mark.line + 1})`}`);
  }
}

const fullName = ({ organisation, name }: ProwRepository): string => `${organisation}/${name}`;

/** The organisation's list, unless the repository is excluded from it, and the repository's own: united, each name once. */
export function enabledPlugins({ shape }: ProwFile, repository: ProwRepository): readonly string[] {
  const listed = (key: string) => {
    const entry = Object.hasOwn(shape.plugins ?? {}, key) ? shape.plugins?.[key] : undefined;
    return Array.isArray(entry) ? { plugins: entry, excluded_repos: [] } : entry;
  };
  const above = listed(repository.organisation);
  const inherited = above?.excluded_repos?.includes(repository.name) ? [] : (above?.plugins ?? []);
  return [...new Set([...inherited, ...(listed(fullName(repository))?.plugins ?? [])])];
}

/** Nothing excludes a repository from these. */
export function externalPlugins({ shape }: ProwFile, repository: ProwRepository): readonly string[] {
  const all = shape.external_plugins ?? {};
  const keys = [repository.organisation, fullName(repository)].filter((key) => Object.hasOwn(all, key));
  return [...new Set(keys.flatMap((key) => all[key] ?? []).map(({ name }) => name))];
}

/** Whether a list of scopes names the repository or its organisation. */
export const isNamedIn = (scopes: readonly string[] | null | undefined, repository: ProwRepository): boolean =>
  [repository.organisation, fullName(repository)].some((scope) => scopes?.includes(scope));

/** The value under the repository's name, else under its organisation's. */
export function underName<T>(values: Readonly<Record<string, T>> | null | undefined, repository: ProwRepository): T | undefined {
  const key = [fullName(repository), repository.organisation].find((scope) => Object.hasOwn(values ?? {}, scope));
  return key === undefined ? undefined : values?.[key];
}

/**
 * How Prow finds what a section says of a repository. `first`: the first entry that names the repository, else the first that names its
 * organisation, and no other. `every`: all entries that name either. `keyed`: by the repository's name, else one of `fallbacks`.
 */
type Lookup =
  | { readonly kind: "global" | "first" | "every" }
  | { readonly kind: "keyed"; readonly fallbacks: readonly ("organisation" | "*" | "")[] };

interface Section {
  readonly plugins: readonly string[];
  readonly lookup: Lookup;
  /** Keys of a global section under which lists stand by repository and by organisation: both count. */
  readonly united?: readonly string[];
}

const first = { kind: "first" } as const;
const every = { kind: "every" } as const;
const global = { kind: "global" } as const;

const sections: ReadonlyMap<string, Section> = new Map<string, Section>([
  ["approve", { plugins: ["approve"], lookup: first }],
  ["lgtm", { plugins: ["lgtm"], lookup: first }],
  ["triggers", { plugins: ["trigger"], lookup: first }],
  ["welcome", { plugins: ["welcome"], lookup: first }],
  ["invalid_commit_msg", { plugins: ["invalidcommitmsg"], lookup: first }],
  ["blockades", { plugins: ["blockade"], lookup: every }],
  ["cherry_pick_approved", { plugins: ["cherry-pick-approved"], lookup: every }],
  ["require_matching_label", { plugins: ["require-matching-label"], lookup: every }],
  ["dco", { plugins: ["dco"], lookup: { kind: "keyed", fallbacks: ["organisation", "*"] } }],
  ["repo_milestone", { plugins: ["milestone", "milestonestatus"], lookup: { kind: "keyed", fallbacks: [""] } }],
  ["milestone_applier", { plugins: ["milestoneapplier"], lookup: { kind: "keyed", fallbacks: [] } }],
  ["branch_cleaner", { plugins: ["branchcleaner"], lookup: global }],
  ["override", { plugins: ["override"], lookup: global, united: ["allowed_github_teams"] }],
  ["project_config", { plugins: ["project"], lookup: global }],
  ["slack", { plugins: ["slackevents"], lookup: global }],
]);

/** Everything else is one section for all repositories, called like its plugin. */
const sectionOf = (name: string): Section => sections.get(name) ?? { plugins: [name.replaceAll("_", "-")], lookup: global };

export interface Settings {
  readonly section: string;
  /** The enabled plugins whose settings these are. */
  readonly plugins: readonly string[];
  /** What holds for the repository: keys without those that only say where they apply, or all entries that apply. */
  readonly says: Mapping | readonly Value[];
}

const ofItsOwn = new Set(["plugins", "external_plugins", "owners"]);

/** What the file says of the enabled plugins, section by section in the order of the file. */
export function settingsFor(file: ProwFile, repository: ProwRepository): readonly Settings[] {
  const enabled = enabledPlugins(file, repository);
  return Object.entries(file.sections).flatMap(([section, value]) => {
    const { plugins, lookup, united = [] } = sectionOf(section);
    const here = plugins.filter((plugin) => enabled.includes(plugin));
    if (ofItsOwn.has(section) || here.length === 0) return [];
    const says = found(section, value, lookup, repository);
    return [{ section, plugins: here, says: isList(says) ? says : unitedIn(section, says, united, repository) }];
  });
}

const listsShape = z.record(z.string(), z.array(z.string()).nullable()).nullable();

function unitedIn(section: string, says: Mapping, keys: readonly string[], repository: ProwRepository): Mapping {
  const lists = keys.flatMap((key): [string, Value][] => {
    if (!Object.hasOwn(says, key)) return [];
    const shape = listsShape.safeParse(says[key]);
    if (!shape.success) throw new NotProws(`${section}: ${key}: expected lists by repository and organisation`);
    const scopes = [fullName(repository), repository.organisation].filter((scope) => Object.hasOwn(shape.data ?? {}, scope));
    return [[key, [...new Set(scopes.flatMap((scope) => shape.data?.[scope] ?? []))]]];
  });
  return { ...says, ...Object.fromEntries(lists) };
}

function found(section: string, value: Value, lookup: Lookup, repository: ProwRepository): Mapping | readonly Value[] {
  switch (lookup.kind) {
    case "global":
      return isMapping(value) ? value : [];
    case "first":
      return firstEntry(entriesOf(section, value), repository);
    case "every":
      return entriesOf(section, value).flatMap(({ scope, says }) => (isAbout(scope, repository) ? [says] : []));
    case "keyed": {
      const keys = [fullName(repository), ...lookup.fallbacks.map((key) => (key === "organisation" ? repository.organisation : key))];
      const key = isMapping(value) ? keys.find((name) => Object.hasOwn(value, name)) : undefined;
      const settings = key === undefined || !isMapping(value) ? undefined : value[key];
      return settings !== undefined && isMapping(settings) ? settings : {};
    }
    default:
      return lookup satisfies never;
  }
}

interface Entry {
  readonly scope: z.infer<typeof scopeShape>;
  readonly says: Mapping;
}

function entriesOf(section: string, value: Value): readonly Entry[] {
  const entries = value ?? [];
  if (!isList(entries) || !entries.every(isMapping)) throw new NotProws(`${section}: expected a list of entries`);
  return entries.map((says) => {
    const scope = scopeShape.safeParse(says);
    if (scope.success) return { scope: scope.data, says };
    throw new NotProws(`${section}: ${scope.error.issues[0]?.path.join(".")}: ${scope.error.issues[0]?.message}`);
  });
}

/** Entries are never merged: one that names the repository hides all that another says of its organisation. */
function firstEntry(entries: readonly Entry[], repository: ProwRepository): Mapping {
  const naming = (name: string) => entries.find(({ scope }) => scope.repos?.includes(name))?.says;
  const { repos: _, ...says } = naming(fullName(repository)) ?? naming(repository.organisation) ?? {};
  return says;
}

const isAbout = ({ repos, org, repo }: Entry["scope"], repository: ProwRepository): boolean =>
  isNamedIn(repos, repository) || (org === repository.organisation && (!repo || repo === repository.name));
