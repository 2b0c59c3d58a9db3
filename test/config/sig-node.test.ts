/** The profile sig-node is kubernetes/kubernetes' own configuration, where Prow's files are at hand. */
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { profileTexts, rulebookOf } from "../../src/config/profiles.ts";
import { importedFromProw } from "../../src/config/prow.ts";
import { loadPlugins } from "../../src/registry.ts";

const folder = "../shared/data/sig-node-jobs/config/prow";
const isThere = existsSync(`${folder}/plugins.yaml`);
const absent = isThere ? "" : ` (skipped: ${folder} is not here)`;

const plugins = await loadPlugins();
const imported = (name: string) =>
  importedFromProw(rulebookOf(plugins, profileTexts()), readFileSync(`${folder}/plugins.yaml`, "utf8"), {
    organisation: "kubernetes",
    name,
  });

describe.skipIf(!isThere)(`Prow's plugins.yaml${absent}`, () => {
  test("kubernetes/kubernetes is the profile sig-node, value by value", () =>
    expect(imported("kubernetes").options).toEqual({ extends: "sig-node" }));

  test("kubernetes/kubernetes has every setting of ours that Prow has there", () => {
    const ours = new Set(["owners", ...plugins.map(({ name }) => name)]);
    const strangers = imported("kubernetes").noCounterpart.map(({ what }) => what.split("."));
    // Prow's plugin of that name is another one.
    expect(strangers.filter(([section = ""]) => ours.has(section)).every(([section]) => section === "help")).toBe(true);
    expect(strangers).toContainEqual(["plugins", "cat"]);
  });

  test("other repositories say other things, and not as sig-node", () => {
    const route = { max_request_count: 2, use_status_availability: true };
    const trust = { only_org_members: true, join_org_url: expect.stringContaining("community-membership") };
    expect(imported("website").options).toEqual({ approve: { require_self_approval: true }, owners: { mdyaml: true }, trust, route });
    expect(imported("dns").options).toEqual({ approve: { lgtm_acts_as_approve: true }, lgtm: { store_tree_hash: false }, trust, route });
  });

  test("directories without OWNERS, which are set in config.yaml, are those of sig-node: none", () =>
    expect(readFileSync(`${folder}/config.yaml`, "utf8")).not.toMatch(/^owners_dir_denylist:/m));
});
