/** What one request comes to: the runs it wants and takes back, and what it is answered. */
import type { NodeId } from "../ids.ts";
import { code } from "../quoting.ts";
import { unboundFrom } from "./binding.ts";
import { unknownNames } from "./help.ts";
import { type Forced, forcedBy } from "./override-outcome.ts";
import type { Presubmit } from "./presubmit.ts";
import type { Request, Standing } from "./requests.ts";
import { type Cause, isLive, type Run, type RunKey } from "./run.ts";
import type { Surroundings } from "./selection.ts";
import { skippedContexts } from "./skip.ts";
import { mayAsk, type Trusted } from "./standing.ts";
import { type Answer, answerTo, isGermane } from "./started-jobs.ts";
import type { CommitStatus } from "./status.ts";
import { type DecisionInput, type PullRequest, type WantedRun, wantedRun } from "./wanted.ts";

export interface RequestOutcome {
  readonly request: NodeId;
  /** `later`: something it needs could not be read in passing, and it stays to be decided. */
  readonly is: "decided" | "later";
  /** In Markdown, for a reply of its own. */
  readonly reply?: string;
  /** Sentences in Markdown, for the status comment. */
  readonly notes: readonly string[];
  /** Contexts of optional jobs that `/skip` turns green. */
  readonly skipped: readonly string[];
  /** Statuses that `/override` sets, check runs that it makes anew, and the runs that are not reported any more because of it. */
  readonly overridden: { readonly statuses: readonly CommitStatus[]; readonly checks: readonly string[]; readonly runs: readonly RunKey[] };
}

export interface Asked {
  readonly outcome: RequestOutcome;
  readonly wanted: readonly WantedRun[];
  readonly cancelled: readonly Run[];
}

type Settling = Partial<Pick<RequestOutcome, "reply" | "notes" | "skipped">>;

const blank = { notes: [], skipped: [], overridden: { statuses: [], checks: [], runs: [] } } as const;

function settled(request: Request, said: Settling = {}, runs: Partial<Asked> = {}): Asked {
  return { wanted: [], cancelled: [], ...runs, outcome: { request: request.id, is: "decided", ...blank, ...said } };
}

/** Several answers to one text are one reply. */
function replying(...texts: readonly (string | undefined)[]): Pick<Settling, "reply"> {
  const said = texts.filter((text) => text !== undefined);
  return said.length === 0 ? {} : { reply: said.join("\n\n") };
}

const later = ({ id }: Request): Asked => ({ wanted: [], cancelled: [], outcome: { request: id, is: "later", ...blank } });

/** What is asked for by `/override` is judged apart: other people may. */
export function asked(request: Request & Standing, surroundings: Surroundings, input: DecisionInput): Asked {
  if (input.pull.state !== "open") return settled(request);
  const forced = forcedBy(request, input);
  if (forced === "later") return later(request);
  const rest = askedOfRuns(request, surroundings, input);
  return rest.outcome.is === "later" ? rest : withForced(rest, forced);
}

function withForced({ outcome, wanted, cancelled }: Asked, { statuses, checks, runs, reply, notes = [] }: Forced): Asked {
  return {
    wanted,
    cancelled: [...cancelled, ...runs.filter(isLive)],
    outcome: {
      ...outcome,
      notes: [...outcome.notes, ...notes],
      overridden: { statuses, checks, runs: runs.map(({ key }) => key) },
      ...replying(outcome.reply, reply),
    },
  };
}

function askedOfRuns(request: Request & Standing, surroundings: Surroundings, input: DecisionInput): Asked {
  const { presubmits, suggested, honoursOkToTest } = input;
  const ask = { ...request.ask, okToTestCancelled: request.ask.okToTestCancelled && honoursOkToTest };
  if (ask.skip && mayBeSkippedLater(request, surroundings, input)) return later(request);
  // Trust makes the automatic jobs run by itself.
  const answer = answerTo(ask, presubmits, surroundings, { suggested, honoursOkToTest: false });
  const skip = skipOf(request, answer, surroundings, input);
  if (!isGermane(request.ask, presubmits)) return settled(request, skip);
  const cancelled = cancelledBy(request, input);
  const distrust = distrustIn(mayAsk(request.by, request.isTrusted), input);
  if (distrust === "later") return later(request);
  if (distrust !== undefined) return settled(request, cancelled.length > 0 ? {} : { reply: distrust }, { cancelled });
  if (answer.help !== undefined) return settled(request, { ...skip, ...replying(skip.reply, answer.help.text) }, { cancelled });
  return started(request, answer, surroundings, input, { skip, cancelled });
}

interface Beside {
  readonly skip: Settling;
  readonly cancelled: readonly Run[];
}

/** The runs of a text that needs no help. */
function started(
  request: Request & Standing,
  { verdicts, unknown }: Answer,
  surroundings: Surroundings,
  { pull, presubmits }: DecisionInput,
  { skip, cancelled }: Beside,
): Asked {
  const unread = verdicts.filter(({ runs }) => runs === "unread");
  if (unread.length > 0 && mayBeReadLater(surroundings)) return later(request);
  const notes = [
    ...(skip.notes ?? []),
    ...unread.map(({ job, why }) => `${code(job.name)} was not started: ${why}.`),
    ...unknownNames([...unknown, ...unknownIn(request, presubmits)], presubmits),
  ];
  const selected = verdicts.filter(({ runs }) => runs === "yes");
  const refusal = selected.length === 0 ? {} : refusalOf(request, pull);
  if (refusal !== undefined) {
    const said = { ...skip, ...replying(skip.reply, refusal.reply), notes: [...(refusal.notes ?? []), ...notes] };
    return settled(request, said, { cancelled });
  }
  const cause: Cause = {
    kind: "asked",
    statement: request.id,
    by: request.by?.id,
    isByTrusted: mayAsk(request.by, request.isTrusted) === true,
  };
  return settled(request, { ...skip, notes }, { cancelled, wanted: selected.map(({ job, why }) => wantedRun(job, cause, why, pull)) });
}

/** Prow lets anybody; a red status that turns green is not a stranger's to ask for. */
function skipOf(
  request: Request & Standing,
  { verdicts }: Answer,
  { statuses, branch }: Surroundings,
  { presubmits, required, pull }: DecisionInput,
): Settling {
  const { ask, isMember } = request;
  if (!ask.skip) return {};
  if (typeof isMember !== "boolean") return { reply: `Nothing was skipped: ${isMember.reason}.` };
  if (!isMember) return { reply: "Only members of the organisation may skip jobs." };
  const unbound = unboundFrom(pull, request, "What was to be skipped before the last push was not on the new commit.");
  if (unbound !== undefined) return unbound;
  if (statuses.kind === "unread") return { reply: `Nothing was skipped: the commit statuses could not be read: ${statuses.reason}.` };
  if (required.kind === "unread")
    return { reply: `Nothing was skipped: what the base branch requires could not be read: ${required.reason}.` };
  const started = new Set(verdicts.flatMap(({ job, runs }) => (runs === "yes" ? [job.name] : [])));
  return { skipped: skippedContexts({ presubmits, branch, statuses: statuses.value, required: required.value, started }) };
}

const notTrusted =
  "Nobody has said yet that code of this pull request may run. A member of the organisation who has read it can write `/ok-to-test`.";
const nobodyVouches =
  "Code of this pull request may not run by itself, and `/ok-to-test` does not count here. Members of the organisation can start its jobs with `/test`.";

/** Why nothing starts yet; undefined where whoever asks, or the pull request, is trusted. */
function distrustIn(isTrusted: Trusted, { pull, honoursOkToTest }: DecisionInput): string | "later" | undefined {
  const trusts = [isTrusted, pull.isTrusted];
  if (trusts.includes(true)) return undefined;
  const unread = trusts.find((trust) => typeof trust !== "boolean");
  if (unread === undefined) return honoursOkToTest ? notTrusted : nobodyVouches;
  return unread.againIn === undefined ? `Nothing was started: ${unread.reason}.` : "later";
}

const mayBeReadLater = ({ changed, statuses }: Surroundings): boolean =>
  [changed, statuses].some((read) => read.kind === "unread" && read.againIn !== undefined);

const mayBeSkippedLater = ({ isMember }: Standing, { statuses }: Surroundings, { required }: DecisionInput): boolean =>
  [isMember, statuses, required].some((read) => typeof read !== "boolean" && read.kind === "unread" && read.againIn !== undefined);

/** What is asked for is about the commit that its writer had before them: on a later one it might start code that nobody has looked at. */
function refusalOf(request: Request & Standing, pull: PullRequest): Settling | undefined {
  if (pull.isMergeable === false)
    return { reply: "The pull request conflicts with its base branch: until that is resolved there is nothing to test." };
  return unboundFrom(pull, request, "What was asked for before the last push was not started on the new commit.");
}

const unknownIn = ({ ask }: Request, presubmits: readonly Presubmit[]): readonly string[] =>
  ask.cancelled.filter((name) => !presubmits.some((job) => job.name === name || job.context === name));

/** A stranger may not stop what others wait for, save on a pull request of their own. */
function cancelledBy(request: Request & Standing, { runs, pull, presubmits }: DecisionInput): readonly Run[] {
  const { ask, by, at } = request;
  if (ask.cancelled.length === 0 || !(mayAsk(request.by, request.isTrusted) === true || (by !== undefined && by.id === pull.author)))
    return [];
  const isNamed = ({ name, context }: { name: string; context: string }): boolean =>
    ask.cancelled.some((one) => one === name || one === context);
  const names = new Set(presubmits.filter(isNamed).map(({ name }) => name));
  return runs.filter((run) => isLive(run) && names.has(run.job) && run.createdAt <= at);
}
