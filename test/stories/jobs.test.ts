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

story("a stranger's `/override` changes nothing and is answered, and an administrator's turns the gate green", async (play) => {
  const { org, pat, ralf, anna, pull } = await jobsOpened(play, { ends: { "pull-unit": "failure" } });
  const boss = play.world.user("boss");
  org.adds(boss, { role: "admin" });
  await play.step(() => {
    ralf.says(pull, "/lgtm");
    anna.says(pull, "/approve");
  });
  play.reads(pull, "LGTM label has been added");
  await play.step(() => {
    pat.says(pull, "/override pull-unit");
    ralf.says(pull, "/override pull-unit");
  });
  for (let refused = 0; refused < 2; refused += 1) play.reads(pull, "order jobs/reply/");
  expect(statusOf(pull, "pull-unit"), "somebody turned it green who may not").not.toBe("success");
  await play.step(
    () => boss.says(pull, "/override pull-unit"),
    () => {
      const [status] = pull.statuses().filter(({ context }) => context === "pull-unit");
      expect([status?.state, status?.description]).toEqual(["success", expect.stringMatching(/^Overridden by boss/)]);
      expect(pull.checks().findLast(({ name }) => name === "bowsprit: main")?.conclusion).toBe("success");
      expect(pull.comments().find(({ body }) => body.includes("[APPROVALNOTIFIER]"))?.body).not.toContain("pull-unit | ");
      expect(pull.comments().filter(({ body }) => body.includes("Only administrators of the repository may override"))).toHaveLength(2);
    },
  );
  play.reads(pull, "order jobs/reply/");
  expect(runsOf(play, "pull-unit").length).toBeLessThanOrEqual(1);
  return [
    [ralf, pull, "/lgtm"],
    [anna, pull, "/approve"],
    [boss, pull, "/override pull-unit"],
  ];
});

story("an override takes back what runs of its job, and nothing that becomes of it turns the status red again", async (play) => {
  const { org, ralf, pull } = await jobsOpened(play, { ends: { "pull-slow": "never" } });
  const boss = play.world.user("boss");
  org.adds(boss, { role: "admin" });
  await play.done(() => ralf.says(pull, "/test pull-slow"));
  await play.step(
    () => boss.says(pull, "/override pull-slow"),
    () => {
      expect(runsOf(play, "pull-slow").map(({ progress }) => progress.conclusion)).toEqual(["cancelled"]);
      expect(statusOf(pull, "pull-slow")).toBe("success");
    },
  );
  play.reads(pull, "order jobs/reply/");
  return [[boss, pull, "/override pull-slow"]];
});

story("`/override-cancel` of an administrator turns what was overridden red again", async (play) => {
  const { org, ralf, pull } = await jobsOpened(play, { ends: { "pull-unit": "failure" } });
  const boss = play.world.user("boss");
  org.adds(boss, { role: "admin" });
  await play.done(() => boss.says(pull, "/override pull-unit"));
  play.reads(pull, "order jobs/reply/");
  await play.step(() => ralf.says(pull, "/override-cancel"));
  play.reads(pull, "order jobs/reply/");
  await play.step(
    () => boss.says(pull, "/override-cancel"),
    () => {
      const [status] = pull.statuses().filter(({ context }) => context === "pull-unit");
      expect([status?.state, status?.description]).toEqual(["failure", expect.stringMatching(/^Override cancelled by boss/)]);
    },
  );
  play.reads(pull, "order jobs/reply/");
  return [];
});
