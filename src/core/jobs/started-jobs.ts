/** Started jobs: what one text starts and what it is answered, for a pull request whose jobs may run. */
import { type Ask, asksForRuns, testWords } from "./commands.ts";
import { type Help, helpKindOf, helpOf } from "./help.ts";
import type { Presubmit } from "./presubmit.ts";
import { filtersOf, type JobVerdict, type Surroundings, verdictsOf } from "./selection.ts";

export interface Answer {
  readonly verdicts: readonly JobVerdict[];
  readonly help: Help | undefined;
  /** Names behind `/test` that no job has, beside others that were found. */
  readonly unknown: readonly string[];
}

const nothing: Answer = { verdicts: [], help: undefined, unknown: [] };

/** Whether a text asks for runs: by a command, or the trigger of any job, of other branches too. */
export const isGermane = (ask: Ask, presubmits: readonly Presubmit[]): boolean =>
  asksForRuns(ask) || presubmits.some(({ trigger }) => trigger.matches(ask.text));

export interface Terms {
  /** Names that `/test suggested` means. */
  readonly suggested: readonly string[];
  /** Whether `/ok-to-test` starts what runs by itself. */
  readonly honoursOkToTest: boolean;
}

/** Prow's answer to a text, given as the lines that readers see. What was asked for and cannot be told for want of a read is `unread`. */
export function answerTo(
  ask: Ask,
  presubmits: readonly Presubmit[],
  surroundings: Surroundings,
  { suggested, honoursOkToTest }: Terms,
): Answer {
  if (!isGermane(ask, presubmits) || ask.okToTestCancelled) return nothing;
  const filters = filtersOf({ ...ask, okToTest: ask.okToTest && honoursOkToTest }, surroundings.statuses, new Set(suggested));
  if (filters.kind === "unread") {
    const why = `the commit statuses could not be read: ${filters.reason}`;
    return { ...nothing, verdicts: presubmits.map((job) => ({ job, runs: "unread", why })) };
  }
  const verdicts = verdictsOf(presubmits, filters.value, surroundings);
  const selected = verdicts.filter(({ runs }) => runs !== "no");
  const kind = helpKindOf(ask, selected);
  if (kind !== undefined) {
    const why = "the text is answered with help, and starts nothing";
    return {
      verdicts: presubmits.map((job) => ({ job, runs: "no", why })),
      help: helpOf(kind, ask, presubmits, surroundings),
      unknown: [],
    };
  }
  return { verdicts, help: undefined, unknown: unknownTargets(ask, presubmits) };
}

/** Names that start no job of the repository, whatever the branch. What follows a known name may be a sentence: only what looks like a job's name counts. */
function unknownTargets({ targets }: Ask, presubmits: readonly Presubmit[]): readonly string[] {
  return targets.filter(
    (name) => /-/.test(name) && !testWords.has(name) && !presubmits.some(({ trigger }) => trigger.matches(`/test ${name}`)),
  );
}
