import { existsSync, readFileSync } from "node:fs";
import { CORE_SCHEMA, load } from "js-yaml";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { layered } from "../../src/config/layers.ts";
import { profileTexts, rulebookOf } from "../../src/config/profiles.ts";
import { optionsIn } from "../../src/config/reference.ts";
import { loadPlugins } from "../../src/registry.ts";

const folder = "../shared/data/sig-node-jobs/config/prow";
const isThere = existsSync(`${folder}/plugins.yaml`);
const absent = isThere ? "" : ` (skipped: ${folder} is not here)`;

const plugins = await loadPlugins();
const rulebook = rulebookOf(plugins, profileTexts());
const profile = layered(rulebook, {
  repository: { says: { extends: "sig-node" }, blocks: new Map() },
  organisation: undefined,
});

const entry = z.looseObject({ repos: z.array(z.string()).default([]) });
const prowFile = z.looseObject({
  approve: z.array(entry),
  lgtm: z.array(entry),
  owners: z.looseObject({ mdyamlrepos: z.array(z.string()).default([]), skip_collaborators: z.array(z.string()).default([]) }),
  plugins: z.record(z.string(), z.looseObject({ plugins: z.array(z.string()).default([]) })),
});

const prow = () => prowFile.parse(load(readFileSync(`${folder}/plugins.yaml`, "utf8"), { schema: CORE_SCHEMA }));

/** Prow's rule: the first entry that names the repository, else the first that names its organisation. Entries are never merged. */
const forKubernetes = (entries: readonly z.infer<typeof entry>[]): Readonly<Record<string, unknown>> => {
  const { repos: _, ...rest } = entries.find(({ repos }) => repos.includes("kubernetes/kubernetes")) ??
    entries.find(({ repos }) => repos.includes("kubernetes")) ?? { repos: [] };
  return rest;
};

describe.each(["approve", "lgtm"] as const)(`sig-node has kubernetes/kubernetes' values of %s${absent}`, (name) => {
  const plugin = plugins.find((plugin) => plugin.name === name);
  const known = optionsIn(rulebook.grammar.shape)
    .filter(({ path }) => path[0] === name)
    .map(({ path }) => path[1] ?? "");

  test.skipIf(!isThere || plugin === undefined)("every value is Prow's", () => {
    const said = Object.entries(forKubernetes(prow()[name])).filter(([key]) => known.includes(key));
    expect(profile.byPlugin.get(name)).toEqual(plugin?.options.parse(Object.fromEntries(said)));
  });

  test.skipIf(!isThere || plugin === undefined)("Prow says nothing for which there is no option", () => {
    expect(Object.keys(forKubernetes(prow()[name])).filter((key) => !known.includes(key))).toEqual([]);
  });
});

test.skipIf(!isThere)(`sig-node reads OWNERS as kubernetes/kubernetes does${absent}`, () => {
  const names = (repos: readonly string[]) => repos.includes("kubernetes") || repos.includes("kubernetes/kubernetes");
  const { mdyamlrepos, skip_collaborators } = prow().owners;
  expect(profile.owners).toMatchObject({ mdyaml: names(mdyamlrepos), skip_collaborators: names(skip_collaborators) });
  expect(readFileSync(`${folder}/config.yaml`, "utf8")).not.toMatch(/^owners_dir_denylist:/m);
  expect(profile.owners.owners_dir_denylist).toEqual([]);
});

test.skipIf(!isThere)(`what is on under sig-node is on for kubernetes/kubernetes too${absent}`, () => {
  const sections = prow().plugins;
  const on = ["kubernetes", "kubernetes/kubernetes"].flatMap((key) => sections[key]?.plugins ?? []);
  expect(profile.plugins.filter((name) => !on.includes(name))).toEqual([]);
});
