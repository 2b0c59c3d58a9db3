/** Tickets, as they stand in the titles of runs. */
import { expect, test } from "vitest";
import { ticketIn } from "../../../src/core/jobs/runner.ts";

const ticket = "0123456789abcdef0123456789abcdef";

test.each<[string, string, string | undefined]>([
  ["in brackets at its end", `unit on 7 [${ticket}]`, ticket],
  ["in brackets alone", `[${ticket}]`, ticket],
  ["of another run in a name before its own", `${ticket.replace("0", "f")} on 7 [${ticket}]`, ticket],
  ["of another run in a name, and none of its own", `${ticket} on org/${ticket}#7`, undefined],
  ["in brackets before something else", `[${ticket}] on 7`, undefined],
  ["without brackets", ticket, undefined],
  ["with a digit too many", `[${ticket}0]`, undefined],
  ["with a digit too few", `[${ticket.slice(1)}]`, undefined],
  ["in capitals", `[${ticket.toUpperCase()}]`, undefined],
  ["nowhere", "unit on 7", undefined],
])("a title with a ticket %s is the title of that run, or of none", (_, title, found) => expect(ticketIn(title)).toBe(found));
