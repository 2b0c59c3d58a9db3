/** `/override` and `/skip` on the whole way: what people turn green, what stays as it is, and what they are told where something cannot be read. */
import { describe, expect, test } from "vitest";
import { checksRule, createCheckRun, type Pull, protectBranch, requireChecks, setRules, setStatus } from "../../src/sim/index.ts";
import { denying, failing, type Gateway, open, refusing } from "./gateway.ts";
import { jobFiles, jobsOpened, options, runsOf, statusOf } from "./jobs-cast.ts";
import type { Play } from "./play.ts";
import { story } from "./story.ts";
import { replies, statusComment, told, withoutLook } from "./told.ts";

function administrator(play: Play, { org }: Awaited<ReturnType<typeof jobsOpened>>) {
  const boss = play.world.user("boss");
  org.adds(boss, { role: "admin" });
  return boss;
}

/** A check run of somebody else on the head, and a status. */
const checked = (play: Play, pull: Pull, name: string, conclusion: "failure" | "success" = "failure") =>
  createCheckRun(pull.repository, play.world.application("ci"), pull.head, name, { status: "completed", conclusion });
const reported = (play: Play, pull: Pull, context: string, state: "failure" | "success" | "pending", description = "") =>
  setStatus(pull.repository, play.world.user("ci-robot"), pull.head, { context, state, description });

/** Ours of that name, as they ended. */
const passed = (play: Play, pull: Pull, name: string) =>
  pull.checks().flatMap((run) => (run.name === name && run.suite.app === play.world.app ? [run.conclusion] : []));
const written = (pull: Pull, context: string) =>
  pull.repository.results(pull.head).current.statuses.filter((status) => status.context === context);

story("a failed check run of another App is overridden by an administrator with one that passed, and by nobody else", async (play) => {
  const cast = await jobsOpened(play);
  const { ralf, pull } = cast;
  const boss = administrator(play, cast);
  await play.step(() => checked(play, pull, "test / Unit Tests"));
  await play.step(() => ralf.says(pull, '/override "test / Unit Tests"'));
  play.reads(pull, "order jobs/reply/");
  expect(passed(play, pull, "test / Unit Tests"), "somebody overrode it who may not").toEqual([]);
  await play.step(
    () => boss.says(pull, '/override "test / Unit Tests"'),
    () => {
      expect(passed(play, pull, "test / Unit Tests")).toEqual(["success"]);
      expect(pull.checks().findLast(({ name }) => name === "test / Unit Tests")?.output).toMatchObject({ title: "Overridden by boss" });
    },
  );
  play.reads(pull, "Overridden: `test / Unit Tests`.");
  return [[boss, pull, '/override "test / Unit Tests"']];
});

describe("what is required and nobody reported", () => {
  test("is overridden, and an unknown name is answered with it", () =>
    told(async (play, cast) => {
      const [boss, { repo, pull }] = [administrator(play, cast), cast];
      requireChecks(repo, "main", ["EasyCLA"]);
      protectBranch(repo, "main", ["classic"]);
      await play.step(() => boss.says(pull, "/override CLA"));
      expect(replies(pull).at(-1)).toContain("These are: `EasyCLA`, `classic`.");
      await play.step(() => boss.says(pull, "/override EasyCLA classic"));
      expect(replies(pull).at(-1)).toContain("Overridden: `EasyCLA`, `classic`.");
      expect([statusOf(pull, "EasyCLA"), statusOf(pull, "classic")]).toEqual(["success", "success"]);
    }));

  test("and is another App's to say: whoever asks is told that GitHub goes on asking", () =>
    told(async (play, cast) => {
      const [boss, { repo, pull }] = [administrator(play, cast), cast];
      setRules(repo, "main", [checksRule(["EasyCLA"], play.world.application("cla"))]);
      await play.step(() => boss.says(pull, "/override EasyCLA"));
      expect(replies(pull).at(-1)).toContain("The branch takes `EasyCLA` from another App alone");
    }));

  test("stays red where an optional job reports it: `/skip` of a member leaves it alone", () =>
    told(
      async (play, { ralf, repo, pull }) => {
        requireChecks(repo, "main", ["pull-kubelet"]);
        await play.step(() => ralf.says(pull, "/skip"));
        expect(statusOf(pull, "pull-kubelet")).toBe("failure");
      },
      { ends: { "pull-kubelet": "failure" } },
    ));
});

test("an override of a context with a history is about its newest status, and writes one", () =>
  told(async (play, cast) => {
    const [boss, { pull }] = [administrator(play, cast), cast];
    for (const state of ["failure", "pending", "failure"] as const) reported(play, pull, "red", state);
    for (const state of ["failure", "success"] as const) reported(play, pull, "green", state);
    reported(play, pull, "passed", "success", "Overridden by somebody");
    reported(play, pull, "passed", "success", "Job succeeded.");
    await play.step(() => boss.says(pull, "/override green"));
    expect(replies(pull).at(-1)).toContain("`green` is no context that is red, pending or missing here. These are: `red`.");
    await play.step(() => boss.says(pull, "/override red"));
    expect(written(pull, "red").map(({ state }) => state)).toEqual(["failure", "pending", "failure", "success"]);
    await play.step(() => boss.says(pull, "/override-cancel green passed"));
    expect(replies(pull).at(-1)).toContain("Nothing that was overridden was found.");
    expect([statusOf(pull, "green"), statusOf(pull, "passed")]).toEqual(["success", "success"]);
  }));

test("the gate stays what it is, whoever says `/override`", () =>
  told(async (play, cast) => {
    const [boss, { repo, pull }] = [administrator(play, cast), cast];
    const gate = "bowsprit: main";
    requireChecks(repo, "main", [gate]);
    const conclusions = () => pull.checks().flatMap((run) => (run.name === gate ? [run.conclusion] : []));
    await play.step(() => boss.says(pull, `/override "${gate}"\n/override-sticky "${gate}"`));
    expect(replies(pull).at(-1)).toContain(`\`${gate}\` says what stands on this page`);
    expect([conclusions().includes("success"), statusOf(pull, gate)]).toEqual([false, undefined]);
  }));

describe("a text", () => {
  test("that was edited into `/override`, or is gone before it is read, does nothing", () =>
    told(
      async (play, cast) => {
        const [boss, { ralf, pull }] = [administrator(play, cast), cast];
        await play.step(() => boss.edits(boss.says(pull, "Shall we?"), "/override pull-unit"));
        await play.step(() => boss.deletes(boss.says(pull, "/override pull-unit")));
        await play.step(() => ralf.edits(boss.says(pull, "Never mind."), "/override pull-unit"));
        expect([statusOf(pull, "pull-unit"), replies(pull)]).toEqual(["failure", []]);
      },
      { ends: { "pull-unit": "failure" } },
    ));

  test("of ten thousand characters is answered in few, without a mention or a command", () =>
    told(async (play, cast) => {
      const [boss, { pull }] = [administrator(play, cast), cast];
      await play.step(() => boss.says(pull, `/override ${"@kubernetes/everybody".repeat(500)} <!--bowsprit:status-->`));
      const [reply = ""] = replies(pull);
      expect(reply.length).toBeLessThan(1000);
      expect(reply.replaceAll(/`[^`]*`/g, "")).not.toMatch(/@kubernetes|bowsprit:status/);
    }));
});

const required = /\/rules\/branches\//;
const classic = /\/repos\/[^/]+\/[^/]+\/branches\//;
const statuses = /\/commits\/\w+\/status\b/;
const checkRuns = /\/commits\/\w+\/check-runs/;
const rights = /\/collaborators\/\w+\/permission/;

/** GitHub says that the branch is protected, and not by what. */
const hiding: Gateway = async (answer, url) => {
  const answered = await answer();
  if (!classic.test(url)) return answered;
  return Response.json({ name: "main", protected: true }, { headers: answered.headers });
};

const failed = { "pull-unit": "failure" } as const;

describe("where something cannot be read, `/override`", () => {
  test.each<[string, Gateway]>([
    ["what rulesets require", failing(required)],
    ["what classic protection requires", failing(classic)],
    ["the statuses", failing(statuses)],
    ["the check runs", failing(checkRuns)],
    ["whether who asks is an administrator", failing(rights)],
    ["the pull request", failing(/never/)],
  ])("waits for what fails in passing, and is carried out once: %s", (what, gateway) =>
    told(
      async (play, cast) => {
        const [boss, { pull }] = [administrator(play, cast), cast];
        play.gateway = what === "the pull request" ? withoutLook : gateway;
        await play.step(() => boss.says(pull, "/override pull-unit"));
        expect([statusOf(pull, "pull-unit"), replies(pull)]).toEqual(["failure", []]);
        play.gateway = open;
        for (let minutes = 0; minutes < 15 && replies(pull).length === 0; minutes += 1) await play.step(() => {});
        expect(statusOf(pull, "pull-unit")).toBe("success");
        expect(replies(pull)).toEqual([expect.stringContaining("Overridden: `pull-unit`.")]);
      },
      { ends: failed },
    ),
  );

  test.each<[string, Gateway, string]>([
    ["what rulesets require", refusing(required, "metadata=read"), "what the base branch requires could not be read"],
    ["what classic protection requires", refusing(classic, "contents=read"), "what the base branch requires could not be read"],
    ["what classic protection requires, and hides", hiding, "GitHub does not show this App what the branch's protection requires"],
    ["the statuses", refusing(statuses, "statuses=read"), "the commit statuses could not be read"],
    ["whether who asks is an administrator", refusing(rights, "members=read"), "could not read who administers the repository"],
  ])("changes nothing and says why where the App may not read: %s", (_, gateway, why) =>
    told(
      async (play, cast) => {
        const [boss, { pull }] = [administrator(play, cast), cast];
        play.gateway = gateway;
        await play.step(() => boss.says(pull, "/override pull-unit"));
        expect(statusOf(pull, "pull-unit")).toBe("failure");
        expect(replies(pull)).toEqual([expect.stringContaining("Nothing was overridden: ")]);
        expect(replies(pull)[0]).toContain(why);
      },
      { ends: failed },
    ),
  );

  test("finds no check runs where the App may not read them, and overrides statuses all the same", () =>
    told(
      async (play, cast) => {
        const [boss, { pull }] = [administrator(play, cast), cast];
        checked(play, pull, "build");
        play.gateway = refusing(checkRuns, "checks=read");
        await play.step(() => boss.says(pull, "/override build"));
        expect(replies(pull).at(-1)).toMatch(/`build` is no context .* Check runs are not among them: they could not be read/);
        await play.step(() => boss.says(pull, "/override pull-unit"));
        expect([statusOf(pull, "pull-unit"), passed(play, pull, "build")]).toEqual(["success", []]);
      },
      { ends: failed },
    ));

  test.each([
    ["statuses", /\/statuses\//, "statuses=write", "/override pull-unit"],
    ["check runs", /\/check-runs$/, "checks=write", "/override build"],
  ])("says in the status comment that GitHub did not take it: %s", (_, address, permission, text) =>
    told(
      async (play, cast) => {
        const [boss, { pull }] = [administrator(play, cast), cast];
        checked(play, pull, "build");
        play.gateway = denying(address, permission);
        await play.step(() => boss.says(pull, text));
        expect([statusOf(pull, "pull-unit"), passed(play, pull, "build")]).toEqual(["failure", []]);
        expect(statusComment(pull)).toContain("What was to be overridden or skipped stays as it is on GitHub");
      },
      { ends: failed },
    ),
  );
});

test("`/skip` says why it skipped nothing where what the branch requires may not be read", () =>
  told(
    async (play, { ralf, pull }) => {
      play.gateway = refusing(required, "metadata=read");
      await play.step(() => ralf.says(pull, "/skip"));
      expect(statusOf(pull, "pull-kubelet")).toBe("failure");
      expect(replies(pull)).toEqual([expect.stringContaining("Nothing was skipped: what the base branch requires could not be read")]);
    },
    { ends: { "pull-kubelet": "failure" } },
  ));

test("`/skip` leaves alone what only a job of another branch calls optional", () =>
  told(
    async (play, { ralf, pull }) => {
      reported(play, pull, "shared", "failure");
      await play.step(() => ralf.says(pull, "/skip"));
      expect([statusOf(pull, "shared"), statusOf(pull, "pull-kubelet")]).toEqual(["failure", "success"]);
    },
    {
      ends: { "pull-kubelet": "failure" },
      files: {
        ...jobFiles,
        ".github/bowsprit.yaml": options,
        ".prow.yaml": `${jobFiles[".prow.yaml"]}- {name: pull-old, agent: github-actions, optional: true, context: shared, branches: ["^release-"]}\n`,
      },
    },
  ));

test("an override while its job runs is the last word: the run is taken back, once", () =>
  told(
    async (play, cast) => {
      const [boss, { pull }] = [administrator(play, cast), cast];
      expect(statusOf(pull, "pull-unit")).toBe("pending");
      await play.step(() => boss.says(pull, "/override pull-unit"));
      await play.step(() => boss.says(pull, "/retest"));
      expect(statusOf(pull, "pull-unit")).toBe("success");
      expect(runsOf(play, "pull-unit").map(({ end }) => end)).toEqual(["cancelled"]);
    },
    { ends: { "pull-unit": "never" } },
  ));
