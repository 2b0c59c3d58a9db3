/**
 * Keeps a pull request from merging until the hold is lifted. Anybody may hold and anybody may lift, with words or by hand with the
 * label itself; the last one counts. Deleting somebody else's `/hold` lifts nothing. `/hold` with `cancel` on the next line is a hold.
 */

import { z } from "zod";
import { hasLabel, type Person } from "../core/facts.ts";
import { type Instant, later, type NodeId } from "../core/ids.ts";
import { passTime } from "../core/ours.ts";
import { definePlugin, type LabelDefinition, type Surroundings } from "../core/plugin.ts";
import { quoted } from "../core/quoting.ts";
import { open } from "../core/reasons.ts";
import { isText, type LabelChange, type Statement } from "../core/statements.ts";
import { usesOf, type Word, type WordDefinition, wordsOf } from "../core/words.ts";

const label: LabelDefinition = {
  name: "do-not-merge/hold",
  color: "e11d21",
  description: "Must not merge: somebody put it on hold.",
  effect: "restricts",
};

const hold: WordDefinition<"hold" | "lift"> = {
  name: "hold",
  aliases: ["unhold", "remove-hold"],
  usage: "/hold [cancel]",
  kind: "standing",
  who: "anyone",
  does: "Keeps the pull request from merging, or lifts the hold. `/unhold` and `/remove-hold` lift it too.",
  inDescription: true,
  parse: (name, rest) => (name !== "hold" || /^cancel(?![^\t\n\f\r ])/i.test(rest) ? "lift" : "hold"),
  restricts: (use) => use === "hold",
};

/** The hold was set or lifted, by a word or by hand. */
interface Turn {
  readonly isHeld: boolean;
  readonly at: Instant;
  readonly by: Person | undefined;
}

export default definePlugin({
  name: "hold",
  isOnByDefault: true,
  labels: [label],
  needs: [],
  words: [hold],
  options: z.strictObject({}),
  decide: ({ words, ...facts }) => {
    const turns = turnsOf(facts, usesOf(words, hold));
    const last = turns.at(-1);
    if (last?.isHeld) return held(last);
    return isUnexplained(facts, turns) ? held(undefined) : { labels: [{ label, on: false }] };
  },
});

function held(turn: Turn | undefined) {
  const who = turn?.by === undefined ? "somebody unknown" : quoted(turn.by.spelled);
  return {
    labels: [{ label, on: true, ...(turn === undefined ? {} : { since: turn.at }) }],
    reasons: [open(`on hold by ${who}`)],
    notes: [`On hold by ${who}; \`/hold cancel\` lifts it.`],
  };
}

/**
 * In the order of the thread. What we did with the label followed from words: it is no turn of its own. Anybody holds, a bot as well; only
 * people lift, because lifting lets a merge through.
 */
function turnsOf({ statements, me }: Pick<Surroundings, "statements" | "me">, words: readonly Word<"hold" | "lift">[]): Turn[] {
  const said = new Map<NodeId, Turn[]>();
  for (const { argument, said: text } of words)
    said.set(text.id, [...(said.get(text.id) ?? []), { isHeld: argument === "hold", at: text.at, by: text.by }]);
  return statements
    .flatMap((statement): Turn[] => {
      if (!isChangeOfLabel(statement)) return said.get(statement.id) ?? [];
      return statement.by?.id === me.id ? [] : [{ isHeld: statement.on, at: statement.at, by: statement.by }];
    })
    .filter(({ isHeld, by }) => isHeld || by?.kind === "user");
}

const isChangeOfLabel = (statement: Statement): statement is LabelChange =>
  statement.kind === "label" && statement.label.toLowerCase() === label.name;

/**
 * Whether our own label stands there although nothing on the thread says why: somebody deleted the words that it was set for, and the
 * ledger that remembered them is lost. Until a word lifts it, that is a hold by somebody unknown.
 */
function isUnexplained({ thread, statements, me }: Pick<Surroundings, "thread" | "statements" | "me">, turns: readonly Turn[]): boolean {
  const change = statements.findLast(isChangeOfLabel);
  if (!hasLabel(thread, label.name) || (change !== undefined && (!change.on || change.by?.id !== me.id))) return false;
  const setAt = change?.at ?? thread.createdAt;
  if (turns.some((turn) => !turn.isHeld && turn.at >= setAt)) return false;
  return !wasHeld(
    [...turns, ...withdrawnTurns(statements)].toSorted((a, b) => a.at - b.at),
    setAt,
  );
}

/** Whether anything that is known made a pass set the label at that second. A pass decides on what it read some time before it writes. */
function wasHeld(turns: readonly Turn[], at: Instant): boolean {
  const readFrom = later(at, -passTime);
  const inForce = turns.findLast((turn) => turn.at <= readFrom);
  return inForce?.isHeld === true || turns.some((turn) => turn.isHeld && turn.at > readFrom && turn.at <= at);
}

/** Holds that their own authors took back: they lift nothing any more, but they explain why the label was set. */
const withdrawnTurns = (statements: readonly Statement[]): Turn[] =>
  statements.flatMap((statement) => {
    if (!isText(statement) || statement.presence !== "withdrawn") return [];
    const words = usesOf(wordsOf([{ ...statement, presence: "standing" }], [hold]), hold);
    return words.filter(({ argument }) => argument === "hold").map(() => ({ isHeld: true, at: statement.at, by: statement.by }));
  });
