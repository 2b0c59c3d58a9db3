/** What is done for an issue: which words count, once, from whom, and for how long. */
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { sentence } from "../../src/core/actions.ts";
import { type OrderKey, orderKeyOf } from "../../src/core/ids.ts";
import { issuePlan } from "../../src/core/issue-plan.ts";
import { withheldBy } from "../../src/core/permissions.ts";
import { definePlugin } from "../../src/core/plugin.ts";
import lgtm from "../../src/plugins/lgtm.ts";
import route from "../../src/plugins/route.ts";
import { comment, givenIssue, type IssueChange, minute, person, us } from "../given.ts";

const plugins = [lgtm, route];
const planned = (change: IssueChange) => issuePlan(givenIssue(change), plugins).actions.map(sentence);

const kept = "remember what alice says of their time for reviews";
const reaction = "react with THUMBS_UP";
const done = (key: OrderKey) => ({ key, state: "done", at: minute(1), outcome: {} }) as const;
const setting = orderKeyOf("route", "setting", "time/said-1");
const acknowledgement = orderKeyOf("acknowledgement", "react", "said-1");

describe("the plan for an issue", () => {
  const rows: readonly (readonly [string, IssueChange, readonly string[]])[] = [
    ["nothing said, nothing done", {}, []],
    ["a word of a person", { said: [["alice", "/away"]] }, [kept, reaction]],
    ["two words of two kinds in one comment", { said: [["alice", "/away\n/review-capacity 3"]] }, [kept, kept, reaction]],
    ["two words of one kind: the last one", { said: [["alice", "/away\n/back"]] }, [kept, reaction]],
    ["capitals and blanks", { said: [["alice", "/AWAY until 2099-12-01  \r"]] }, [kept, reaction]],
    [
      "two comments are two causes",
      {
        said: [
          ["alice", "/away"],
          ["alice", "/back"],
        ],
      },
      [kept, kept, reaction, reaction],
    ],
    ["words of pull requests", { said: [["alice", "/lgtm\n/pass\n/auto-cc"]] }, []],
    ["an argument that means nothing", { said: [["alice", "/away tomorrow\n/review-capacity many\n/back soon"]] }, []],
    ["a bot", { said: [comment(person("robot", "bot"), "/away")] }, []],
    ["a mannequin", { said: [comment(person("doll", "mannequin"), "/away")] }, []],
    ["a deleted account", { said: [comment(undefined, "/away")] }, []],
    ["ourselves", { said: [comment(us, "/away")] }, []],
    ["an edited comment", { said: [comment("alice", "/away", { presence: "edited" })] }, []],
    ["a fence", { said: [["alice", "```\n/away\n```"]] }, []],
    ["a quote", { said: [["alice", "> /away"]] }, []],
    ["what is done already", { said: [["alice", "/away"]], orders: [done(setting), done(acknowledgement)] }, []],
    ["what is half done", { said: [["alice", "/away"]], orders: [done(setting)] }, [reaction]],
    ["what was begun before a crash", { said: [["alice", "/away"]], orders: [{ ...done(setting), state: "started" }] }, [kept, reaction]],
    ["in the second in which the ledger met the issue", { said: [["alice", "/away"]], adoptedAt: minute(1) }, []],
    ["a second after that", { said: [["alice", "/away"]], adoptedAt: minute(0) }, [kept, reaction]],
    ["a day later", { said: [["alice", "/away"]], now: minute(1 + 24 * 60) }, [kept, reaction]],
    ["more than a day later", { said: [["alice", "/away"]], now: minute(2 + 24 * 60) }, []],
    ["a closed issue", { said: [["alice", "/away"]], issue: { state: "closed" } }, [kept]],
    ["no right to react", { said: [["alice", "/away"]], withheld: withheldBy({ metadata: "read", issues: "read" }, false) }, [kept]],
    ["routing is off", { said: [["alice", "/away"]], plugins: ["lgtm"] }, []],
  ];
  test.each(rows)("%s", (_, change, expected) => expect(planned(change)).toEqual(expected));

  test("a plugin that fails is named, and stops no other", () => {
    const broken = definePlugin({
      ...{ name: "broken", isOnByDefault: true, labels: [], needs: [], words: [], options: z.strictObject({}), decide: () => ({}) },
      decideOnIssue: () => {
        throw new Error("a bug");
      },
    });
    const facts = givenIssue({ said: [["alice", "/away"]], plugins: ["broken", "route"] });
    const { actions, faults } = issuePlan(facts, [broken, route]);
    expect([actions.map(sentence), faults]).toEqual([[kept, reaction], [{ plugin: "broken", error: new Error("a bug") }]]);
  });
});
