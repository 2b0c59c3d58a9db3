/** What the `/override` of one request comes to: statuses that are set, runs that no longer speak, and an answer. */
import { bareOverride, overrideOutcome } from "./override.ts";
import type { OverrideAsk } from "./override-words.ts";
import type { Request, Standing } from "./requests.ts";
import type { Run } from "./run.ts";
import type { CommitStatus } from "./status.ts";
import { unboundFrom } from "./unbound.ts";
import type { DecisionInput } from "./wanted.ts";

export interface Forced {
  readonly statuses: readonly CommitStatus[];
  /** Runs of contexts that were forced to success. */
  readonly runs: readonly Run[];
  readonly reply?: string;
  readonly notes?: readonly string[];
}

const nothing: Forced = { statuses: [], runs: [] };
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
  const unbound = unboundFrom(input.pull.head, request, "What was to be overridden before the last push was not on the new commit.");
  if (unbound !== undefined) return { ...nothing, ...unbound };
  return forcedNow(request, override, input);
}

function forcedNow({ by }: Request, override: OverrideAsk, { shown, presubmits, pull, runs }: DecisionInput): Forced | "later" {
  if (shown.kind === "unread")
    return shown.againIn === undefined
      ? saying(`Nothing was overridden: the commit statuses could not be read: ${shown.reason}.`)
      : "later";
  const { statuses, reply } = overrideOutcome(override, by?.spelled ?? "", { statuses: shown.value, presubmits, base: pull.base });
  const green = new Set(statuses.flatMap(({ context, state }) => (state === "success" ? [context] : [])));
  return {
    statuses,
    runs: runs.filter(({ head, context }) => head === pull.head && green.has(context)),
    ...(reply === undefined ? {} : { reply }),
  };
}

const isIdle = ({ plain, sticky, cancel }: OverrideAsk): boolean => plain.length === 0 && sticky.length === 0 && cancel === undefined;
