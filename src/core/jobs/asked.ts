/** What one request comes to: the runs it wants and takes back, and what it is answered. */
import type { NodeId } from "../ids.ts";
import { code } from "../report.ts";
import { answerTo } from "./answer.ts";
import { unknownName } from "./help.ts";
import type { Request, Standing } from "./requests.ts";
import { type Cause, isLive, type Run } from "./run.ts";
import type { Surroundings } from "./selection.ts";
import { type DecisionInput, type PullRequest, type WantedRun, wantedRun } from "./wanted.ts";

export interface RequestOutcome {
  readonly request: NodeId;
  /** `later`: something it needs could not be read in passing, and it stays to be decided. */
  readonly is: "decided" | "later";
  /** In Markdown, for a reply of its own. */
  readonly reply?: string;
  /** Sentences in Markdown, for the status comment. */
  readonly notes: readonly string[];
}

export interface Asked {
  readonly outcome: RequestOutcome;
  readonly wanted: readonly WantedRun[];
  readonly cancelled: readonly Run[];
}

export function asked(request: Request & Standing, surroundings: Surroundings, input: DecisionInput): Asked {
  const { pull, presubmits, suggested } = input;
  const settled = (said: { reply?: string; notes?: readonly string[] } = {}, runs: Partial<Asked> = {}): Asked => ({
    ...{ wanted: [], cancelled: [], ...runs },
    outcome: { request: request.id, is: "decided", notes: [], ...said },
  });
  if (pull.state !== "open") return settled();
  if (!request.isTrusted && !pull.isTrusted) return settled({ reply: notTrusted });
  const cancelled = cancelledBy(request, input);
  // Trust makes the automatic jobs run by itself.
  const { verdicts, help, unknown } = answerTo(request.ask, presubmits, surroundings, { suggested, honoursOkToTest: false });
  if (help !== undefined) return settled({ reply: help.text }, { cancelled });
  const unread = verdicts.filter(({ runs }) => runs === "unread");
  if (unread.length > 0 && mayBeReadLater(surroundings))
    return { wanted: [], cancelled: [], outcome: { request: request.id, is: "later", notes: [] } };
  const notes = [
    ...unread.map(({ job, why }) => `${code(job.name)} was not started: ${why}.`),
    ...unknown.map((name) => unknownName(name, presubmits)),
  ];
  const selected = verdicts.filter(({ runs }) => runs === "yes");
  if (selected.length === 0) return settled({ notes }, { cancelled });
  const refusal = refusalOf(request, pull);
  if (refusal !== undefined) return settled({ ...refusal, notes: [...(refusal.notes ?? []), ...notes] }, { cancelled });
  const cause: Cause = { kind: "asked", statement: request.id, by: request.by?.id };
  return settled({ notes }, { cancelled, wanted: selected.map(({ job, why }) => wantedRun(job, cause, why, pull)) });
}

const notTrusted =
  "Nobody has said yet that code of this pull request may run. A member of the organisation who has read it can write `/ok-to-test`.";

const mayBeReadLater = ({ changed, statuses }: Surroundings): boolean =>
  [changed, statuses].some((read) => read.kind === "unread" && read.againIn !== undefined);

/** What is asked for is about the commit that its writer had before them: on a later one it might start code that nobody has looked at. */
function refusalOf({ heads }: Standing, pull: PullRequest): { readonly reply?: string; readonly notes?: readonly string[] } | undefined {
  if (pull.isMergeable === false)
    return { reply: "The pull request conflicts with its base branch: until that is resolved there is nothing to test." };
  const again = `Write it again to start it on ${code(pull.head.slice(0, 8))}.`;
  if (heads === undefined) return { reply: `Which commit this was about cannot be told. ${again}` };
  if (!heads.has(pull.head)) return { notes: ["What was asked for before the last push was not started on the new commit."] };
  return heads.size === 1 ? undefined : { reply: `A push came at the same moment. ${again}` };
}

/** A stranger may not stop what others wait for, save on a pull request of their own. */
function cancelledBy({ ask, by, isTrusted, at }: Request & Standing, { runs, pull, presubmits }: DecisionInput): readonly Run[] {
  if (ask.cancelled.length === 0 || !(isTrusted || (by !== undefined && by.id === pull.author))) return [];
  const isNamed = ({ name, context }: { name: string; context: string }): boolean =>
    ask.cancelled.some((one) => one === name || one === context);
  const names = new Set(presubmits.filter(isNamed).map(({ name }) => name));
  return runs.filter((run) => isLive(run) && names.has(run.job) && run.createdAt <= at);
}
