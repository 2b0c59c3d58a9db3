/** What the `/override` of one request comes to: statuses that are set, runs that no longer speak, and an answer. */
import { known, type Read, unread } from "../facts.ts";
import { unboundFrom } from "./binding.ts";
import { bareOverride } from "./overridden-text.ts";
import { type Overridable, overrideOutcome } from "./override.ts";
import type { OverrideAsk } from "./override-words.ts";
import type { Request, Standing } from "./requests.ts";
import { isRunOf } from "./results.ts";
import type { Run } from "./run.ts";
import type { CommitStatus } from "./status.ts";
import type { DecisionInput } from "./wanted.ts";

export interface Forced {
  readonly statuses: readonly CommitStatus[];
  /** Names of check runs that are made anew, as passed. */
  readonly checks: readonly string[];
  /** Runs of contexts that were forced to success. */
  readonly runs: readonly Run[];
  readonly reply?: string;
  readonly notes?: readonly string[];
}

const nothing: Forced = { statuses: [], checks: [], runs: [] };
const saying = (reply: string): Forced => ({ ...nothing, reply });

/** `later`: something it needs could not be read in passing. An open pull request is supposed. */
export function forcedBy(request: Request & Standing, input: DecisionInput): Forced | "later" {
  const { override } = request.ask;
  if (override === undefined) return nothing;
  if (override.isBare) return saying(bareOverride);
  if (isIdle(override)) return nothing;
  const { mayOverride } = request;
  if (typeof mayOverride !== "boolean")
    return mayOverride.againIn === undefined ? saying(`Nothing was overridden: ${mayOverride.reason}.`) : "later";
  if (!mayOverride) return saying(`Only ${input.overriders} may override a context.`);
  const unbound = unboundFrom(input.pull, request, "What was to be overridden before the last push was not on the new commit.");
  if (unbound !== undefined) return { ...nothing, ...unbound };
  return forcedNow(request, override, input);
}

function forcedNow({ by }: Request, override: OverrideAsk, input: DecisionInput): Forced | "later" {
  const { presubmits, pull, runs } = input;
  const read = readFor(override, input);
  if (read.kind === "unread") return read.againIn === undefined ? saying(`Nothing was overridden: ${read.reason}.`) : "later";
  const { statuses, checks, reply } = overrideOutcome(override, by?.spelled ?? "", { ...read.value, presubmits, base: pull.base });
  const green = new Set(statuses.flatMap(({ context, state }) => (state === "success" ? [context] : [])));
  return {
    statuses,
    checks,
    runs: runs.filter((run) => isRunOf(run, { head: pull.head, base: pull.base.name }) && green.has(run.context)),
    ...(reply === undefined ? {} : { reply }),
  };
}

/**
 * What it takes to say what a name means. To take an override back the statuses suffice. Without a right to look at check runs there are none
 * to override, as in Prow without an App.
 */
function readFor(
  { plain, sticky }: OverrideAsk,
  { shown, required, checkRuns }: DecisionInput,
): Read<Pick<Overridable, "statuses" | "required" | "checkRuns">> {
  if (shown.kind === "unread") return unread(`the commit statuses could not be read: ${shown.reason}`, shown.againIn);
  if (plain.length + sticky.length === 0) return known({ statuses: shown.value, required: [], checkRuns: known([]) });
  if (required.kind === "unread") return unread(`what the base branch requires could not be read: ${required.reason}`, required.againIn);
  if (checkRuns.kind === "unread" && checkRuns.againIn !== undefined) return checkRuns;
  return known({ statuses: shown.value, required: required.value, checkRuns });
}

const isIdle = ({ plain, sticky, cancel }: OverrideAsk): boolean => plain.length === 0 && sticky.length === 0 && cancel === undefined;
