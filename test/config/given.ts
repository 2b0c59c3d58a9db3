/** Given: two plugins with options of every kind, files by version, and the gate driven from them. */
import { z } from "zod";
import { type RepositoryState, repositoryOptions } from "../../src/config/gate.ts";
import type { Rulebook } from "../../src/config/layers.ts";
import { rulebookOf } from "../../src/config/profiles.ts";
import type { RepositoryOptions } from "../../src/core/facts.ts";
import { shaOf } from "../../src/core/ids.ts";
import type { OptionsNeed, OptionsText } from "../../src/core/look.ts";
import { definePlugin, type Plugin } from "../../src/core/plugin.ts";

const nothing = { labels: [], needs: [], words: [], decide: () => ({}) };

export const review = definePlugin({
  ...nothing,
  name: "review",
  isOnByDefault: true,
  options: z
    .strictObject({
      by_review: z.boolean().default(false).describe("Whether reviews count."),
      team: z.string().default("").describe("A team."),
      strictness: z.enum(["none", "some", "full"]).default("some").describe("How strict."),
      minimum: z.int().min(1).default(1).describe("How many."),
      most: z.int().default(5).describe("How many at most."),
      texts: z
        .strictObject({ greeting: z.string().default("hello").describe("First."), farewell: z.string().default("bye").describe("Last.") })
        .prefault({}),
    })
    .refine(({ minimum, most }) => minimum <= most, "minimum must not be above most"),
});

export const greet = definePlugin({
  ...nothing,
  name: "greet",
  isOnByDefault: false,
  options: z.strictObject({ whom: z.array(z.string()).default([]).describe("Who is greeted.") }),
});

export const plugins: readonly Plugin[] = [review, greet];

export const rulebook: Rulebook = rulebookOf(
  plugins,
  new Map([
    ["default", "mode: on\n"],
    ["strict", "review: {strictness: full, texts: {greeting: welcome}}\n"],
  ]),
);

/** Commit of the n-th newest version of a file. */
export const commitOf = ({ where, version }: OptionsNeed) =>
  shaOf(`${where === "repository" ? "a" : "b"}${version.toString(16)}`.padEnd(40, "0"));

export type Version = string | { readonly unread: string };

export interface Files {
  /** The newest first; none: there is no file. */
  readonly repository?: readonly Version[] | Version;
  readonly organisation?: readonly Version[] | Version;
}

const listOf = (versions: readonly Version[] | Version | undefined): readonly Version[] =>
  versions === undefined ? [] : typeof versions === "string" || "unread" in versions ? [versions] : versions;

export interface Gated {
  readonly options: RepositoryOptions;
  readonly asked: readonly string[];
}

/** Drives the gate of a repository without OWNERS, unless said. */
export function gated(files: Files, state: Partial<RepositoryState> = {}, rules = rulebook): Gated {
  const asked: string[] = [];
  const gate = repositoryOptions(rules, { owner: "org", name: "repo", isFork: false, isArchived: false, hasRootOwners: false, ...state });
  for (let step = gate.next(); ; ) {
    if (step.done) return { options: step.value, asked };
    asked.push(`${step.value.where} ${step.value.version}`);
    step = gate.next(answer(files, step.value));
  }
}

function answer(files: Files, need: OptionsNeed): OptionsText {
  const version = listOf(files[need.where])[need.version];
  if (version === undefined) return { kind: "absent" };
  return typeof version === "string" ? { kind: "text", text: version, commit: commitOf(need) } : { kind: "unread", reason: version.unread };
}
