/** A result speaks for the pull request, the base branch and the job that it is of, and for no other that has the same commit. */
import { describe, expect, test } from "vitest";
import type { Pull } from "../../src/sim/index.ts";
import { opens } from "./cast.ts";
import { jobFiles, jobsInstalled, statusOf } from "./jobs-cast.ts";
import { Play } from "./play.ts";
import { expectRest } from "./rest.ts";
import { calm, troublesOf } from "./troubles.ts";

const kubelet = { "pkg/kubelet/pods.go": "package kubelet\n" };
const conclusion = (pull: Pull, base: string) => pull.checks().findLast(({ name }) => name === `bowsprit: ${base}`)?.conclusion;
const summary = (pull: Pull): string => pull.checks().findLast(({ name }) => name === "bowsprit: main")?.output.summary ?? "";

/** What became of the runs, as `job number base: end`. */
const ran = (play: Play): string[] =>
  play.world.actions.runs.map(({ inputs, progress }) =>
    [`${inputs.get("job")} #${inputs.get("pull_request")} ${inputs.get("base_ref")}`, progress.conclusion ?? "live"].join(": "),
  );

function failsOnMain(play: Play): void {
  play.world.actions.player = ({ inputs }) => ({
    ...{ waits: 5, takes: 120, conclusion: inputs.get("base_ref") === "main" ? "failure" : "success" },
  });
}

type Cast = Awaited<ReturnType<typeof jobsInstalled>>;

/** There is a branch `lax`, on which every job passes; on `main` every job fails. */
async function told(script: (play: Play, cast: Cast) => Promise<void>, files: Readonly<Record<string, string>> = {}): Promise<void> {
  const play = new Play(calm, 0);
  try {
    const cast = await jobsInstalled(play, { ...jobFiles, ...files });
    failsOnMain(play);
    await play.step(() => cast.root.pushesTo(cast.repo, "lax", { "docs/guide.md": "# Old\n" }));
    await script(play, cast);
    await play.settle(900);
    await expectRest(play);
    expect(play.pluginFailures).toEqual([]);
  } finally {
    await play.end();
  }
}

async function reviewed(play: Play, { ralf, anna }: Cast, pull: Pull): Promise<void> {
  await play.step(() => {
    ralf.says(pull, "/ok-to-test\n/lgtm");
    anna.says(pull, "/approve");
  });
  await play.settle(600);
}

describe("what fails on `main` and passes on another branch is red on `main` once the pull request is back there", () => {
  test.each(troublesOf(3))("$name", async (trouble) => {
    const play = new Play(trouble, 5);
    try {
      const { root, rita, ralf, anna, repo } = await jobsInstalled(play);
      failsOnMain(play);
      await play.step(() => root.pushesTo(repo, "lax", { "docs/guide.md": "# Old\n" }));
      const pull = await opens(play, () => rita.opens(repo, { changes: kubelet, fork: true }));
      await play.step(() => {
        ralf.says(pull, "/lgtm");
        anna.says(pull, "/approve");
      });
      await play.step(() => rita.retargets(pull, "lax"));
      await play.step(() => rita.retargets(pull, "main"));
      await play.settle(900);
      await play.rests();
      for (const check of pull.checks().filter(({ name }) => name === "bowsprit: main")) expect(check.conclusion).not.toBe("success");
      // A process that keeps ending may never find out what became of a run.
      expect(["failure", "error"]).toContain(statusOf(pull, "pull-unit"));
      await expectRest(play);
    } finally {
      await play.end();
    }
  });
});

describe("a job that fails on the branch", () => {
  test("fails there after it has passed on another one and the pull request has come back", () =>
    told(async (play, cast) => {
      const { otto, repo } = cast;
      const pull = await opens(play, () => otto.opens(repo, { changes: kubelet, fork: true }));
      await reviewed(play, cast, pull);
      expect([conclusion(pull, "main"), statusOf(pull, "pull-unit")]).toEqual([null, "failure"]);
      await play.step(() => otto.retargets(pull, "lax"));
      await play.settle(600);
      expect(statusOf(pull, "pull-unit")).toBe("success");
      await play.step(() => otto.retargets(pull, "main"));
      await play.settle(600);
      expect(conclusion(pull, "main")).not.toBe("success");
      expect(summary(pull)).toContain("`pull-unit` failed");
      // Its own result is reported again, and nothing has to run for it.
      expect(statusOf(pull, "pull-unit")).toBe("failure");
      expect(ran(play).filter((run) => run.startsWith("pull-unit"))).toEqual(["pull-unit #1 main: failure", "pull-unit #1 lax: success"]);
    }));

  test("is not turned green by another pull request of the same commit onto a branch where it passes", () =>
    told(async (play, cast) => {
      const { rita, repo } = cast;
      await play.step(() => rita.pushesTo(repo, "topic", kubelet));
      const strict = await opens(play, () => rita.opensFrom(repo, "topic", repo, "main"));
      await reviewed(play, cast, strict);
      await opens(play, () => rita.opensFrom(repo, "topic", repo, "lax"));
      await play.settle(600);
      await play.step(() => rita.says(strict, "What about it?"));
      expect(conclusion(strict, "main")).not.toBe("success");
      expect(summary(strict)).toContain("`pull-unit` failed");
    }));

  test("runs for a pull request whose commit has passed on another branch before", () =>
    told(async (play, cast) => {
      const { rita, repo } = cast;
      await play.step(() => rita.pushesTo(repo, "topic", kubelet));
      await opens(play, () => rita.opensFrom(repo, "topic", repo, "lax"));
      await play.settle(600);
      const strict = await opens(play, () => rita.opensFrom(repo, "topic", repo, "main"));
      await reviewed(play, cast, strict);
      expect(ran(play)).toContain("pull-unit #2 main: failure");
      expect(conclusion(strict, "main")).not.toBe("success");
    }));

  test("runs where two pull requests of one branch are pushed to at once", () =>
    told(async (play, cast) => {
      const { rita, repo } = cast;
      await play.step(() => rita.pushesTo(repo, "topic", kubelet));
      const easy = await opens(play, () => rita.opensFrom(repo, "topic", repo, "lax"));
      const strict = await opens(play, () => rita.opensFrom(repo, "topic", repo, "main"));
      await play.settle(600);
      const before = ran(play).length;
      await play.step(() => rita.pushes(easy, { "docs/guide.md": "# More\n" }));
      await play.settle(600);
      expect(
        ran(play)
          .slice(before)
          .filter((run) => run.startsWith("pull-unit"))
          .toSorted(),
      ).toEqual(["pull-unit #1 lax: success", "pull-unit #2 main: failure"]);
      await reviewed(play, cast, strict);
      expect(conclusion(strict, "main")).not.toBe("success");
    }));

  test("runs although a job of another branch has reported under its context", () =>
    told(
      async (play, cast) => {
        const { otto, repo } = cast;
        const easy = await opens(play, () => otto.opens(repo, { changes: kubelet, fork: true, base: "lax" }));
        await play.step(() => cast.ralf.says(easy, "/ok-to-test"));
        await play.settle(600);
        expect(statusOf(easy, "unit")).toBe("success");
        const { headRepository: home } = easy;
        if (home === null) throw new Error("the fork is gone");
        const strict = await opens(play, () => otto.opensFrom(home, easy.state.headRef, repo, "main"));
        await reviewed(play, cast, strict);
        expect(ran(play)).toEqual(["lite #1 lax: success", "full #2 main: failure"]);
        expect(conclusion(strict, "main")).not.toBe("success");
      },
      {
        ".prow.yaml": `presubmits:
- {name: full, context: unit, always_run: true, agent: github-actions, branches: [main]}
- {name: lite, context: unit, always_run: true, agent: github-actions, branches: [lax]}
`,
      },
    ));
});

test("what was overridden on one branch is not on another", () =>
  told(async (play, cast) => {
    const { org, otto, repo, ralf } = cast;
    const boss = play.world.user("boss");
    org.adds(boss, { role: "admin" });
    const pull = await opens(play, () => otto.opens(repo, { changes: kubelet, fork: true, base: "lax" }));
    play.world.actions.player = () => ({ waits: 5, takes: 120, conclusion: "failure" });
    await play.step(() => ralf.says(pull, "/ok-to-test"));
    await play.settle(600);
    await play.step(() => boss.says(pull, "/override pull-unit"));
    expect(statusOf(pull, "pull-unit")).toBe("success");
    await play.step(() => otto.retargets(pull, "main"));
    await play.settle(600);
    await reviewed(play, cast, pull);
    expect(ran(play)).toContain("pull-unit #1 main: failure");
    expect(conclusion(pull, "main")).not.toBe("success");
  }));

test("a new pull request of a commit whose runs were cancelled with an earlier one is tested", () =>
  told(async (play, cast) => {
    const { rita, repo } = cast;
    play.world.actions.player = () => undefined;
    await play.step(() => rita.pushesTo(repo, "topic", kubelet));
    const one = await opens(play, () => rita.opensFrom(repo, "topic", repo, "main"));
    await play.step(() => rita.closes(one));
    await play.settle(600);
    expect(statusOf(one, "pull-unit")).toBe("failure");
    play.world.actions.player = () => ({ waits: 5, takes: 120, conclusion: "success" });
    const two = await opens(play, () => rita.opensFrom(repo, "topic", repo, "main"));
    await play.settle(600);
    expect(ran(play)).toContain("pull-unit #2 main: success");
    expect(statusOf(two, "pull-unit")).toBe("success");
  }));

test("a pull request is not green by a twin of its commit that passed on a fresh branch and has moved on", () =>
  told(async (play, { root, rita, repo, ...others }) => {
    await play.step(() => root.resets(repo, "fresh", repo.tip("main") ?? ""));
    const draft = await opens(play, () => rita.opens(repo, { changes: kubelet, branch: "topic", draft: true }));
    await play.step(() => rita.resets(repo, "topic-two", draft.head));
    const twin = await opens(play, () => rita.opensFrom(repo, "topic-two", repo, "fresh"));
    await play.settle(600);
    expect(statusOf(draft, "pull-unit")).toMatch(/success/);
    await play.step(() => rita.pushes(twin, { "docs/guide.md": "# More\n" }));
    await play.settle(600);
    await play.step(() => rita.marksReady(draft));
    await reviewed(play, { root, rita, repo, ...others }, draft);
    expect(conclusion(draft, "main")).not.toBe("success");
    expect(ran(play)).toContain(`pull-unit #${draft.number} main: failure`);
  }));
