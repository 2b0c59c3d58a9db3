/** Help: when a text about jobs is answered with what can be started here, and the answer. */
import { nearestNames } from "../nearest.ts";
import { code } from "../quoting.ts";
import type { Ask } from "./commands.ts";
import type { Presubmit } from "./presubmit.ts";
import { automaticVerdicts, type JobVerdict, type Surroundings } from "./selection.ts";

/** Why help is given; `question`: somebody asked for it. */
export type HelpKind = "question" | "no target" | "retest with target" | "nothing for all" | "nothing suggested" | "target not found";

export interface Help {
  readonly kind: HelpKind;
  /** No presubmit of the repository can run on this branch. */
  readonly isEmpty: boolean;
  /** In Markdown. */
  readonly text: string;
}

/** Undefined: the text needs no help, and what it selected runs. With help nothing of it runs: Prow's rule. */
export function helpKindOf(ask: Ask, selected: readonly JobVerdict[]): HelpKind | undefined {
  if (ask.help !== undefined) return ask.help;
  if (selected.length > 0) return undefined;
  if (ask.suggested) return "nothing suggested";
  if (ask.all) return "nothing for all";
  return ask.isTargeted ? "target not found" : undefined;
}

/** Lists what can be started on this branch, required jobs apart from optional ones, each by its own command, which its file was checked to match. */
export function helpOf(kind: HelpKind, ask: Ask, presubmits: readonly Presubmit[], surroundings: Surroundings): Help {
  const startable = presubmits.filter((job) => job.branches.includes(surroundings.branch));
  const required = commandsOf(startable.filter(({ optional }) => !optional));
  const optional = commandsOf(startable.filter((job) => job.optional));
  const automatic = new Set(automaticVerdicts(presubmits, surroundings).flatMap(({ job, runs }) => (runs === "yes" ? [job.name] : [])));
  const isEmpty = required.length + optional.length + automatic.size === 0;
  const parts = isEmpty
    ? [`No presubmit runs on the branch ${code(surroundings.branch)}.`]
    : [
        listed("These jobs are required:", required),
        listed("These are optional:", optional),
        aboutAll(automatic, required.length + optional.length),
      ];
  return { kind, isEmpty, text: [noteOf(kind, ask, startable), ...parts].filter((part) => part !== "").join("\n\n") };
}

const commandsOf = (jobs: readonly Presubmit[]): readonly string[] => [...new Set(jobs.map(({ rerunCommand }) => rerunCommand))].sort();

const listed = (title: string, commands: readonly string[]): string =>
  commands.length === 0 ? "" : `${title}\n\n${commands.map((command) => `- ${code(command)}`).join("\n")}`;

function aboutAll(automatic: ReadonlySet<string>, commands: number): string {
  if (automatic.size === 0) return "";
  if (automatic.size === commands) return "`/test all` starts all of them.";
  return `\`/test all\` starts these:\n\n${[...automatic].map((name) => `- ${code(name)}`).join("\n")}`;
}

function noteOf(kind: HelpKind, ask: Ask, startable: readonly Presubmit[]): string {
  switch (kind) {
    case "question":
      return "";
    case "no target":
      return "`/test` needs the name of a job, or `all`.";
    case "retest with target":
      return "`/retest` takes no name: it starts what failed. To start one job, write `/test` and its name.";
    case "nothing for all":
      return "`/test all` starts nothing here: no job runs by itself for these changes.";
    case "nothing suggested":
      return "No optional job is suggested for these changes.";
    case "target not found":
      return unknownNames(ask.targets, startable).join(" ");
    default:
      return kind satisfies never;
  }
}

/** How many names are offered for one that nobody knows. */
const mostOffered = 3;

/** Anybody can write thousands of names: so many are answered one by one. */
const mostNamed = 10;

/** A sentence for each name that no job has, and one for all that are too many. */
export function unknownNames(names: readonly string[], startable: readonly Presubmit[]): readonly string[] {
  const more = names.length - mostNamed;
  const named = names.slice(0, mostNamed).map((name) => unknownName(name, startable));
  return more > 0 ? [...named, `No job is called by ${more} further names either.`] : named;
}

/** Names a stranger's text back to them, cut to the length of a line. */
function unknownName(name: string, startable: readonly Presubmit[]): string {
  const near = nearestNames(
    name,
    startable.map((job) => job.name),
    mostOffered,
  );
  const meant = near.length === 0 ? "" : `; did you mean ${near.map(code).join(" or ")}?`;
  return `No job is called ${code(name.slice(0, 100))} here${meant === "" ? "." : meant}`;
}
