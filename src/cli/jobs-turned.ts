/** What a comment makes of commit statuses, as far as that can be told away from GitHub: for whoever may. */
import { unread } from "../core/facts.ts";
import { shaOf } from "../core/ids.ts";
import { type Ask, asksForStatuses } from "../core/jobs/commands.ts";
import { bareOverride } from "../core/jobs/overridden-text.ts";
import { overrideOutcome } from "../core/jobs/override.ts";
import type { Presubmit } from "../core/jobs/presubmit.ts";
import type { Statuses } from "../core/jobs/selection.ts";
import { skippedContexts } from "../core/jobs/skip.ts";
import type { StatusState } from "../core/jobs/status.ts";

/** A status that would be set. */
export interface Turned {
  readonly context: string;
  readonly state: StatusState;
  readonly why: string;
}

export interface TurnedAnswer {
  readonly statuses: readonly Turned[];
  /** Who may ask for that. */
  readonly who: readonly string[];
  /** What the bot answers them, in Markdown. */
  readonly reply: string | undefined;
}

/** The head as far as it is known here. */
export interface Head {
  readonly presubmits: readonly Presubmit[];
  readonly branch: string;
  readonly statuses: Statuses;
  /** Names of jobs that the same comment starts. */
  readonly started: ReadonlySet<string>;
}

/** Undefined where the comment asks nothing of statuses. */
export function turnedBy(ask: Ask, head: Head): TurnedAnswer | undefined {
  if (!asksForStatuses(ask)) return undefined;
  const overridden = overriddenBy(ask, head);
  const statuses = [...skippedBy(ask, head), ...overridden.statuses];
  const who = [
    ...(ask.skip ? ["`/skip` is for members of the organisation"] : []),
    ...(ask.override === undefined ? [] : ["`/override` is for administrators of the repository, and whom its options name"]),
  ];
  return { statuses: [...new Map(statuses.map((one) => [one.context, one])).values()], who, reply: overridden.reply };
}

const skippedBy = ({ skip }: Ask, head: Head): readonly Turned[] =>
  skip
    ? skippedContexts({ ...head, required: [] }).map((context) => ({
        ...{ context, state: "success" },
        why: "is skipped, where a member of the organisation asks and the branch does not require it",
      }))
    : [];

function overriddenBy({ override }: Ask, { presubmits, branch: name, statuses }: Head): Pick<TurnedAnswer, "statuses" | "reply"> {
  if (override === undefined) return { statuses: [], reply: undefined };
  if (override.isBare) return { statuses: [], reply: bareOverride };
  const outcome = overrideOutcome(override, "an administrator", {
    ...{ presubmits, required: [], base: { name, tip: nowhere } },
    statuses: [...statuses].map(([context, state]) => ({ context, state, description: "", url: undefined })),
    checkRuns: unread("they are known on GitHub alone"),
  });
  const why = "is overridden, where somebody asks who may";
  return { statuses: outcome.statuses.map(({ context, state }) => ({ context, state, why })), reply: outcome.reply };
}

/** The base branch has no commit here. */
const nowhere = shaOf("0".repeat(40));
