/** Stories about the switch from Prow: what its robot left on pull requests, and what becomes of it. */
import { expect } from "vitest";
import type { Organization, Person, Pull } from "../../src/sim/index.ts";
import { cast, change } from "./cast.ts";
import type { Play } from "./play.ts";
import { story } from "./story.ts";

const more = { "pkg/kubelet/pods.go": "package kubelet\n\nfunc pods() { steal() }\n" };

/** An organisation whose options name Prow's robot, and the robot, which is an account like a person's. */
function prowAt(play: Play, { until = "2999-12-31" } = {}) {
  const people = cast(play);
  const { world } = play;
  const robot = world.user("k8s-ci-robot");
  people.org.adds(robot);
  const options = `former_bots:\n- {login: k8s-ci-robot, id: ${robot.id}, until: ${until}}\n`;
  people.org.repository({ name: ".github", files: { ".github/bowsprit.yaml": options } });
  return { ...people, robot };
}

const treeLine = (pull: Pull): string =>
  `LGTM label has been added.  <details>Git tree hash: ${pull.repository.store.commit(pull.head).tree}</details>`;

/** Prow answers a vote. */
function labelsLgtm(play: Play, robot: Person, pull: Pull) {
  play.world.clock.advance(5);
  robot.labels(pull, "lgtm");
  return robot.says(pull, treeLine(pull));
}

/** The bot has met everything before somebody acts: in between, a lost ledger would make it meet the same again. */
async function meetsBefore(play: Play, org: Organization, act: () => unknown): Promise<void> {
  play.world.clock.advance(90_000);
  play.world.installs(org);
  await play.sweep();
  play.world.clock.advance(60);
  act();
}

const ofOurs = (pull: Pull) => pull.comments().filter(({ author }) => author === "bowsprit[bot]");
const reply = /order lgtm\/again\//;

story("years of Prow's labels, comments and words are met in silence", async (play) => {
  const { org, repo, robot, rita, otto, pat } = prowAt(play);
  const pulls = [1, 2, 3, 4].map((n) => otto.opens(repo, { changes: { "pkg/kubelet/pods.go": `package kubelet // ${n}\n` }, fork: true }));
  for (const [index, pull] of pulls.entries()) {
    robot.says(pull, "[APPROVALNOTIFIER] This PR is **NOT APPROVED**\n\n<!-- META={} -->");
    robot.labels(pull, "size/S", "needs-ok-to-test", "do-not-merge/work-in-progress");
    for (const word of ["/assign @rita", "/cc @anna", "/hold", "/hold cancel", "/retest", "/close", "/lgtm", "/approve", "/help"]) {
      play.world.clock.advance(50_000);
      (index % 2 === 0 ? rita : pat).says(pull, word);
    }
    labelsLgtm(play, robot, pull);
    robot.labels(pull, "approved", "do-not-merge/hold");
    // The label stays on two of them over a change that Prow never saw.
    if (index > 1) otto.pushes(pull, more);
    robot.says(pull, "/lifecycle stale\n/close");
    robot.reviews(pull, "APPROVED", "/approve");
  }
  play.world.clock.advance(90_000);
  const before = pulls.map((pull) => pull.labels());
  const expectSilence = () => {
    for (const [index, pull] of pulls.entries()) {
      expect(ofOurs(pull)).toEqual([]);
      expect(pull.labels()).toEqual(before[index]);
      expect([pull.assignees(), pull.reviewRequests(), pull.comments().flatMap(({ reactions }) => reactions)]).toEqual([[], [], []]);
      expect(pull.checks().map(({ name }) => name)).toEqual(["bowsprit: main"]);
    }
  };
  await play.step(() => play.world.installs(org), expectSilence);
  await play.step(() => play.sweep(), expectSilence);
});

story("once somebody acts, what Prow left is judged by what can be proved", async (play) => {
  const { org, repo, robot, anna, rita, otto } = prowAt(play);
  const pull = otto.opens(repo, { changes: change, fork: true });
  rita.says(pull, "/lgtm");
  labelsLgtm(play, robot, pull);
  robot.labels(pull, "size/S", "approved", "do-not-merge/hold");
  await play.step(
    () => meetsBefore(play, org, () => anna.says(pull, "Any news?")),
    () => {
      // Nobody approved it. Nobody knows who holds it: that stays until somebody lifts it.
      expect(pull.labels()).toEqual(["lgtm", "size/S", "do-not-merge/hold"]);
      expect(ofOurs(pull)[0]?.body).toContain("imported from k8s-ci-robot");
    },
  );
  play.reads(pull, "[APPROVALNOTIFIER]");
  play.reads(pull, "LGTM label has been added.");
  await play.step(
    () => anna.says(pull, "/unhold\n/approve"),
    () => expect(pull.labels()).toEqual(["lgtm", "size/S", "approved"]),
  );
  return [[anna, pull, "/unhold\n/approve"]];
});

story("an LGTM that Prow gave outlives a squash, and no other change", async (play) => {
  const { org, repo, robot, rita, otto } = prowAt(play);
  const pull = otto.opens(repo, { changes: change, fork: true });
  rita.says(pull, "/lgtm");
  labelsLgtm(play, robot, pull);
  play.world.clock.advance(90_000);
  await play.step(
    () => play.world.installs(org),
    () => expect(pull.labels()).toEqual(["lgtm"]),
  );
  await play.done(() => rita.says(pull, "Squash it, please."));
  play.reads(pull, "[APPROVALNOTIFIER]");
  play.reads(pull, "LGTM label has been added.");
  await play.step(
    () => otto.squashes(pull),
    () => expect(pull.labels()).toEqual(["lgtm"]),
  );
  await play.step(
    () => otto.pushes(pull, more),
    () => {
      expect(pull.labels()).toEqual([]);
      expect(pull.reviewRequests()).toEqual(["rita"]);
      expect(ofOurs(pull)[0]?.body).toMatch(/LGTM is lost: imported from k8s-ci-robot on /);
    },
  );
});

story("after `merge -s ours` an LGTM that Prow gave is lost", async (play) => {
  const { org, repo, robot, root, rita, otto } = prowAt(play);
  const pull = otto.opens(repo, { changes: change, fork: true });
  rita.says(pull, "/lgtm");
  labelsLgtm(play, robot, pull);
  play.world.clock.advance(90_000);
  await play.step(() => play.world.installs(org));
  await play.done(() => rita.says(pull, "Almost there."));
  play.reads(pull, "[APPROVALNOTIFIER]");
  play.reads(pull, "LGTM label has been added.");
  await play.step(() => root.pushesTo(repo, "main", { "pkg/kubelet/kubelet.go": "package kubelet\n\n// mended\n" }));
  await play.step(
    () => otto.mergesOurs(pull),
    () => expect(pull.labels()).toEqual([]),
  );
});

story("an LGTM that Prow gave to another tree is not taken over", async (play) => {
  const { org, repo, robot, rita, otto, pat } = prowAt(play);
  const pull = otto.opens(repo, { changes: change, fork: true });
  rita.says(pull, "/lgtm");
  labelsLgtm(play, robot, pull);
  otto.pushes(pull, more);
  await play.step(
    () => meetsBefore(play, org, () => pat.says(pull, "Merge it!")),
    () => expect(pull.labels()).toEqual([]),
  );
  play.reads(pull, reply);
  play.reads(pull, "[APPROVALNOTIFIER]");
});

story("where somebody edited what Prow wrote, the voter is asked once and the label goes", async (play) => {
  const { org, repo, robot, rita, otto, pat } = prowAt(play);
  const pull = otto.opens(repo, { changes: change, fork: true });
  rita.says(pull, "/lgtm");
  const proof = labelsLgtm(play, robot, pull);
  otto.pushes(pull, more);
  pat.says(pull, treeLine(pull));
  rita.edits(proof, treeLine(pull));
  await play.step(
    () =>
      meetsBefore(play, org, () => {
        expect(pull.labels()).toEqual(["lgtm"]);
        pat.says(pull, "Merge it!");
      }),
    () => expect(pull.labels()).toEqual([]),
  );
  play.reads(pull, reply);
  play.reads(pull, "[APPROVALNOTIFIER]");
  await play.step(() => pat.says(pull, "Please!"));
  await play.step(
    () => rita.says(pull, "/lgtm"),
    () => expect(pull.labels()).toEqual(["lgtm"]),
  );
  play.reads(pull, "LGTM label has been added.");
  return [[rita, pull, "/lgtm"]];
});

story("a robot that goes on after its last day is just another bot", async (play) => {
  const { org, repo, robot, rita, otto, pat } = prowAt(play, { until: "2001-01-01" });
  const pull = otto.opens(repo, { changes: change, fork: true });
  rita.says(pull, "/lgtm");
  labelsLgtm(play, robot, pull);
  await play.step(
    () => meetsBefore(play, org, () => pat.says(pull, "Merge it!")),
    () => expect(pull.labels()).toEqual([]),
  );
  play.reads(pull, "[APPROVALNOTIFIER]");
});

story("two bots that undo each other's work stop, and the check says who they are", async (play) => {
  const { org, repo, robot, otto, pat } = prowAt(play);
  const pull = otto.opens(repo, { changes: change, fork: true });
  await play.step(() => meetsBefore(play, org, () => pat.says(pull, "Is anybody there?")));
  play.reads(pull, "[APPROVALNOTIFIER]");
  for (const _ of ["the bot takes it off", "again"]) {
    await play.step(
      () => robot.labels(pull, "lgtm"),
      () => expect(pull.labels()).toEqual([]),
    );
  }
  await play.step(
    () => robot.labels(pull, "lgtm"),
    () => {
      expect(pull.labels()).toEqual(["lgtm"]);
      expect(pull.checks().findLast(({ name }) => name === "bowsprit: main")).toMatchObject({ conclusion: "failure" });
      expect(pull.checks().findLast(({ name }) => name === "bowsprit: main")?.output?.summary).toMatch(/k8s-ci-robot.*`lgtm`/);
    },
  );
  await play.step(
    () => pat.says(pull, "It is switched off now."),
    () => expect(pull.labels()).toEqual([]),
  );
});

story("what happened while the bot only observed, and then was off for a moment, is history", async (play) => {
  const { org, repo, robot, root, rita, otto, pat } = prowAt(play);
  const mode = (to: string) => root.pushesTo(repo, "main", { ".github/bowsprit.yaml": `mode: ${to}\n` });
  const step = async (act: () => unknown) => {
    act();
    await play.settle();
    // No replica lags behind that: a mode that no look found was never there.
    play.world.clock.advance(60);
    await play.sweep();
  };
  mode("observe");
  const opened: Pull[] = [];
  await play.step(async () => {
    await step(() => play.world.installs(org));
    await step(() => opened.push(otto.opens(repo, { changes: change, fork: true })));
    for (const pull of opened) {
      await step(() => rita.says(pull, "/lgtm"));
      await step(() => labelsLgtm(play, robot, pull));
      await step(() => pat.says(pull, "/help\n/assign @anna"));
      expect([ofOurs(pull), pull.checks()]).toEqual([[], []]);
    }
    await step(() => mode("off"));
    await step(() => mode("on"));
    for (const pull of opened) {
      expect([ofOurs(pull), pull.assignees(), pull.labels()]).toEqual([[], [], ["lgtm"]]);
      if (play.isCalm) expect(pull.checks().map(({ name }) => name)).toEqual(["bowsprit: main"]);
      await step(() => pat.says(pull, "Thank you."));
      expect([pull.assignees(), pull.labels()]).toEqual([[], ["lgtm"]]);
    }
  });
  for (const pull of opened) {
    play.reads(pull, "[APPROVALNOTIFIER]");
    play.reads(pull, "LGTM label has been added.");
  }
});
