/** `/override`: forces contexts of a head to success, or back to failure. */
import type { Sha } from "../ids.ts";
import { code } from "../report.ts";
import type { OverrideAsk } from "./override-words.ts";
import type { Presubmit } from "./presubmit.ts";
import { bucketOf } from "./required.ts";
import { type CommitStatus, descriptionOf } from "./status.ts";

export interface Overridable {
  /** Of each context on the head the newest. */
  readonly statuses: readonly CommitStatus[];
  readonly presubmits: readonly Presubmit[];
  readonly base: { readonly name: string; readonly tip: Sha };
}

export interface OverrideOutcome {
  /** Of each context one. */
  readonly statuses: readonly CommitStatus[];
  /** In Markdown; undefined where there is nothing to say. */
  readonly reply: string | undefined;
}

const saying = (reply: string | undefined): OverrideOutcome => ({ statuses: [], reply });

export const bareOverride = "`/override` needs the names of contexts. One with blanks in it stands in double quotes.";

/** For somebody who may. In Prow's order: what was cancelled in the same text is forced after it. */
export function overrideOutcome({ cancel, sticky, plain }: OverrideAsk, by: string, on: Overridable): OverrideOutcome {
  const parts = [
    cancel === undefined ? saying(undefined) : cancelled(cancel, by, on),
    forced(sticky, true, by, on),
    forced(plain, false, by, on),
  ];
  const replies = parts.flatMap(({ reply }) => (reply === undefined ? [] : [reply]));
  return {
    statuses: [...new Map(parts.flatMap(({ statuses }) => statuses.map((status) => [status.context, status]))).values()],
    reply: replies.length === 0 ? undefined : replies.join("\n\n"),
  };
}

/** Other tools know by it that the status outlives a move of the base branch. */
const sentinel = "[prow:skip-retest]";

function forced(names: readonly string[], isSticky: boolean, by: string, on: Overridable): OverrideOutcome {
  if (names.length === 0) return saying(undefined);
  const open = openContexts(on);
  const known = new Set(open.flatMap((status) => namesOf(status, on)));
  const unknown = names.filter((name) => !known.has(name));
  if (unknown.length > 0) return saying(unknownText(unknown, known));
  const chosen = open.filter((status) => namesOf(status, on).some((name) => names.includes(name)));
  const description = descriptionOf(`Overridden by ${by}${isSticky ? ` ${sentinel}` : ""}`, on.base.tip);
  return {
    statuses: chosen.map(({ context, url }) => ({ context, state: "success", description, url })),
    reply: doneText(chosen.map(({ context }) => context).toSorted(), isSticky),
  };
}

type Open = Pick<CommitStatus, "context" | "url">;

/** What is not successful, and what must be and was never reported. */
function openContexts({ statuses, presubmits, base }: Overridable): readonly Open[] {
  const reported = new Set(statuses.map(({ context }) => context));
  const missing = presubmits.filter((job) => bucketOf(job, base.name) === "required" && !reported.has(job.context));
  return [...statuses.filter(({ state }) => state !== "success"), ...missing.map(({ context }) => ({ context, url: undefined }))];
}

/** A context goes by its own name and by that of its job. */
function namesOf({ context }: Open, { presubmits, base }: Overridable): readonly string[] {
  const owner = presubmits.find((job) => job.context === context && job.branches.includes(base.name));
  return owner === undefined ? [context] : [context, owner.name];
}

function cancelled(names: readonly string[], by: string, { statuses, base }: Overridable): OverrideOutcome {
  const chosen = statuses.filter(
    ({ context, description }) => description.includes("Overridden by") && (names.length === 0 || names.includes(context)),
  );
  if (chosen.length === 0) return saying("Nothing that was overridden was found.");
  const description = descriptionOf(`Override cancelled by ${by}`, base.tip);
  return {
    statuses: chosen.map(({ context, url }) => ({ context, state: "failure", description, url })),
    reply: `No longer overridden: ${listed(chosen.map(({ context }) => context).toSorted())}.`,
  };
}

const doneText = (done: readonly string[], isSticky: boolean): string =>
  `Overridden: ${listed(done)}.${isSticky ? " This holds for this commit; `/override-cancel` ends it." : ""}`;

/** Most names that an answer lists. */
const mostListed = 100;

const listed = (names: readonly string[]): string =>
  names
    .slice(0, mostListed)
    .map((name) => code(name.slice(0, 100)))
    .join(", ");

const unknownText = (unknown: readonly string[], known: ReadonlySet<string>): string =>
  [
    `Nothing was overridden: ${listed(unknown)} is no context that is red or pending here.`,
    known.size === 0 ? "There is none." : `These are: ${listed([...known].toSorted())}.`,
    "One with blanks in it stands in double quotes. Check runs of other Apps cannot be overridden.",
  ].join(" ");
