/**
 * Commands: what a text asks of the jobs by Prow's own patterns, in lower case and from the first column. Only the lines that a reader sees
 * as text are looked at.
 */
import { patternOf } from "../owners/pattern.ts";
import { type OverrideAsk, overrideIn } from "./override-words.ts";

/** What a text asks for. Several of them may be asked for in one text. */
export interface Ask {
  /** The lines that readers see, for triggers. */
  readonly text: string;
  readonly all: boolean;
  readonly retest: boolean;
  readonly retestRequired: boolean;
  readonly manualRequired: boolean;
  readonly suggested: boolean;
  readonly okToTest: boolean;
  readonly okToTestCancelled: boolean;
  readonly help: HelpAsked | undefined;
  readonly isTargeted: boolean;
  /** Names behind `/test`, as written, without the comma that may follow one. */
  readonly targets: readonly string[];
  /** Names behind `/cancel`. */
  readonly cancelled: readonly string[];
  readonly skip: boolean;
  readonly override: OverrideAsk | undefined;
}

/** What stands behind `/test` and is no job's name. */
export const testWords: ReadonlySet<string> = new Set(["all", "suggested", "?"]);

/** `question`: `/test ?`. `no target`: a bare `/test`. `retest with target`: `/retest x`. Each keeps the rest of its text from counting. */
export type HelpAsked = "question" | "no target" | "retest with target";

const all = patternOf("(?m)^/test all,?($|\\s.*)");
const retest = patternOf("(?m)^/retest\\s*$");
const retestRequired = patternOf("(?m)^/retest-required\\s*$");
const manualRequired = patternOf("(?m)^/test-manual-required\\s*$");
const suggested = patternOf("(?m)^/test( | .* )suggested,?($|\\s.*)");
const okToTest = patternOf("(?m)^/ok-to-test\\s*$");
const okToTestCancelled = patternOf("(?m)^/ok-to-test[ \\t]+cancel\\s*$");
const question = patternOf("(?m)^/test[ \\t]*\\?\\s*$");
const noTarget = patternOf("(?m)^/test\\s*$");
const retestWithTarget = patternOf("(?m)^/retest[ \\t]+\\S+");
const target = patternOf("(?m)^/test[ \\t]+\\S+");
const skip = patternOf("(?mi)^/skip\\s*$");

/** What the lines that readers see ask for. */
export function askIn(text: string): Ask {
  const lines = text.split("\n").filter((line) => line.startsWith("/"));
  const commands = lines.join("\n");
  return {
    text,
    all: all.matches(commands),
    retest: retest.matches(commands),
    retestRequired: retestRequired.matches(commands),
    manualRequired: manualRequired.matches(commands),
    suggested: suggested.matches(commands),
    okToTest: okToTest.matches(commands),
    okToTestCancelled: okToTestCancelled.matches(commands),
    help: helpIn(commands),
    isTargeted: target.matches(commands),
    targets: namesAfter("/test", lines),
    cancelled: namesAfter("/cancel", lines),
    skip: skip.matches(commands),
    override: overrideIn(commands),
  };
}

/** Prow's order: the first that holds decides. */
function helpIn(text: string): HelpAsked | undefined {
  if (question.matches(text)) return "question";
  if (noTarget.matches(text)) return "no target";
  return retestWithTarget.matches(text) ? "retest with target" : undefined;
}

function namesAfter(command: string, lines: readonly string[]): string[] {
  const rests = lines.filter((line) => line.startsWith(`${command} `)).map((line) => line.slice(command.length));
  return [...new Set(rests.flatMap((rest) => rest.split(/[\t\n\f\r ]+/)).map((name) => name.replace(/,$/, "")))].filter(
    (name) => name !== "",
  );
}

/** Whether the text asks for runs, or about them; custom triggers aside. */
export const asksForRuns = (ask: Ask): boolean =>
  ask.help !== undefined ||
  ask.isTargeted ||
  ask.cancelled.length > 0 ||
  [ask.all, ask.retest, ask.retestRequired, ask.manualRequired, ask.suggested, ask.okToTest, ask.okToTestCancelled].includes(true);

/** Whether the text wants statuses changed, which has rules of its own about who may. */
export const asksForStatuses = ({ skip, override }: Ask): boolean => skip || override !== undefined;
