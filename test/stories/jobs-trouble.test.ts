/** What people are told where a job cannot run or comes to no result of its own, each told once: every trouble here is the story. */
import { describe, expect, test } from "vitest";
import type { Pull } from "../../src/sim/index.ts";
import { denying } from "./gateway.ts";
import { type Ends, jobFile, jobFiles, options, runsOf, statusOf } from "./jobs-cast.ts";
import { replies, statusComment, told } from "./told.ts";

const summary = (pull: Pull): string => pull.checks().findLast(({ name }) => name === "bowsprit: main")?.output.summary ?? "";

describe("what a runner refuses is shown with what to do about it", () => {
  test("a workflow that is not there", () =>
    told(
      async (play, { ralf, pull }) => {
        expect(statusComment(pull)).toContain("has no workflow `missing.yml`. Put it at `.github/workflows/missing.yml`");
        expect(statusOf(pull, "pull-unit")).toBe("error");
        await play.step(() => ralf.says(pull, "/retest"));
        expect([statusOf(pull, "pull-unit"), play.world.actions.runs.length]).toEqual(["error", 0]);
      },
      { files: { ...jobFiles, ".github/bowsprit.yaml": options.replace("e2e.yml", "missing.yml") } },
    ));

  test("a workflow of one job that is not there, which stops no other job", () =>
    told(
      async (play, { pull }) => {
        expect([statusOf(pull, "pull-unit"), statusOf(pull, "pull-kubelet")]).toEqual(["error", "success"]);
        expect([runsOf(play, "pull-unit").length, runsOf(play, "pull-kubelet").length]).toEqual([0, 1]);
        expect(statusComment(pull)).toContain("`pull-unit` came to no result.");
      },
      {
        files: {
          ...jobFiles,
          ".prow.yaml": jobFile.replace("always_run: true", "always_run: true\n  github_actions: {workflow: missing.yml}"),
        },
      },
    ));

  test("a right that the App lacks, and it works once the right is there", () =>
    told(async (play, { ralf, pull }) => {
      play.gateway = denying(/\/dispatches$/, "actions=write");
      await play.step(() => ralf.says(pull, "/test pull-slow"));
      expect(statusComment(pull)).toContain(
        "may not start workflows in `kubernetes/jobs`. An owner of `kubernetes` has to grant it `actions=write`",
      );
      expect(statusOf(pull, "pull-slow")).toBe("error");
      play.gateway = (answer) => answer();
      await play.step(() => ralf.says(pull, "/test pull-slow"));
      expect(statusOf(pull, "pull-slow")).toBe("success");
      expect(statusComment(pull)).not.toContain("may not start workflows");
    }));

  test("statuses that the App may not set: jobs run, and that their results do not show is said", () =>
    told(async (play, { ralf, pull }) => {
      play.gateway = denying(/\/statuses\//, "statuses=write");
      await play.step(() => ralf.says(pull, "/test pull-slow"));
      expect([runsOf(play, "pull-slow").length, statusOf(pull, "pull-slow")]).toEqual([1, undefined]);
      expect(statusComment(pull)).toContain("Results of jobs are not shown as commit statuses");
    }));
});

describe("runs that come to no result of their own", () => {
  const never: Ends = { "pull-slow": "never" };

  test("one that takes too long is cancelled, and an error", () =>
    told(
      async (play, { ralf, pull }) => {
        await play.step(() => ralf.says(pull, "/test pull-slow"));
        expect(statusOf(pull, "pull-slow")).toBe("pending");
        await play.settle(7200);
        expect([statusOf(pull, "pull-slow"), runsOf(play, "pull-slow")[0]?.progress.conclusion]).toEqual(["error", "cancelled"]);
        expect(statusComment(pull)).toContain("came to no end within 120 minutes");
      },
      {
        ends: never,
        files: {
          ...jobFiles,
          ".prow.yaml": jobFile.replace("- name: pull-slow", "- name: pull-slow\n  decoration_config: {timeout: 2h}"),
        },
      },
    ));

  test("one that vanished is an error, and never green", () =>
    told(
      async (play, { ralf, pull }) => {
        await play.step(() => ralf.says(pull, "/test pull-slow"));
        for (const run of runsOf(play, "pull-slow")) play.world.actions.deletes(run);
        await play.settle(3600);
        expect(statusOf(pull, "pull-slow")).toBe("error");
        expect(statusComment(pull)).toContain("`pull-slow` came to no result. The run has vanished from its runner.");
      },
      { ends: never },
    ));

  test("of two runs with one key the second is cancelled and named", () =>
    told(async (play, { ralf, pull }) => {
      play.world.actions.doubled = 1;
      await play.step(() => ralf.says(pull, "/test pull-slow"));
      await play.settle(3600);
      expect(runsOf(play, "pull-slow")).toHaveLength(2);
      expect(runsOf(play, "pull-slow").filter(({ isLive }) => isLive)).toEqual([]);
      expect(statusOf(pull, "pull-slow")).toBe("success");
      expect(statusComment(pull)).toContain("`pull-slow` was started twice");
    }));
});

describe("job files", () => {
  const broken = "presubmits:\n- name: pull-broken\n  agent: github-actions\n  run_if_changed: '('\n";

  test("one that is broken stops no other, and everybody is told", () =>
    told(
      async (play, { pull }) => {
        expect(summary(pull)).toContain("`.prow/broken.yaml`, line");
        expect(runsOf(play, "pull-unit")).toHaveLength(1);
      },
      { files: { ...jobFiles, ".prow/broken.yaml": broken } },
    ));

  test("a pull request that breaks one is told so, and is tested by those in force", () =>
    told(
      async (play, { pull }) => {
        expect(statusComment(pull)).toContain("This pull request breaks a job file: `.prow.yaml`, line");
        expect(runsOf(play, "pull-unit")).toHaveLength(1);
      },
      { changes: { ".prow.yaml": broken } },
    ));

  test("those of the organisation count as well, for the repository that they name, and one that is broken stops no other", () =>
    told(async (play, { org, pull }) => {
      expect([runsOf(play, "pull-everywhere").length, runsOf(play, "pull-unit").length]).toEqual([0, 1]);
      const file = "presubmits:\n  kubernetes/kubernetes: [{name: pull-everywhere, agent: github-actions, always_run: true}]\n";
      const other = file.replace("kubernetes/kubernetes", "kubernetes/other").replace("everywhere", "elsewhere");
      const files = { ".prow/jobs.yaml": file, ".prow/other.yaml": other, ".prow/broken.yaml": broken };
      org.repository({ name: ".github", files });
      await play.step(() => play.world.clock.advance(1200));
      await play.rests();
      expect([statusOf(pull, "pull-everywhere"), runsOf(play, "pull-everywhere").length]).toEqual(["success", 1]);
      expect([runsOf(play, "pull-unit").length, runsOf(play, "pull-elsewhere").length]).toEqual([1, 0]);
      expect(summary(pull)).toContain("`kubernetes/.github: .prow/broken.yaml`, line");
    }));

  test("what a pull request adds to one does not run", () =>
    told(async (play) => expect(runsOf(play, "pull-mine")).toEqual([]), {
      changes: { ".prow.yaml": `${jobFile}- name: pull-mine\n  agent: github-actions\n  always_run: true\n` },
    }));
});

describe("what people ask for", () => {
  test("a name that no job has is answered with the nearest ones, once", () =>
    told(async (play, { ralf, pull }) => {
      await play.step(() => ralf.says(pull, "/test pull-unti"));
      expect(replies(pull)).toHaveLength(1);
      expect(replies(pull)[0]).toContain("`/test pull-unit`");
    }));

  test("`/test ?` lists what can be started, once, and the list stays when something is", () =>
    told(async (play, { pat, pull }) => {
      await play.step(() => pat.says(pull, "/test ?"));
      expect(replies(pull)).toHaveLength(1);
      expect(replies(pull)[0]).toContain("- `/test pull-slow`");
      await play.step(() => pat.says(pull, "/test pull-slow"));
      expect([statusOf(pull, "pull-slow"), replies(pull).length]).toEqual(["success", 1]);
    }));

  test("what was asked before a push is not started on the new commit", () =>
    told(async (play, { ralf, rita, pull }) => {
      await play.step(() => {
        ralf.says(pull, "/test pull-slow");
        rita.pushes(pull, { "docs/guide.md": "# Something else\n" });
      });
      expect(runsOf(play, "pull-slow")).toEqual([]);
    }));

  test("a comment that was edited into a request starts nothing", () =>
    told(async (play, { ralf, pull }) => {
      await play.step(() => ralf.edits(ralf.says(pull, "Shall we test?"), "/test pull-slow"));
      expect(runsOf(play, "pull-slow")).toEqual([]);
    }));

  test("`/skip` of a member turns what failed of the optional jobs green, and it stays so", () =>
    told(
      async (play, { ralf, pat, pull }) => {
        await play.step(() => pat.says(pull, "/skip"));
        expect(statusOf(pull, "pull-kubelet")).toBe("failure");
        await play.step(() => ralf.says(pull, "/skip"));
        expect([statusOf(pull, "pull-kubelet"), statusOf(pull, "pull-unit")]).toEqual(["success", "failure"]);
        await play.step(() => ralf.says(pull, "Fine."));
        expect(statusOf(pull, "pull-kubelet")).toBe("success");
      },
      { ends: { "pull-kubelet": "failure", "pull-unit": "failure" } },
    ));

  test("`/test suggested` starts what the status comment says is worth running", () =>
    told(
      async (play, { ralf, pull }) => {
        expect(statusComment(pull)).toContain("`/test pull-slow`: pods changed");
        await play.step(() => ralf.says(pull, "/test suggested"));
        expect(statusOf(pull, "pull-slow")).toBe("success");
        expect(statusComment(pull)).not.toContain("Worth running");
      },
      {
        files: {
          ...jobFiles,
          ".github/bowsprit.yaml": `${options}  advise: [{paths: [pods], jobs: [pull-slow], because: pods changed}]\n`,
        },
      },
    ));

  test("`/retest` starts nothing where all passed", () =>
    told(async (play, { ralf, pull }) => {
      await play.step(() => ralf.says(pull, "/retest"));
      expect(play.world.actions.runs).toHaveLength(2);
    }));
});

const oneAtATime = { ...jobFiles, ".prow.yaml": jobFile.replace("always_run: true", "always_run: true\n  max_concurrency: 1") };

describe("the state of the pull request", () => {
  test("what runs on a pull request that is closed is cancelled, and started anew when it is reopened", () =>
    told(
      async (play, { rita, pull, ends }) => {
        await play.step(() => rita.closes(pull));
        expect(runsOf(play, "pull-unit").map(({ progress }) => progress.conclusion)).toEqual(["cancelled"]);
        expect(statusOf(pull, "pull-unit")).toBe("failure");
        delete ends["pull-unit"];
        await play.step(() => rita.reopens(pull));
        expect(runsOf(play, "pull-unit").map(({ progress }) => progress.conclusion)).toEqual(["cancelled", "success"]);
        expect(statusOf(pull, "pull-unit")).toBe("success");
      },
      { ends: { "pull-unit": "never" } },
    ));

  test("on a draft only what is asked for runs, which is said, and the rest once it is ready", () =>
    told(async (play, { rita, repo }) => {
      const draft = await play.done(() => rita.opens(repo, { changes: { "docs/guide.md": "# Draft\n" }, fork: true, draft: true }));
      const others = runsOf(play, "pull-unit").length;
      expect(statusOf(draft, "pull-unit")).toBe(undefined);
      expect(statusComment(draft)).toContain("Jobs do not run by themselves on a draft");
      await play.step(() => rita.says(draft, "/test pull-slow"));
      expect([statusOf(draft, "pull-slow"), runsOf(play, "pull-unit").length]).toEqual(["success", others]);
      await play.step(() => rita.marksReady(draft));
      expect([statusOf(draft, "pull-unit"), runsOf(play, "pull-unit").length]).toEqual(["success", others + 1]);
      expect(statusComment(draft)).not.toContain("on a draft");
    }));

  test("what runs by itself is cancelled when it becomes a draft, and started anew when it is ready", () =>
    told(
      async (play, { rita, pull, ends }) => {
        await play.step(() => rita.marksDraft(pull));
        expect(runsOf(play, "pull-unit").map(({ progress }) => progress.conclusion)).toEqual(["cancelled"]);
        delete ends["pull-unit"];
        await play.step(() => rita.marksReady(pull));
        expect(runsOf(play, "pull-unit").map(({ progress }) => progress.conclusion)).toEqual(["cancelled", "success"]);
      },
      { ends: { "pull-unit": "never" } },
    ));

  test("aimed at another branch it is tested on that one, and edited otherwise it is not tested again", () =>
    told(async (play, { rita, repo, pull }) => {
      const bases = () =>
        runsOf(play, "pull-unit").flatMap(({ inputs }) => (inputs.get("head_sha") === pull.head ? inputs.get("base_ref") : []));
      await play.step(() => rita.retitles(pull, "Another title"));
      expect(bases()).toEqual(["main"]);
      rita.opens(repo, { changes: { "docs/guide.md": "# Release\n" }, branch: "release-1.0" });
      await play.step(() => rita.retargets(pull, "release-1.0"));
      expect(bases()).toEqual(["main", "release-1.0"]);
    }));

  test("at most so many runs of a job go on at once, and those that wait come to their turn", () =>
    told(
      async (play, { rita, repo, pull }) => {
        const second = await play.done(() => rita.opens(repo, { changes: { "docs/guide.md": "# Two\n" }, fork: true }));
        expect(runsOf(play, "pull-unit")).toHaveLength(1);
        expect([statusOf(pull, "pull-unit"), statusOf(second, "pull-unit")]).toEqual(["pending", "pending"]);
        for (const run of runsOf(play, "pull-unit")) if (run.isLive) play.world.actions.ends(run, "success");
        await play.settle();
        expect(runsOf(play, "pull-unit")).toHaveLength(2);
        for (const run of runsOf(play, "pull-unit")) if (run.isLive) play.world.actions.ends(run, "success");
        await play.settle();
        expect([statusOf(pull, "pull-unit"), statusOf(second, "pull-unit")]).toEqual(["success", "success"]);
        play.reads(second, "APPROVALNOTIFIER");
      },
      { ends: { "pull-unit": "never" }, files: oneAtATime },
    ));

  test("a job file that breaks lifts no limit: what waits goes on waiting, and comes to its turn once the file is mended", () =>
    told(
      async (play, { rita, root, repo, pull }) => {
        const second = await play.done(() => rita.opens(repo, { changes: { "docs/guide.md": "# Two\n" }, fork: true }));
        await play.step(() => root.pushesTo(repo, "main", { ".prow.yaml": "presubmits: [" }));
        await play.settle(600);
        expect(runsOf(play, "pull-unit")).toHaveLength(1);
        await play.step(() => root.pushesTo(repo, "main", oneAtATime));
        for (let turn = 1; turn <= 2; turn += 1) {
          expect(runsOf(play, "pull-unit")).toHaveLength(turn);
          for (const run of runsOf(play, "pull-unit")) if (run.isLive) play.world.actions.ends(run, "success");
          await play.settle();
        }
        expect([statusOf(pull, "pull-unit"), statusOf(second, "pull-unit")]).toEqual(["success", "success"]);
        play.reads(second, "APPROVALNOTIFIER");
      },
      { ends: { "pull-unit": "never" }, files: oneAtATime },
    ));
});
