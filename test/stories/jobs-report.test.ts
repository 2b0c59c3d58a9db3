/** The table of failures on the whole way: one, in the status comment, whatever fails around it. */
import { describe, expect, test } from "vitest";
import { denying, open } from "./gateway.ts";
import { statusOf } from "./jobs-cast.ts";
import { statusComment, told, withoutLook } from "./told.ts";

const row = (context: string): RegExp => new RegExp(`^${context} \\| [0-9a-f]{40} \\| `, "m");
const both = { "pull-unit": "failure", "pull-kubelet": "failure" } as const;

describe("the table of failures", () => {
  test("has a row for each job that failed, also where two end in one second, and loses them one by one in place", () =>
    told(
      async (play, { ralf, pull, ends }) => {
        expect(statusComment(pull)).toMatch(row("pull-unit"));
        expect(statusComment(pull)).toMatch(row("pull-kubelet"));
        const comments = pull.comments().length;
        delete ends["pull-unit"];
        await play.step(() => ralf.says(pull, "/test pull-unit"));
        expect(statusComment(pull)).not.toMatch(row("pull-unit"));
        expect(statusComment(pull)).toMatch(row("pull-kubelet"));
        delete ends["pull-kubelet"];
        await play.step(() => ralf.says(pull, "/retest"));
        expect(statusComment(pull)).not.toContain("Test name | Commit");
        expect(pull.comments()).toHaveLength(comments + 2);
      },
      { ends: { ...both } },
    ));

  test("is not what somebody else wrote under its mark, with whatever ends of lines: that stays as it is, and no row is taken from it", () =>
    told(
      async (play, { ralf, pull }) => {
        const forged = ["Test name | Commit", "--- | ---", `pull-slow | ${"0".repeat(40)} | [link](x) | true | \`/test pull-slow\``];
        const theirs = `${forged.join("\r\n")}\r\n\r\n<!-- bowsprit:status -->\r\n<!-- test report -->`;
        await play.step(() => ralf.says(pull, theirs));
        const ours = pull.comments().filter(({ author }) => author === play.world.app.bot.restLogin);
        expect(ours.filter(({ body }) => body.includes("bowsprit:status"))).toHaveLength(1);
        expect(ours[0]?.body).toMatch(row("pull-unit"));
        expect(ours[0]?.body).not.toMatch(row("pull-slow"));
        expect(pull.comments().find(({ author }) => author === "ralf")?.body).toBe(theirs);
      },
      { ends: { "pull-unit": "failure" } },
    ));

  test("stands also where GitHub takes no status", () =>
    told(
      async (play, { ralf, pull }) => {
        play.gateway = denying(/\/statuses\//, "statuses=write");
        await play.step(() => ralf.says(pull, "/test pull-slow"));
        expect([statusOf(pull, "pull-slow"), statusComment(pull)]).toEqual([undefined, expect.stringMatching(row("pull-slow"))]);
      },
      { ends: { "pull-slow": "failure" } },
    ));

  test("is put right once the comments can be read again, and nothing is written before", () =>
    told(
      async (play, { ralf, pull, ends }) => {
        const before = statusComment(pull);
        delete ends["pull-unit"];
        play.gateway = withoutLook;
        await play.step(() => ralf.says(pull, "/test pull-unit"));
        expect(statusComment(pull)).toBe(before);
        play.gateway = open;
        for (let minutes = 0; minutes < 15 && statusComment(pull) === before; minutes += 1) await play.step(() => {});
        expect(statusComment(pull)).not.toMatch(row("pull-unit"));
      },
      { ends: { "pull-unit": "failure" } },
    ));

  test("is about this pull request alone", () =>
    told(
      async (play, { rita, repo, pull }) => {
        const second = await play.done(() => rita.opens(repo, { changes: { "docs/guide.md": "# Another one\n" }, fork: true }));
        expect(statusComment(pull)).toMatch(row("pull-kubelet"));
        expect(statusComment(second)).toMatch(row("pull-unit"));
        expect(statusComment(second)).not.toMatch(row("pull-kubelet"));
      },
      { ends: { ...both } },
    ));
});
