/**
 * The gate: what our check run says of a pull request and of a merge group, and when it is offered to a repository's settings. Labels stop
 * nobody on GitHub; a required check does.
 */
import type { Check, CheckState } from "./actions.ts";
import type { Verdict } from "./decide.ts";
import type { OurCheck, Thread } from "./facts.ts";
import type { Sha } from "./ids.ts";
import { summaryText } from "./report.ts";

/** A check belongs to a commit: without the branch in its name, a pull request onto a laxer branch would turn another one's green. */
export const checkName = (base: string): string => `${gatePrefix}${base}`;

const gatePrefix = "bowsprit: ";

export const isGate = ({ name }: Pick<OurCheck, "name">): boolean => name.startsWith(gatePrefix);

/** The check of one base branch on one commit. */
export const checkOn = (head: Sha, base: string, state: CheckState): Check => ({ head, name: checkName(base), externalId: base, state });

/** What of a verdict the check says. */
type Said = Pick<Verdict, "isReady" | "title" | "reasons" | "withheld">;

/** What the check says of a pull request: in progress while it is somebody's turn, `failure` only for an error that a person must fix. */
export function checkState(verdict: Said): CheckState {
  const said = { title: plain(verdict.title), summary: summaryText(verdict.reasons, verdict.withheld) };
  if (verdict.isReady) return { status: "completed", conclusion: "success", ...said };
  return verdict.reasons.some((reason) => reason.state === "broken")
    ? { status: "completed", conclusion: "failure", ...said }
    : { status: "in_progress", conclusion: undefined, ...said };
}

/** What the check says of a merge group onto `base` that was made for this pull request: a queue waits for nobody's turn. */
export function groupState(base: string, thread: Pick<Thread, "number" | "base">, verdict: Said): CheckState {
  if (thread.base.name !== base) return turnedAway(`#${thread.number} is aimed at ${thread.base.name} now`);
  return { ...checkState(verdict), status: "completed", conclusion: verdict.isReady ? "success" : "failure" };
}

/** A merge group of which nothing can be said but why. */
export const turnedAway = (title: string): CheckState => ({
  ...{ status: "completed", conclusion: "failure" },
  title: plain(title),
  summary: "Take the pull request out of the merge queue and put it in again once this is mended.",
});

/** `refs/heads/gh-readonly-queue/BASE/pr-NUMBER-SHA`: GitHub names a group after the last pull request in it. */
const queueRef = /^refs\/heads\/gh-readonly-queue\/(.+)\/pr-([1-9]\d{0,9})-[0-9a-f]{40,64}$/;

/** The pull request that a merge group onto this branch was made for; undefined where the group's ref does not say. */
export function queuedNumber(ref: string, base: string): number | undefined {
  const [, branch, number] = queueRef.exec(ref) ?? [];
  return branch === base ? Number(number) : undefined;
}

/** GitHub lets only a check be required that ran in the repository within seven days (seconds). */
export const offerEvery = 7 * 24 * 60 * 60;
/** An offer that was begun and not ended is taken up again by somebody else after this (seconds). */
export const offerLapse = 30 * 60;

/** Says nothing about the commit: a check that never ran cannot be chosen in the settings. */
export const offerState: CheckState = {
  ...{ status: "completed", conclusion: "success" },
  title: "So that this check can be required",
  summary: "GitHub offers a check to rulesets only after it ran in the repository. This one says nothing about the commit it stands on.",
};

/** GitHub trims a title and mends half characters: what it would change must not be wanted, or it is written for ever. */
const plain = (text: string): string =>
  text
    .replaceAll(/[*`]/g, "")
    .slice(0, 250)
    .replace(/[\ud800-\udbff]$/, "")
    .trim();

export const saysTheSame = (check: OurCheck, state: CheckState): boolean =>
  check.status === state.status && check.conclusion === state.conclusion && check.title === state.title && check.summary === state.summary;
