/** Stories about jobs: runs are started by the right people, once, and reported where people look. */
import { expect } from "vitest";
import { address, OwnServer } from "../runners/own-server.ts";
import { change, opens } from "./cast.ts";
import { jobFile, jobsInstalled, jobsOpened, runsOf, statusOf } from "./jobs-cast.ts";
import { story } from "./story.ts";

story("`/test` of a job that is started by hand runs it once, and its status goes green", async (play) => {
  const { ralf, pull } = await jobsOpened(play);
  await play.step(
    () => ralf.says(pull, "/test pull-slow"),
    () => {
      expect(runsOf(play, "pull-slow")).toHaveLength(1);
      expect(statusOf(pull, "pull-slow")).toBe("success");
    },
  );
  return [[ralf, pull, "/test pull-slow"]];
});

story(
  "a member's pull request is tested by itself, the gate waits for what is required, and `/retest` starts what failed",
  async (play) => {
    const { ralf, anna, pull, ends } = await jobsOpened(play, { ends: { "pull-unit": "failure" } });
    if (play.isCalm) {
      expect([runsOf(play, "pull-unit").length, runsOf(play, "pull-kubelet").length, runsOf(play, "pull-slow").length]).toEqual([1, 1, 0]);
      expect([statusOf(pull, "pull-unit"), statusOf(pull, "pull-kubelet")]).toEqual(["failure", "success"]);
      const status = pull.comments().find(({ body }) => body.includes("[APPROVALNOTIFIER]"))?.body;
      expect(status).toContain("pull-unit | ");
      expect(status).not.toContain("pull-kubelet | ");
    }
    await play.step(() => {
      ralf.says(pull, "/lgtm");
      anna.says(pull, "/approve");
    });
    play.reads(pull, "LGTM label has been added");
    if (play.isCalm) expect(pull.checks().findLast(({ name }) => name === "bowsprit: main")?.conclusion).not.toBe("success");
    delete ends["pull-unit"];
    await play.step(
      () => ralf.says(pull, "/retest"),
      () => {
        expect([runsOf(play, "pull-unit").length, runsOf(play, "pull-kubelet").length]).toEqual([2, 1]);
        expect(pull.comments().find(({ body }) => body.includes("[APPROVALNOTIFIER]"))?.body).not.toContain("pull-unit | ");
        expect(pull.checks().findLast(({ name }) => name === "bowsprit: main")?.conclusion).toBe("success");
      },
    );
    return [
      [ralf, pull, "/lgtm"],
      [anna, pull, "/approve"],
      [ralf, pull, "/retest"],
    ];
  },
);

story("a push cancels what runs on the commit before it, and starts it on the new one", async (play) => {
  const { rita, pull, ends } = await jobsOpened(play, { ends: { "pull-unit": "never" } });
  const first = pull.head;
  ends[`pull-unit ${first}`] = "never";
  delete ends["pull-unit"];
  await play.step(
    () => rita.pushes(pull, { "docs/guide.md": "# Another guide\n" }),
    () => {
      expect(runsOf(play, "pull-unit").map(({ progress }) => progress.conclusion)).toEqual(["cancelled", "success"]);
      expect(runsOf(play, "pull-unit").map(({ inputs }) => inputs.get("head_sha"))).toEqual([first, pull.head]);
      expect(statusOf(pull, "pull-unit")).toBe("success");
    },
  );
  return [];
});

story("`/cancel` takes back a run, and nobody without a right can", async (play) => {
  const { ralf, pat, pull } = await jobsOpened(play, { ends: { "pull-slow": "never" } });
  await play.done(() => ralf.says(pull, "/test pull-slow"));
  await play.step(
    () => pat.says(pull, "/cancel pull-slow"),
    () => expect(runsOf(play, "pull-slow").map(({ isLive }) => isLive)).toEqual([true]),
  );
  await play.step(
    () => ralf.says(pull, "/cancel pull-slow"),
    () => {
      expect(runsOf(play, "pull-slow").map(({ progress }) => progress.conclusion)).toEqual(["cancelled"]);
      expect(statusOf(pull, "pull-slow")).toBe("failure");
    },
  );
  return [];
});

story("a server of the operator's own is asked for a run once, and reports it", async (play) => {
  const server = new OwnServer(() => play.world.clock.now());
  server.endsAfter = 5;
  play.server = server;
  const onServer = `jobs: {webhook: {url: ${address}}}\n`;
  const { ralf, pull } = await jobsOpened(play, {
    files: { ".github/bowsprit.yaml": onServer, ".prow.yaml": jobFile.replaceAll("  agent: github-actions\n", "  agent: webhook\n") },
  });
  await play.step(() => ralf.says(pull, "/test pull-slow"));
  await play.reports("success");
  await play.step(
    () => play.reports("success"),
    () => {
      expect([server.runs.size, server.live.length]).toEqual([3, 0]);
      expect(statusOf(pull, "pull-slow")).toBe("success");
    },
  );
  expect(server.runs.size).toBeLessThanOrEqual(3);
  return [[ralf, pull, "/test pull-slow"]];
});

story("nothing runs for a stranger before somebody trusted has said so, and then everything does", async (play) => {
  const { otto, pat, ralf, repo } = await jobsInstalled(play);
  const pull = await opens(play, () => otto.opens(repo, { changes: change, fork: true }));
  if (play.isCalm) expect(pull.labels()).toContain("needs-ok-to-test");
  await play.step(() => {
    otto.says(pull, "/test all");
    pat.says(pull, "/ok-to-test");
  });
  expect(play.world.actions.runs, "a stranger started something").toEqual([]);
  for (let refused = 0; refused < 2; refused += 1) play.reads(pull, "order jobs/reply/");
  await play.step(
    () => ralf.says(pull, "/ok-to-test"),
    () => {
      expect([runsOf(play, "pull-unit").length, runsOf(play, "pull-kubelet").length, runsOf(play, "pull-slow").length]).toEqual([1, 1, 0]);
      expect(statusOf(pull, "pull-unit")).toBe("success");
      expect(pull.labels()).toContain("ok-to-test");
    },
  );
  return [[ralf, pull, "/ok-to-test"]];
});
