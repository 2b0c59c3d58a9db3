/** Tickets, as they stand in the titles of runs. */
import { expect, test } from "vitest";
import { ticketsIn } from "../../../src/core/jobs/runner.ts";

const ticket = "0123456789abcdef0123456789abcdef";

test.each<[string, string, string[]]>([
  ["between brackets", `unit on 7 [${ticket}]`, [ticket]],
  ["alone", ticket, [ticket]],
  ["twice", `${ticket}/${ticket}`, [ticket, ticket]],
  ["with a digit too many", `${ticket}0`, []],
  ["with a digit too few", ticket.slice(1), []],
  ["in the middle of a word", `x${ticket}`, []],
  ["in capitals", ticket.toUpperCase(), []],
  ["not at all", "unit on 7", []],
])("a title that has one %s gives that many", (_, title, found) => expect(ticketsIn(title)).toEqual(found));
