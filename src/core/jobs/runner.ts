/** What is said between the bot and a runner: which run is meant, what came of asking for it, and how far it has come. */
import type { Instant } from "../ids.ts";
import type { ThreadName } from "../names.ts";
import { quoted } from "../quoting.ts";
import type { RunState, Tested } from "./run.ts";

declare const brand: unique symbol;
/** Names a run to its runner: 32 hexadecimal digits that say nothing, so that they may stand in titles and addresses. */
export type Ticket = string & { readonly [brand]: "Ticket" };

const ticketShape = /^[0-9a-f]{32}$/;

export const isTicket = (text: string): text is Ticket => ticketShape.test(text);

/**
 * The ticket of the run that has this title: in brackets, at its end. Anywhere else somebody may have written the ticket of another run, in
 * the name of a job or of a repository, and no name ends in a bracket.
 */
export function ticketIn(title: string): Ticket | undefined {
  const [, text = ""] = /\[([0-9a-f]+)\]$/.exec(title) ?? [];
  return isTicket(text) ? text : undefined;
}

/** What a runner is told of a run. */
export interface Errand extends Tested {
  readonly ticket: Ticket;
  readonly job: string;
  /** The pull request. */
  readonly target: ThreadName;
  /** The job's own workflow, where it does not run in the usual one. */
  readonly workflow?: string;
  /** What the job's file adds to what every run is given. */
  readonly inputs: Readonly<Record<string, string>>;
}

/** Where a run is handed over, as the options say at that moment. It is asked about there, whatever they say later. */
export type RunPlace =
  /** `repository` is `owner/name`; `workflow` that of jobs that name no other. */
  | { readonly runner: "github-actions"; readonly repository: string; readonly workflow: string; readonly ref: string }
  | { readonly runner: "webhook"; readonly url: string };

/**
 * What came of asking for a run. `refused`: nothing runs, and nothing will before a person has done what `fix` says. `postponed`: nothing
 * runs, and asking again makes sense after so many seconds. `unknown`: it may run; asking again before `find` has said no could start a second.
 */
export type Start =
  | { readonly kind: "started"; readonly id?: string; readonly url?: string }
  | { readonly kind: "refused"; readonly why: string; readonly fix: string }
  | { readonly kind: "postponed"; readonly why: string; readonly againIn: number }
  | { readonly kind: "unknown"; readonly why: string };

/** Why a runner does nothing, and tells nothing, before a person has done what `fix` says. */
export type Refusal = Extract<Start, { readonly kind: "refused" }>;

export type EndState = Extract<RunState, "success" | "failure" | "aborted" | "error">;

export type Progress =
  | { readonly kind: "live" }
  /** `why`: a sentence, where there is more to say than the state does. */
  | { readonly kind: "ended"; readonly state: EndState; readonly why?: string };

/** A run as its runner shows it. */
export interface Found {
  readonly id: string;
  readonly url?: string;
  readonly progress: Progress;
}

/** What came of looking after the runs of a thread. */
export interface Tended {
  /** Whether any of them is not what it was. */
  readonly isNews: boolean;
  /** Undefined: nothing is left to be done. */
  readonly againAt: Instant | undefined;
}

/** When the runner may have been asked for a run: for the first time and for the last. */
export interface Asked {
  readonly first: Instant;
  readonly last: Instant;
}

const longestLink = 1000;

/** A page that a runner names, for people to open; undefined where it is none. */
export function linkIn(text: string | undefined): string | undefined {
  const url = text === undefined || text.length > longestLink ? null : URL.parse(text);
  return url?.protocol === "https:" || url?.protocol === "http:" ? url.href : undefined;
}

const longestWhy = 300;

/** What a runner says of an end, made harmless in Markdown. */
export const explanationIn = (text: string): string => quoted(text.slice(0, longestWhy));
