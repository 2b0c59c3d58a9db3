/** Former bots: those that did this work before us. What they did to labels counts as ours; what they say is a bot's. */
import { loginOf } from "./ids.ts";
import type { Look, Me } from "./look.ts";
import type { FormerBot, Person } from "./people.ts";
import type { Statement } from "./statements.ts";

/**
 * A look in which the former bots' label events are ours, with who it was beside it, and everything else they said or did is a bot's, at
 * any time: it grants nothing, and it breaks no silence. What the ledger remembers must stay as GitHub showed it, since the list may change.
 */
export function attributed<Seen extends Pick<Look, "me" | "thread" | "statements">>(look: Seen, bots: readonly FormerBot[]): Seen {
  const ends = new Map(bots.filter(({ id }) => id !== look.me.id).map(({ id, before }) => [id, before]));
  if (ends.size === 0) return look;
  const robot = (by: Person | undefined): Person | undefined => (by !== undefined && ends.has(by.id) ? { ...by, kind: "bot" } : by);
  const ours = accountOf(look.me);
  const statementOf = (said: Statement): Statement => {
    const by = robot(said.by);
    const end = by === undefined ? undefined : ends.get(by.id);
    if (by === undefined || end === undefined) return said;
    return said.kind === "label" && said.at < end ? { ...said, by: ours, formerly: by } : { ...said, by };
  };
  return { ...look, thread: { ...look.thread, author: robot(look.thread.author) }, statements: look.statements.map(statementOf) };
}

const accountOf = ({ id, slug }: Me): Person => ({ id, login: loginOf(slug), spelled: slug, kind: "bot" });
