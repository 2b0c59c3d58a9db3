/** Fight: another bot that undoes what we do to a label. Two machines that each put the other right never stop by themselves. */
import type { Facts } from "./facts.ts";
import type { Person } from "./people.ts";
import { isActOfPerson } from "./silence.ts";
import { changesOfLabel, type LabelChange } from "./statements.ts";

/** Twice within so many seconds is no coincidence. */
const roundTime = 10 * 60;

/**
 * The bot that undid twice within ten minutes what we did to the label, with nobody but bots doing anything on the thread meanwhile or since:
 * then the label is left alone until a person acts. Undefined: there is no fight. A bot that works under an account of type User is told from
 * a person only where the organisation names it as a former bot.
 */
export function opponentOver(label: string, { statements, me }: Pick<Facts, "statements" | "me">): Person | undefined {
  const sinceAct = statements.slice(statements.findLastIndex((said) => isActOfPerson(said, me.id)) + 1);
  const changes = changesOfLabel(label, sinceAct);
  const undone = changes.flatMap((change, index) => {
    const before = changes[index - 1];
    const bot = otherBot(change, me.id);
    const isOurs = before !== undefined && before.by?.id === me.id && before.formerly === undefined;
    return isOurs && before.on !== change.on && bot !== undefined ? [{ bot, at: change.at }] : [];
  });
  return undone.find(({ bot, at }, index) =>
    undone.slice(0, index).some((earlier) => earlier.bot.id === bot.id && at - earlier.at <= roundTime),
  )?.bot;
}

/** A former bot that goes on is another bot too, though all else it does to labels counts as ours. */
const otherBot = ({ by, formerly }: LabelChange, me: Facts["me"]["id"]): Person | undefined =>
  formerly ?? (by?.kind === "bot" && by.id !== me ? by : undefined);
