/** `/override`: forces contexts of a head to success, or back to failure. */
import type { Read } from "../facts.ts";
import type { Sha } from "../ids.ts";
import { isOurContext } from "./context-names.ts";
import { type RequiredContext, type StandingCheck, sameContext } from "./contexts.ts";
import { cancelledText, doneText, nothingCancelled, unknownText } from "./overridden-text.ts";
import type { OverrideAsk } from "./override-words.ts";
import type { Presubmit } from "./presubmit.ts";
import { bucketOf } from "./required.ts";
import { type CommitStatus, descriptionOf } from "./status.ts";

export interface Overridable {
  /** Of each context on the head the newest. */
  readonly statuses: readonly CommitStatus[];
  readonly checkRuns: Read<readonly StandingCheck[]>;
  /** What the base branch wants green. */
  readonly required: readonly RequiredContext[];
  readonly presubmits: readonly Presubmit[];
  readonly base: { readonly name: string; readonly tip: Sha };
}

export interface OverrideOutcome {
  /** Of each context one. */
  readonly statuses: readonly CommitStatus[];
  /** Names of check runs that are made anew, as passed. */
  readonly checks: readonly string[];
  /** In Markdown; undefined where there is nothing to say. */
  readonly reply: string | undefined;
}

const saying = (reply: string | undefined): OverrideOutcome => ({ statuses: [], checks: [], reply });

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
    checks: [...new Set(parts.flatMap(({ checks }) => checks))],
    reply: replies.length === 0 ? undefined : replies.join("\n\n"),
  };
}

/** Other tools know by it that the status outlives a move of the base branch. */
const sentinel = "[prow:skip-retest]";

function forced(names: readonly string[], isSticky: boolean, by: string, on: Overridable): OverrideOutcome {
  if (names.length === 0) return saying(undefined);
  const open = openContexts(on);
  const known = new Set(open.flatMap((context) => namesOf(context, on)));
  const unknown = names.filter((name) => !known.has(name));
  if (unknown.length > 0) return saying(unknownText(unknown, known, on.checkRuns));
  const named = new Set(names);
  const chosen = open.filter((context) => namesOf(context, on).some((name) => named.has(name)));
  const description = descriptionOf(`Overridden by ${by}${isSticky ? ` ${sentinel}` : ""}`, on.base.tip);
  const done = new Set(chosen.map(({ context }) => context));
  return {
    statuses: chosen.flatMap((one) =>
      one.kind === "status" ? [{ context: one.context, state: "success", description, url: one.url } as const] : [],
    ),
    checks: chosen.flatMap(({ kind, context }) => (kind === "check run" ? [context] : [])),
    reply: doneText([...done].toSorted(), isSticky, pinned(done, on)),
  };
}

/** What is not green: a status, also one that is only missing, or a check run. */
interface Open {
  readonly kind: "status" | "check run";
  readonly context: string;
  readonly url: string | undefined;
}

/** What is not successful, and what must be and was never reported. */
function openContexts({ statuses, checkRuns, required, presubmits, base }: Overridable): readonly Open[] {
  const checks = checkRuns.kind === "known" ? checkRuns.value : [];
  const reported = new Set([...statuses.map(({ context }) => context), ...checks.map(({ name }) => name)].map(sameContext));
  const wanted = [
    ...presubmits.filter((job) => bucketOf(job, base.name) === "required").map(({ context }) => context),
    ...required.map(({ name }) => name),
  ];
  const missing = new Map(wanted.filter((name) => !reported.has(sameContext(name))).map((name) => [sameContext(name), name]));
  const open: readonly Open[] = [
    ...statuses.flatMap(({ state, context, url }) => (state === "success" ? [] : [{ kind: "status", context, url } as const])),
    ...[...missing.values()].map((context) => ({ kind: "status", context, url: undefined }) as const),
    ...checks.flatMap(({ state, name }) => (state === "failed" ? [{ kind: "check run", context: name, url: undefined } as const] : [])),
  ];
  return open.filter(({ context }) => !isOurContext(context));
}

/** A status goes by its own name and by that of its job. */
function namesOf({ kind, context }: Open, { presubmits, base }: Overridable): readonly string[] {
  const owner = presubmits.find((job) => job.context === context && job.branches.includes(base.name));
  return kind === "check run" || owner === undefined ? [context] : [context, owner.name];
}

/** Those for which GitHub listens to another App alone. */
const pinned = (done: ReadonlySet<string>, { required }: Overridable): readonly string[] =>
  required.flatMap(({ name, isOthers }) => (isOthers && done.has(name) ? [name] : []));

function cancelled(names: readonly string[], by: string, { statuses, base }: Overridable): OverrideOutcome {
  const chosen = statuses.filter(
    ({ context, description }) => description.includes("Overridden by") && (names.length === 0 || names.includes(context)),
  );
  if (chosen.length === 0) return saying(nothingCancelled);
  const description = descriptionOf(`Override cancelled by ${by}`, base.tip);
  return {
    statuses: chosen.map(({ context, url }) => ({ context, state: "failure", description, url })),
    checks: [],
    reply: cancelledText(chosen.map(({ context }) => context).toSorted()),
  };
}
