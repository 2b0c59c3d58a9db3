/** Stories about pull requests that edit OWNERS and options files: what is wrong stands on its lines, and goes when it is mended. */
import { expect } from "vitest";
import type { Changes, Pull } from "../../src/sim/index.ts";
import { installed, opens } from "./cast.ts";
import type { Play } from "./play.ts";
import { story } from "./story.ts";

const label = "do-not-merge/invalid-owners-file";

const runsOn = (pull: Pull) => pull.checks().filter(({ name }) => name === "bowsprit owners");

/** The remarks of the newest run, as `file:line: words`. */
const remarksOn = (pull: Pull): readonly string[] =>
  (runsOn(pull).at(-1)?.output.annotations ?? []).map(({ path, startLine, message }) => `${path}:${startLine}: ${message}`);

/** What the status comment says. */
const statusOf = (pull: Pull): string => pull.comments().find(({ body }) => body.includes("bowsprit:status"))?.body ?? "";

async function opened(play: Play, changes: Changes, more: Changes = {}) {
  const people = await installed(play, more);
  const pull = await opens(play, () => people.otto.opens(people.repo, { changes, fork: true }));
  // Where nobody told of the opening, the bot waits for an act.
  await play.done(() => people.pat.says(pull, "What is this about?"));
  return { ...people, pull };
}

const broken = "approvers:\n- anna\n- - rita\nlabels:\n- lgtm\n";
const denied = "approvers:\n- anna\nlabels:\n- lgtm\n";
const sound = "approvers:\n- anna\n- rita\n";

story("a broken OWNERS file is annotated on its lines, and everything goes when it is mended", async (play) => {
  const { otto, anna, rita, root, pat, pull } = await opened(play, { "pkg/kubelet/OWNERS": broken });
  expect(pull.labels()).toEqual([label]);
  if (play.isCalm) expect(remarksOn(pull)).toEqual([expect.stringMatching(/^pkg\/kubelet\/OWNERS:3: cannot be read: approvers: /)]);
  await play.step(
    () => otto.pushes(pull, { "pkg/kubelet/OWNERS": denied }),
    () => {
      expect(remarksOn(pull)).toEqual(["pkg/kubelet/OWNERS:4: an OWNERS file cannot give the label lgtm"]);
      expect(pull.labels()).toEqual([label]);
    },
  );
  await play.step(
    () => pat.says(pull, "/verify-owners"),
    () => {
      expect(runsOn(pull)).toHaveLength(1);
      expect(remarksOn(pull)).toHaveLength(1);
    },
  );
  await play.step(
    () => otto.pushes(pull, { "pkg/kubelet/OWNERS": sound }),
    () => {
      expect(pull.labels()).toEqual([]);
      expect(runsOn(pull)).toMatchObject([{ conclusion: "success", output: { annotations: [] } }]);
      expect(statusOf(pull)).toContain("`rita` may approve `pkg/kubelet`");
    },
  );
  await play.done(() => anna.says(pull, "/approve"));
  await play.step(
    () => rita.says(pull, "/lgtm"),
    () => expect(pull.checks().findLast(({ name }) => name === "bowsprit: main")?.conclusion).toBe("success"),
  );
  play.reads(pull, "LGTM label");
  await play.step(() => root.says(pull, "/hold"));
  return [
    [anna, pull, "/approve"],
    [rita, pull, "/lgtm"],
    [root, pull, "/hold"],
  ];
});

story("a pull request that no longer edits OWNERS files loses the label", async (play) => {
  const { otto, pat, pull } = await opened(play, { "pkg/kubelet/OWNERS": broken, "docs/guide.md": "# Another guide\n" });
  expect(pull.labels()).toEqual([label]);
  await play.step(
    () => otto.pushes(pull, { "pkg/kubelet/OWNERS": "approvers:\n- anna\nreviewers:\n- rita\n" }),
    () => {
      expect(pull.labels()).toEqual([]);
      expect(runsOn(pull)).toEqual([]);
    },
  );
  await play.step(() => pat.says(pull, "Better."));
  return [];
});

story("an edit that leaves a directory with one approver, and names a stranger, says so until the stranger has joined", async (play) => {
  const { org, pat, otto, pull } = await opened(
    play,
    { "pkg/kubelet/OWNERS": "approvers:\n- anna\n- otto\n" },
    { "pkg/kubelet/OWNERS": "approvers:\n- anna\n- ralf\n" },
  );
  expect(pull.labels()).toEqual([label]);
  if (play.isCalm) {
    expect(remarksOn(pull)).toEqual([
      "pkg/kubelet/OWNERS:3: otto is neither a member of the organisation nor a collaborator of the repository",
    ]);
    expect(statusOf(pull)).toContain("`ralf` may no longer approve `pkg/kubelet`");
    expect(statusOf(pull)).toContain("`pkg/kubelet` is left with one approver of its own, `anna`; 1 from above may approve it");
  }
  await play.step(() => {
    org.adds(otto);
    play.world.clock.advance(900);
  });
  await play.step(
    () => pat.says(pull, "/verify-owners"),
    () => {
      expect(pull.labels()).toEqual([]);
      expect(runsOn(pull).map(({ conclusion }) => conclusion)).toEqual(["failure", "success"]);
      expect(statusOf(pull)).toContain("`otto` may approve `pkg/kubelet`");
    },
  );
  return [];
});

story("a mistake in the options file is annotated too", async (play) => {
  const options = ".github/bowsprit.yaml";
  const { otto, pat, pull } = await opened(play, { [options]: "mode: on\nlgtm:\n  setle: 3\n" });
  expect(pull.labels()).toEqual([label]);
  if (play.isCalm) expect(remarksOn(pull)).toEqual([`${options}:3: lgtm.setle: unknown option; did you mean settle?`]);
  await play.step(
    () => otto.pushes(pull, { [options]: "mode: on\nlgtm:\n  settle: 3\n" }),
    () => expect([pull.labels(), remarksOn(pull)]).toEqual([[], []]),
  );
  await play.step(() => pat.says(pull, "Better."));
  return [];
});

story("two pull requests on one head and two bases, wrong in different ways, do not take turns", async (play) => {
  const { root, repo, otto, org, pat } = await installed(play);
  org.adds(otto);
  await play.step(() => root.pushesTo(repo, "other", { OWNERS_ALIASES: "aliases: [" }));
  await play.step(() => otto.pushesTo(repo, "topic", { "pkg/kubelet/OWNERS": denied }));
  const one = await opens(play, () => otto.opensFrom(repo, "topic", repo, "main"));
  const two = await opens(play, () => otto.opensFrom(repo, "topic", repo, "other"));
  for (const pull of [one, two]) await play.done(() => pat.says(pull, "What is this about?"));
  expect([one.labels(), two.labels()]).toEqual([[label], [label]]);
  if (play.isCalm)
    expect(runsOn(one).map(({ externalId, output }) => [externalId, output.annotations.length])).toEqual([
      ["#1", 1],
      ["#2", 2],
    ]);
  return [];
});
