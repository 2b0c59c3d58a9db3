/** help: one reply with the words of this repository, to a person who asks. */
import { describe, expect, test } from "vitest";
import { orderKeyOf } from "../../src/core/ids.ts";
import assign from "../../src/plugins/assign.ts";
import help from "../../src/plugins/help.ts";
import hold from "../../src/plugins/hold.ts";
import { wantsOf } from "../ask.ts";
import { type Change, comment, given } from "../given.ts";

const orders = (change: Change) => wantsOf(help, given(change), [assign, help, hold]).orders ?? [];

describe("who is answered", () => {
  test.each<[string, Change, number]>([
    ["a person", { said: [["alice", "/help"]] }, 1],
    ["in whatever letters", { said: [["alice", "/HELP "]] }, 1],
    ["twice in one text, once", { said: [["alice", "/help\n/help"]] }, 1],
    [
      "in two texts, twice",
      {
        said: [
          ["alice", "/help"],
          ["bob", "/help"],
        ],
      },
      2,
    ],
    ["not with an argument", { said: [["alice", "/help wanted"]] }, 0],
    ["not in the description", { description: "/help" }, 0],
    ["not a bot", { said: [["robot[bot]", "/help"]] }, 0],
    ["not a deleted account", { said: [comment(undefined, "/help")] }, 0],
  ])("%s", (_, change, count) => expect(orders(change)).toHaveLength(count));
});

test("the reply names every word of the plugins that are on, and no other", () => {
  const [reply] = orders({ said: [["alice", "/help"]], plugins: ["help", "hold"] });
  expect(reply?.key).toBe(orderKeyOf("help", "reply", "said-1"));
  const text = reply?.does.kind === "reply" ? reply.does.text : "";
  expect(text.split("\n").filter((line) => line.startsWith("| `/"))).toEqual([
    "| `/help` | anyone | Lists the commands of this repository. |",
    expect.stringMatching(/^\| `\/hold \[cancel\]` \| anyone \| .*\|$/),
  ]);
});

test("a bar in a usage does not end its cell", () => {
  const [reply] = orders({ said: [["alice", "/help"]] });
  expect(reply?.does).toMatchObject({ text: expect.stringContaining("/cc [@user\\|@organisation/team ...]") });
});

test("no line of the reply is a command itself", () => {
  const [reply] = orders({ said: [["alice", "/help"]] });
  expect(reply?.does).toMatchObject({ text: expect.not.stringMatching(/^\//m) });
});
