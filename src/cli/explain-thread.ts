/** A pull request explained through one person's eyes: what the bot would make of it, why, and what cannot be known from there. */
import { optionsOf } from "../bot.ts";
import type { Rulebook } from "../config/layers.ts";
import { type Action, sentence } from "../core/actions.ts";
import type { RepositoryOptions, Thread } from "../core/facts.ts";
import type { Instant } from "../core/ids.ts";
import type { Look } from "../core/look.ts";
import { plan, statusCommentOf } from "../core/plan.ts";
import type { Reason } from "../core/reasons.ts";
import { foldedIn } from "../core/report.ts";
import { revisionsSummary } from "../core/revision/lgtm-report.ts";
import type { Routing } from "../core/route/routing.ts";
import { nothingKnown } from "../core/route/settings.ts";
import type { Reader } from "../github/index.ts";
import { isSaidAlready } from "../pass/carry-out.ts";
import type { Observer } from "../pass/ports.ts";
import { judge } from "../reconcile.ts";

/** What the person who looks says of the bot. */
export interface Hints {
  /** Whose comments are the bot's own. Absent: nobody's. */
  readonly bot: string | undefined;
  /** Whose check runs are. Absent: nobody's. */
  readonly appId: number | undefined;
  /** Where the organisation's options cannot be seen, there are none. */
  readonly assumesNoOrganisationFile: boolean;
}

/** The JSON document of docs/explain.md. */
export interface ThreadExplanation {
  readonly thread: Pick<Thread, "url" | "title" | "state" | "isDraft" | "head" | "base"> & { readonly labels: readonly string[] };
  readonly eyes: {
    readonly viewer: string;
    readonly bot: string | null;
    readonly appId: number | null;
    /** What cannot be known through them, in sentences. */
    readonly limits: readonly string[];
  };
  readonly options: Pick<RepositoryOptions, "mode" | "plugins" | "problems">;
  /** Null where the bot is off. */
  readonly verdict: { readonly isReady: boolean; readonly title: string; readonly reasons: readonly Reason[] } | null;
  /** What the bot's own status comment tells of the reviewed revisions and of each push since; null where it tells nothing, or nobody named the bot. */
  readonly revisions: string | null;
  readonly plan: readonly PlannedAction[];
  /** Whom it would ask for a review if nobody were asked yet, and why nobody else. Null where it asks nobody by itself, or cannot tell. */
  readonly routing: Routing | null;
}

export interface PlannedAction {
  readonly kind: Action["kind"];
  readonly what: string;
  /** Done once, under a key in the bot's ledger: it may have been done already. */
  readonly isOnce: boolean;
}

/** Throws as the reads do. */
export async function explainThread(reader: Reader, rulebook: Rulebook, hints: Hints): Promise<ThreadExplanation> {
  const look = await reader.look(reader.target, undefined, true);
  const options = await optionsOf(rulebook, optionsSeen(reader, hints), reader.target, look);
  const observer: Observer = {
    github: { look: async () => look, options: async () => options, read: reader.read },
    ledger: emptyLedger(look.thread.createdAt),
    plugins: rulebook.grammar.plugins,
    isExplained: true,
  };
  const judged = await judge(observer, reader.target, true);
  const { mode, plugins, problems } = options;
  const described = {
    thread: threadIn(look),
    eyes: { ...eyesOf(reader, hints), limits: limitsOf(reader, hints, problems.length > 0) },
    options: { mode, plugins, problems },
    revisions: revisionsTold(look),
  };
  if (judged === undefined) return { ...described, verdict: null, plan: [], routing: null };
  const { facts, verdict } = judged;
  const { isReady, title, reasons } = verdict;
  const actions = plan(facts, verdict).actions.filter((action) => !isSaidAlready(facts, action));
  return { ...described, verdict: { isReady, title, reasons }, plan: actions.map(planned), routing: verdict.routing ?? null };
}

/** One that knew the thread from its opening on, and saw nothing of it. */
const emptyLedger = (since: Instant): Observer["ledger"] => ({
  remembered: async () => undefined,
  meet: async () => ({
    ...{ adoptedAt: since, activeSince: since },
    ...{ sightings: [], votes: new Map(), orders: new Map(), siblings: [], isHeadShared: false, runs: [] },
  }),
  noteInactive: async () => {},
  reviewing: async () => nothingKnown,
});

/** Only the bot's ledger knows the heads in between, and only there is kept what each of them was. */
function revisionsTold({ ours }: Look): string | null {
  const status = statusCommentOf({ ours });
  return (status === undefined ? undefined : foldedIn(status.body, revisionsSummary)) ?? null;
}

const threadIn = ({ thread: { url, title, state, isDraft, head, base, labels } }: Look): ThreadExplanation["thread"] => ({
  ...{ url, title, state, isDraft, head, base },
  labels: labels.map(({ name }) => name),
});

const planned = (action: Action): PlannedAction => ({
  kind: action.kind,
  what: sentence(action),
  isOnce: action.kind === "carry out" || action.kind === "create comment",
});

const optionsSeen = (reader: Reader, { assumesNoOrganisationFile }: Hints): Pick<Reader, "optionsText"> => ({
  optionsText: async (target, look, need) => {
    const text = await reader.optionsText(target, look, need);
    return text.kind === "unread" && need.where === "organisation" && assumesNoOrganisationFile ? { kind: "absent" } : text;
  },
});

const eyesOf = ({ viewer }: Reader, { bot, appId }: Hints) => ({ viewer, bot: bot ?? null, appId: appId ?? null });

function limitsOf({ viewer }: Reader, { bot, appId, assumesNoOrganisationFile }: Hints, hasProblems: boolean): string[] {
  return [
    `these are ${viewer}'s eyes, not the App's: what ${viewer} may not look at is unread here, and the App may see it`,
    "without the bot's ledger nobody knows which head people had before their eyes: a vote that is doubtful here may count there",
    "what people said of their time with /review-capacity and /away is in that ledger: here everybody takes requests, except as the organisation's options say",
    "other pull requests that share this one's head and base branch are not looked at; the bot's check waits for them",
    "the plan is that of a bot that knew the thread from its opening and has carried out no order yet; one that met it later leaves it alone until somebody acts",
    ...(bot === undefined ? ["no comment counts as the bot's own, and none proves a vote: name the bot with --bot"] : []),
    ...(appId === undefined ? ["no check run counts as the bot's own: name the App with --app-id"] : []),
    ...(assumesNoOrganisationFile ? ["an options file of the organisation that cannot be seen is taken not to exist"] : []),
    ...(hasProblems && !assumesNoOrganisationFile
      ? ["where the organisation's options are only out of sight, --assume-no-organisation-file takes it to have none"]
      : []),
  ];
}
