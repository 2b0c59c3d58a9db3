/** What people are told where a job cannot run or comes to no result of its own, each told once: every trouble here is the story. */
import { describe, expect, test } from "vitest";
import { jobPermissions, type Pull } from "../../src/sim/index.ts";
import { denying } from "./gateway.ts";
import { type Ends, jobFile, jobFiles, options, runsOf, statusOf, workflow } from "./jobs-cast.ts";
import type { Play } from "./play.ts";
import { replies, statusComment, told } from "./told.ts";

const summary = (pull: Pull): string => pull.checks().findLast(({ name }) => name === "bowsprit: main")?.output.summary ?? "";

describe("what a runner refuses is shown with what to do about it", () => {
  test("a workflow that is not there", () =>
    told(
      async (play, { ralf, pull }) => {
        expect(statusComment(pull)).toContain("has no workflow `missing.yml`. Put it at `.github/workflows/missing.yml`");
        expect(statusOf(pull, "pull-unit")).toBe("error");
        await play.step(() => ralf.says(pull, "/retest"));
        expect([statusOf(pull, "pull-unit"), play.machines.runs.length]).toEqual(["error", 0]);
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

  test("statuses that the App may not set: jobs run, and that their results do not show is said", () =>
    told(async (play, { ralf, pull }) => {
      play.gateway = denying(/\/statuses\//, "statuses=write");
      await play.step(() => ralf.says(pull, "/test pull-slow"));
      expect([runsOf(play, "pull-slow").length, statusOf(pull, "pull-slow")]).toEqual([1, undefined]);
      expect(statusComment(pull)).toContain("Results of jobs are not shown as commit statuses");
    }));
});

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

describe("where jobs run", () => {
  const never: Ends = { "pull-slow": "never" };
  const victimsOptions = options.replace("kubernetes/jobs", "victim/jobs");

  /** Another organisation has installed the same App, and has a jobs repository of its own. */
  const withVictim = (play: Play) => {
    const victim = play.world.organization("victim");
    victim.repository({ name: "jobs", files: { ".github/workflows/e2e.yml": workflow } });
    play.world.installs(victim, { permissions: jobPermissions });
  };

  test("in a jobs repository of another organisation nothing is started, and the fault is told with the fix", () =>
    told(async (play, { root, ralf, repo, pull }) => {
      withVictim(play);
      await play.step(() => root.pushesTo(repo, "main", { ".github/bowsprit.yaml": victimsOptions }));
      const before = play.world.actions.runs.length;
      await play.step(() => ralf.says(pull, "/test pull-slow"));
      expect(play.world.actions.runs.slice(before)).toEqual([]);
      expect(summary(pull)).toContain(
        "`jobs.github_actions.repository` names `victim/jobs`, which is not `kubernetes`'s, so that no job runs; name a repository of `kubernetes`, or let the operator of this bot add `victim/jobs` to `JOBS_REPOSITORIES`",
      );
    }));

  test("a jobs repository of another organisation runs them where the operator lets it, and is not asked any more once that ends", () =>
    told(
      async (play, { root, ralf, repo, pull }) => {
        withVictim(play);
        await play.restarts({ jobsRepositories: ["victim/jobs"] });
        await play.step(() => root.pushesTo(repo, "main", { ".github/bowsprit.yaml": victimsOptions }));
        await play.step(() => ralf.says(pull, "/test pull-slow"));
        expect([runsOf(play, "pull-slow")[0]?.isLive, statusOf(pull, "pull-slow")]).toEqual([true, "pending"]);
        await play.restarts({ jobsRepositories: [] });
        await play.step(() => root.pushesTo(repo, "main", { ".github/bowsprit.yaml": options }));
        await play.settle(3600);
        expect([runsOf(play, "pull-slow")[0]?.isLive, statusOf(pull, "pull-slow")]).toEqual([true, "error"]);
        expect(statusComment(pull)).toContain("may not be asked any more");
        expect(play.forgotten.splice(0).length).toBeGreaterThan(0);
      },
      { ends: never },
    ));

  test.each([
    ["another workflow", options.replace("e2e.yml", "other.yml")],
    ["another jobs repository", options.replace("kubernetes/jobs", "kubernetes/elsewhere")],
    ["no place at all", "mode: on\n"],
  ])("a run goes on where it was started, and its result counts, when the options name %s", (_, changed) =>
    told(
      async (play, { root, ralf, repo, pull }) => {
        await play.step(() => ralf.says(pull, "/test pull-slow"));
        await play.step(() => root.pushesTo(repo, "main", { ".github/bowsprit.yaml": changed }));
        await play.settle(3600);
        const [run] = runsOf(play, "pull-slow");
        expect([run?.isLive, statusOf(pull, "pull-slow")]).toEqual([true, "pending"]);
        await play.step(() => {
          if (run !== undefined) play.machines.ends(run, "failure");
        });
        await play.step(() => root.pushesTo(repo, "main", { ".github/bowsprit.yaml": options }));
        expect([runsOf(play, "pull-slow").length, statusOf(pull, "pull-slow")]).toEqual([1, "failure"]);
      },
      { ends: never },
    ),
  );

  test("a run that is taken back is cancelled where it was started", () =>
    told(
      async (play, { root, ralf, rita, repo, pull }) => {
        await play.step(() => ralf.says(pull, "/test pull-slow"));
        await play.step(() =>
          root.pushesTo(repo, "main", { ".github/bowsprit.yaml": options.replace("kubernetes/jobs", "kubernetes/elsewhere") }),
        );
        await play.step(() => rita.closes(pull));
        expect(runsOf(play, "pull-slow").map(({ end }) => end)).toEqual(["cancelled"]);
      },
      { ends: never },
    ));
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

  const wrong: readonly (readonly [what: string, job: string, reason: string])[] = [
    [
      "an unknown key",
      "- name: pull-x\n  agent: github-actions\n  alway_run: true",
      "line 4, job `pull-x`: unknown key `alway_run`; did you mean `always_run`?",
    ],
    [
      "a bad pattern",
      "- name: pull-x\n  agent: github-actions\n  run_if_changed: '('",
      "line 4, job `pull-x`: `run_if_changed` is no pattern that RE2 takes: ",
    ],
    [
      "two jobs of one name",
      "- {name: pull-x, agent: github-actions}\n- {name: pull-x, agent: github-actions}",
      "line 3, job `pull-x`: two jobs are called `pull-x` on the same branches; the other one stands in ",
    ],
    ["a runner that is not configured", "- name: pull-x\n  agent: webhook", "line 3, job `pull-x`: the runner `webhook` is not configured"],
  ];

  test.each(wrong)(
    "on the default branch, %s is told by the check with file, line, job and reason, and the other files load",
    (_, job, reason) =>
      told(
        async (play, { pull }) => {
          expect(summary(pull)).toContain(`a job file counts for nothing: \`.prow/wrong.yaml\`, ${reason}`);
          expect(runsOf(play, "pull-unit")).toHaveLength(1);
        },
        { files: { ...jobFiles, ".prow/wrong.yaml": `presubmits:\n${job}\n` } },
      ),
  );

  test.each(wrong)(
    "a pull request that brings %s is told so in its status comment, and is tested by the files in force",
    (_, job, reason) =>
      told(
        async (play, { pull }) => {
          expect(statusComment(pull)).toContain(`This pull request breaks a job file: \`.prow/wrong.yaml\`, ${reason}`);
          expect(summary(pull)).not.toContain("a job file counts for nothing");
          expect(runsOf(play, "pull-unit")).toHaveLength(1);
        },
        { changes: { ".prow/wrong.yaml": `presubmits:\n${job}\n` } },
      ),
  );

  test("a pull request whose new file takes the name of a job elsewhere is told which file it breaks", () =>
    told(
      async (_, { pull }) =>
        expect(statusComment(pull)).toContain("`.prow/a.yaml`, line 2, job `pull-unit`: two jobs are called `pull-unit`"),
      {
        changes: { ".prow/a.yaml": "presubmits:\n- {name: pull-unit, agent: github-actions}\n" },
      },
    ));

  test("more job files in one pull request than are looked into are not looked into, and that is said", () =>
    told(
      async (play, { pull }) => {
        expect(statusComment(pull)).toContain("more job files than are looked into before they are merged (21 of them, or too large)");
        expect(statusComment(pull)).not.toContain("breaks a job file");
        expect(runsOf(play, "pull-unit")).toHaveLength(1);
      },
      { changes: Object.fromEntries(Array.from({ length: 21 }, (_, n) => [`.prow/${n}.yaml`, "presubmits: 1\n"])) },
    ));

  test("larger job files in one pull request than are looked into are not looked into, and that is said", () =>
    told(async (_, { pull }) => expect(statusComment(pull)).toContain("(1 of them, or too large)"), {
      changes: { ".prow.yaml": `${jobFile}# ${"x".repeat(400_000)}\n` },
    }));

  test("what is no job file among them is passed over, and a slip is not", () =>
    told(
      async (play, { pull }) => {
        expect(runsOf(play, "pull-unit")).toHaveLength(1);
        expect(summary(pull)).not.toContain("plugins.yaml");
        expect(summary(pull)).toContain("`.prow/slip.yaml`, line 1: unknown key `presubmit`; did you mean `presubmits`?");
      },
      { files: { ...jobFiles, ".prow/plugins.yaml": "plugins: {}\n", ".prow/slip.yaml": "presubmit: []\n", ".prow/..old.yaml": broken } },
    ));

  test("what `.prowignore` names is no job file, and a file that the options name is one", () =>
    told(
      async (play, { pull }) => {
        expect(runsOf(play, "pull-unit")).toHaveLength(1);
        expect(runsOf(play, "pull-old")).toEqual([]);
        expect(summary(pull)).not.toContain("a job file counts for nothing");
        expect(statusComment(pull)).not.toContain("breaks a job file");
      },
      {
        changes: { ".prow/wip/mine.yaml": broken },
        files: {
          ...jobFiles,
          ".prowignore": "*.yaml\n!*.yaml\n.prow.yaml\n.prow/old.yaml\nwip/\n",
          ".prow/old.yaml": "presubmits:\n- {name: pull-old, agent: github-actions, always_run: true}\n",
          ".prow/wip/a.yaml": broken,
          ".prow/deep/.prowignore": "/b.yaml\n",
          ".prow/deep/b.yaml": broken,
        },
      },
    ));

  test("a pull request that takes away a job which advice names is told so", () =>
    told(
      async (_, { pull }) =>
        expect(statusComment(pull)).toContain("This pull request takes away the job `pull-slow`, which a rule of `jobs.advise` names."),
      {
        changes: { ".prow.yaml": jobFile.replaceAll("pull-slow", "pull-fast") },
        files: {
          ...jobFiles,
          ".github/bowsprit.yaml": `${options}  advise: [{paths: [pods], jobs: [pull-slow], because: pods changed}]\n`,
        },
      },
    ));

  test("advice about a job that does not exist is told by the check, with file, line, rule and name, and the other rules count", () =>
    told(
      async (_, { pull }) => {
        expect(summary(pull)).toContain(
          "A rule of `jobs.advise` counts for nothing: `.github/bowsprit.yaml`, line 5, rule 2: no presubmit is called `pull-slwo`; the nearest name is `pull-slow`",
        );
        expect(statusComment(pull)).toContain("`/test pull-slow`: pods changed");
      },
      {
        files: {
          ...jobFiles,
          ".github/bowsprit.yaml": `${options}  advise:\n  - {paths: [pods], jobs: [pull-slow], because: pods changed}\n  - {paths: [x], jobs: [pull-slwo], because: x}\n`,
        },
      },
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
      expect(play.machines.runs).toHaveLength(2);
    }));
});

const oneAtATime = { ...jobFiles, ".prow.yaml": jobFile.replace("always_run: true", "always_run: true\n  max_concurrency: 1") };

describe("the state of the pull request", () => {
  test("what runs on a pull request that is closed is cancelled, and started anew when it is reopened", () =>
    told(
      async (play, { rita, pull, ends }) => {
        await play.step(() => rita.closes(pull));
        expect(runsOf(play, "pull-unit").map(({ end }) => end)).toEqual(["cancelled"]);
        expect(statusOf(pull, "pull-unit")).toBe("failure");
        delete ends["pull-unit"];
        await play.step(() => rita.reopens(pull));
        expect(runsOf(play, "pull-unit").map(({ end }) => end)).toEqual(["cancelled", "success"]);
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
        expect(runsOf(play, "pull-unit").map(({ end }) => end)).toEqual(["cancelled"]);
        delete ends["pull-unit"];
        await play.step(() => rita.marksReady(pull));
        expect(runsOf(play, "pull-unit").map(({ end }) => end)).toEqual(["cancelled", "success"]);
      },
      { ends: { "pull-unit": "never" } },
    ));

  test("aimed at another branch it is tested on that one, and edited otherwise it is not tested again", () =>
    told(async (play, { rita, repo, pull }) => {
      const bases = () => runsOf(play, "pull-unit").flatMap(({ head, base }) => (head === pull.head ? base : []));
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
        for (const run of runsOf(play, "pull-unit")) if (run.isLive) play.machines.ends(run, "success");
        await play.settle();
        expect(runsOf(play, "pull-unit")).toHaveLength(2);
        for (const run of runsOf(play, "pull-unit")) if (run.isLive) play.machines.ends(run, "success");
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
          for (const run of runsOf(play, "pull-unit")) if (run.isLive) play.machines.ends(run, "success");
          await play.settle();
        }
        expect([statusOf(pull, "pull-unit"), statusOf(second, "pull-unit")]).toEqual(["success", "success"]);
        play.reads(second, "APPROVALNOTIFIER");
      },
      { ends: { "pull-unit": "never" }, files: oneAtATime },
    ));
});
