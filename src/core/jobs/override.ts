/** `/override`: forces contexts of a head to success, or back to failure, for those who may. */
import type { Sha } from "../ids.ts";
import { code } from "../report.ts";
import type { OverrideAsk } from "./override-words.ts";
import type { Presubmit } from "./presubmit.ts";
import type { StatusState } from "./selection.ts";
import { type CommitStatus, descriptionOf } from "./status.ts";

export interface StatusEntry {
  readonly context: string;
  readonly state: StatusState;
  readonly description: string;
  readonly url: string | undefined;
}

export interface Overridable {
  /** All statuses of the head, the newest first, not the latest of each context alone. */
  readonly history: readonly StatusEntry[];
  /** Check runs of other Apps on the head, by name, with the best state of each. A skipped one is not successful. */
  readonly checks: ReadonlyMap<string, "success" | "pending" | "other">;
  /** Contexts that the base branch's protection requires. */
  readonly protection: readonly string[];
  readonly presubmits: readonly Presubmit[];
  readonly branch: string;
  readonly baseTip: Sha;
}

/** Who asks, and what of it entitles: any of the three does. A check that failed is a no. */
export interface Overrider {
  readonly spelled: string;
  readonly isAdministrator: boolean;
  readonly isInAllowedTeam: boolean;
  readonly isTopLevelOwner: boolean;
}

export interface OverrideOutcome {
  readonly statuses: readonly CommitStatus[];
  /** Names of check runs to be made anew, as successful. */
  readonly checks: readonly string[];
  /** Jobs of which a successful run is to be recorded, so that their row leaves the table of failures. */
  readonly passed: readonly Presubmit[];
  /** In Markdown; undefined where there is nothing to say. */
  readonly reply: string | undefined;
}

const silent: OverrideOutcome = { statuses: [], checks: [], passed: [], reply: undefined };
const saying = (reply: string): OverrideOutcome => ({ ...silent, reply });

/** `who`: the teams and lists that entitle, for the refusal. */
export function overrideOutcome(ask: OverrideAsk, by: Overrider, on: Overridable, who: string): OverrideOutcome {
  if (ask.isBare) return saying("`/override` needs the names of contexts. One with blanks in it stands in double quotes.");
  if (!by.isAdministrator && !by.isInAllowedTeam && !by.isTopLevelOwner) return saying(`Only ${who} may override a context.`);
  const cancelled = ask.cancel === undefined ? silent : cancelOutcome(ask.cancel, by, on);
  const parts = [cancelled, forced(ask.sticky, true, by, on), forced(ask.plain, false, by, on)];
  const replies = parts.flatMap(({ reply }) => (reply === undefined ? [] : [reply]));
  return {
    statuses: parts.flatMap(({ statuses }) => statuses),
    checks: parts.flatMap(({ checks }) => checks),
    passed: parts.flatMap(({ passed }) => passed),
    reply: replies.length === 0 ? undefined : replies.join("\n\n"),
  };
}

const sentinel = "[prow:skip-retest]";

function forced(names: readonly string[], isSticky: boolean, by: Overrider, on: Overridable): OverrideOutcome {
  if (names.length === 0) return silent;
  const known = knownNames(on);
  const unknown = names.filter((name) => !known.has(name));
  if (unknown.length > 0) return saying(unknownText(unknown, known));
  const entries = chosenEntries(new Set(names), on);
  const description = descriptionOf(`Overridden by ${by.spelled}${isSticky ? ` ${sentinel}` : ""}`, on.baseTip);
  const checks = names.filter((name) => on.checks.has(name) && on.checks.get(name) === "other");
  const done = [...new Set([...entries.map(({ context }) => context), ...checks])].sort();
  if (done.length === 0) return silent;
  const owners = entries.flatMap(({ context }) => ownerOf(context, on) ?? []);
  return {
    statuses: entries.map(({ context, url }) => ({ context, state: "success", description, url })),
    checks,
    passed: [...new Set(owners)],
    reply: doneText(done, isSticky),
  };
}

const ownerOf = (context: string, { presubmits, branch }: Overridable): Presubmit | undefined =>
  presubmits.find((job) => job.context === context && job.branches.includes(branch));

/** Contexts that were ever anything but successful on this head, by their own name or by that of their job, checks that are not, and what protection asks for. */
function knownNames(on: Overridable): ReadonlySet<string> {
  const open = on.history.filter(({ state }) => state !== "success").map(({ context }) => context);
  const jobs = open.flatMap((context) => ownerOf(context, on)?.name ?? []);
  const checks = [...on.checks].filter(([, state]) => state === "other").map(([name]) => name);
  return new Set([...open, ...jobs, ...checks, ...on.protection]);
}

/** Every open entry that was asked for; of a context that a job owns the newest alone. What protection asks for and nobody reported counts as open. */
function chosenEntries(names: ReadonlySet<string>, on: Overridable): readonly Pick<StatusEntry, "context" | "url">[] {
  const reported = new Set(on.history.filter(({ state }) => state !== "success").map(({ context }) => context));
  const missing = on.protection.filter((context) => !reported.has(context)).map((context) => ({ context, url: undefined }));
  const entries = [...on.history.filter(({ state }) => state !== "success"), ...missing];
  const seen = new Set<string>();
  return entries.filter(({ context }) => {
    const owner = ownerOf(context, on);
    if (seen.has(context) || !(names.has(context) || (owner !== undefined && names.has(owner.name)))) return false;
    seen.add(context);
    return true;
  });
}

function cancelOutcome(names: readonly string[], by: Overrider, { history, baseTip }: Overridable): OverrideOutcome {
  const chosen = history.filter(
    ({ context, description }) => description.includes("Overridden by") && (names.length === 0 || names.includes(context)),
  );
  if (chosen.length === 0) return saying("Nothing that was overridden was found.");
  const contexts = [...new Set(chosen.map(({ context }) => context))].sort();
  const description = descriptionOf(`Override cancelled by ${by.spelled}`, baseTip);
  const urls = new Map(chosen.toReversed().map(({ context, url }) => [context, url]));
  return {
    ...silent,
    statuses: contexts.map((context) => ({ context, state: "failure", description, url: urls.get(context) })),
    reply: `No longer overridden: ${contexts.map(code).join(", ")}.`,
  };
}

const doneText = (done: readonly string[], isSticky: boolean): string =>
  `Overridden: ${done.map(code).join(", ")}.${isSticky ? " This holds for this commit; `/override-cancel` ends it." : ""}`;

/** Most names that a refusal lists. */
const mostListed = 100;

const unknownText = (unknown: readonly string[], known: ReadonlySet<string>): string =>
  [
    `Nothing was overridden: ${unknown.map((name) => code(name.slice(0, 100))).join(", ")} is no context that is red or pending here.`,
    known.size === 0 ? "There is none." : `These are: ${[...known].sort().slice(0, mostListed).map(code).join(", ")}.`,
    "One with blanks in it stands in double quotes.",
  ].join(" ");
