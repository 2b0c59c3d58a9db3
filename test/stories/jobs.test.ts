/** Stories about jobs: runs are started by the right people, once, and reported where people look. */
import { expect } from "vitest";
import { change, opens } from "./cast.ts";
import { denying, open } from "./gateway.ts";
import { jobFile, jobFiles, jobStory, jobsInstalled, jobsOpened, runsOf, statusOf } from "./jobs-cast.ts";
import { story } from "./story.ts";

jobStory("`/test` of a job that is started by hand runs it once, and its status goes green", async (play) => {
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

jobStory(
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

jobStory("a push cancels what runs on the commit before it, and starts it on the new one", async (play) => {
  const { rita, pull, ends } = await jobsOpened(play, { ends: { "pull-unit": "never" } });
  const first = pull.head;
  ends[`pull-unit ${first}`] = "never";
  delete ends["pull-unit"];
  await play.step(
    () => rita.pushes(pull, { "docs/guide.md": "# Another guide\n" }),
    () => {
      expect(runsOf(play, "pull-unit").map(({ end }) => end)).toEqual(["cancelled", "success"]);
      expect(runsOf(play, "pull-unit").map(({ head }) => head)).toEqual([first, pull.head]);
      expect(statusOf(pull, "pull-unit")).toBe("success");
    },
  );
  return [];
});

jobStory("`/cancel` takes back a run, and nobody without a right can", async (play) => {
  const { ralf, pat, pull } = await jobsOpened(play, { ends: { "pull-slow": "never" } });
  await play.done(() => ralf.says(pull, "/test pull-slow"));
  await play.step(
    () => pat.says(pull, "/cancel pull-slow"),
    () => expect(runsOf(play, "pull-slow").map(({ isLive }) => isLive)).toEqual([true]),
  );
  await play.step(
    () => ralf.says(pull, "/cancel pull-slow"),
    () => {
      expect(runsOf(play, "pull-slow").map(({ end }) => end)).toEqual(["cancelled"]);
      expect(statusOf(pull, "pull-slow")).toBe("failure");
    },
  );
  return [[ralf, pull, "/cancel pull-slow"]];
});

jobStory("what its runner refuses is an error that says what to do, and is started once that is done", async (play) => {
  const { ralf, pull } = await jobsOpened(play);
  play.gateway = denying(/\/dispatches$|ci\.acme\.test/, "actions=write");
  await play.step(
    () => ralf.says(pull, "/test pull-slow"),
    () => {
      expect([runsOf(play, "pull-slow").length, statusOf(pull, "pull-slow")]).toEqual([0, "error"]);
      expect(pull.comments().find(({ body }) => body.includes("[APPROVALNOTIFIER]"))?.body).toMatch(
        /may not start workflows.*has to grant it|does not accept requests.*the same secret/,
      );
    },
  );
  play.gateway = open;
  await play.step(
    () => ralf.says(pull, "/retest"),
    () => expect([runsOf(play, "pull-slow").length, statusOf(pull, "pull-slow")]).toEqual([1, "success"]),
  );
  return [[ralf, pull, "/test pull-slow"]];
});

const limited = {
  ...jobFiles,
  ".prow.yaml": jobFile.replace("- name: pull-slow", "- name: pull-slow\n  decoration_config: {timeout: 2h}"),
};

jobStory("a run that takes too long is cancelled, and an error", async (play) => {
  const { ralf, pull } = await jobsOpened(play, { ends: { "pull-slow": "never" }, files: limited });
  await play.step(
    () => ralf.says(pull, "/test pull-slow"),
    () => expect(statusOf(pull, "pull-slow")).toBe("pending"),
  );
  await play.step(
    () => play.settle(4 * 7200),
    () => expect([statusOf(pull, "pull-slow"), runsOf(play, "pull-slow").map(({ end }) => end)]).toEqual(["error", ["cancelled"]]),
  );
  return [];
});

// An old copy starts it again: of a run that has left no trace nobody can know.
jobStory(
  "a run that vanished is an error, and never green",
  async (play) => {
    const { ralf, pull } = await jobsOpened(play, { ends: { "pull-slow": "never" } });
    await play.done(() => ralf.says(pull, "/test pull-slow"));
    await play.step(
      () => {
        for (const run of runsOf(play, "pull-slow")) play.machines.forgets(run);
      },
      () => expect(statusOf(pull, "pull-slow")).toBe("error"),
    );
    expect(statusOf(pull, "pull-slow")).not.toBe("success");
    return [];
  },
  [],
);

story("what nobody signed, or signed long ago, says nothing of a run, and the server's own word counts once", async (play) => {
  play.runsOn("webhook");
  const { ralf, pull } = await jobsOpened(play, { ends: { "pull-slow": "never" } });
  await play.done(() => ralf.says(pull, "/test pull-slow"));
  for (const { key } of runsOf(play, "pull-slow")) {
    const success = { key, state: "success" } as const;
    expect(await play.reports(play.server.report(success, { secret: "another secret" }))).toBe(401);
    expect(await play.reports(play.server.report(success, { at: play.world.clock.now() - 301 }))).toBe(401);
  }
  if (play.isCalm) expect(play.complaints.splice(0)).toEqual([expect.stringContaining("whose signature is not the runner's")]);
  await play.step(
    () => play.settle(),
    () => expect(statusOf(pull, "pull-slow")).toBe("pending"),
  );
  for (const run of runsOf(play, "pull-slow")) play.machines.ends(run, "failure");
  await play.step(
    async () => {
      await play.settle();
      for (const { key } of runsOf(play, "pull-slow"))
        expect(play.trouble.ledger === "kept" ? [200] : [200, 404]).toContain(
          await play.reports(play.server.report({ key, state: "success" })),
        );
    },
    () => expect(statusOf(pull, "pull-slow")).toBe("failure"),
  );
  return [];
});

jobStory("nothing runs for a stranger before somebody trusted has said so, and then everything does", async (play) => {
  const { otto, pat, ralf, repo } = await jobsInstalled(play);
  const pull = await opens(play, () => otto.opens(repo, { changes: change, fork: true }));
  if (play.isCalm) expect(pull.labels()).toContain("needs-ok-to-test");
  await play.step(() => {
    otto.says(pull, "/test all");
    pat.says(pull, "/ok-to-test");
  });
  expect(play.machines.runs, "a stranger started something").toEqual([]);
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

jobStory("an override takes back what runs of its job, and nothing that becomes of it turns the status red again", async (play) => {
  const { org, ralf, pull } = await jobsOpened(play, { ends: { "pull-slow": "never" } });
  const boss = play.world.user("boss");
  org.adds(boss, { role: "admin" });
  await play.done(() => ralf.says(pull, "/test pull-slow"));
  await play.step(
    () => boss.says(pull, "/override pull-slow"),
    () => {
      expect(runsOf(play, "pull-slow").map(({ end }) => end)).toEqual(["cancelled"]);
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
