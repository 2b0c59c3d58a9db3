/** Stories about routing: who is asked for a review as pull requests open, change, wait and are passed on. */
import { describe, expect, test } from "vitest";
import { change, installed, opened, opens } from "./cast.ts";
import { Play } from "./play.ts";
import { story } from "./story.ts";
import { calm } from "./troubles.ts";

const hour = 60 * 60;
const optionsFile = (text: string) => ({ ".github/bowsprit.yaml": text });
const volume = { "pkg/volume/OWNERS": "approvers:\n- emil\nreviewers:\n- ralf\n", "pkg/volume/nfs.go": "package volume\n" };

story("the nearest owners are asked as a pull request opens, and nobody new when it leaves a draft or is routed again", async (play) => {
  const { otto, pat, pull } = await opened(play);
  if (play.isCalm) expect(pull.reviewRequests().toSorted()).toEqual(["rita", "root"]);
  await play.step(() => otto.marksDraft(pull));
  await play.step(() => otto.marksReady(pull));
  await play.step(
    () => pat.says(pull, "/auto-cc"),
    () => expect(pull.reviewRequests().toSorted()).toEqual(["rita", "root"]),
  );
});

story("whoever reviewed while it was a draft is not asked again when it is ready", async (play) => {
  const { otto, rita, root, pull } = await opened(play);
  await play.step(() => otto.marksDraft(pull));
  await play.step(() => {
    rita.reviews(pull, "COMMENTED", "Not like this.");
    root.reviews(pull, "COMMENTED", "No.");
  });
  await play.step(
    () => otto.marksReady(pull),
    () => expect(pull.reviewRequests()).toEqual([]),
  );
});

story("nobody is asked for a draft until it is ready, where the options say so", async (play) => {
  const { otto, repo } = await installed(play, optionsFile("route:\n  ignore_drafts: true\n"));
  const pull = await opens(play, () => otto.opens(repo, { changes: change, fork: true, draft: true }));
  if (play.isCalm) expect(pull.reviewRequests()).toEqual([]);
  await play.step(
    () => otto.marksReady(pull),
    () => expect(pull.reviewRequests().toSorted()).toEqual(["rita", "root"]),
  );
});

story("nobody is asked before the status that the options wait for", async (play) => {
  const { root, repo, pull } = await opened(
    play,
    {},
    optionsFile('route:\n  wait_for_status:\n    context: tests\n    state: success\n    description: ""\n'),
  );
  await play.step(
    () => root.setsStatus(repo, pull.head, { context: "tests", state: "pending" }),
    () => expect(pull.reviewRequests()).toEqual([]),
  );
  await play.step(
    () => root.setsStatus(repo, pull.head, { context: "tests", state: "success" }),
    () => expect(pull.reviewRequests().toSorted()).toEqual(["rita", "root"]),
  );
});

story("a push into a directory with other owners asks for that directory, once", async (play) => {
  const { otto, pull } = await opened(play, {}, volume);
  await play.step(
    () => otto.pushes(pull, { "pkg/volume/nfs.go": "package volume\n\nvar fast = true\n" }),
    () => expect(pull.reviewRequests().toSorted()).toEqual(["ralf", "rita", "root"]),
  );
  await play.step(
    () => otto.pushes(pull, { "pkg/volume/iscsi.go": "package volume\n" }),
    () => expect(pull.reviewRequests()).toHaveLength(3),
  );
});

story("`/pass` takes a request off and asks the next, and who passed is not asked again", async (play) => {
  const more = { "pkg/kubelet/OWNERS": "approvers:\n- anna\nreviewers:\n- rita\n- ralf\n" };
  const { otto, pat, rita, pull } = await opened(play, {}, more);
  await play.done(() => pat.says(pull, "Who looks at this?"));
  if (play.isCalm) expect(pull.reviewRequests().toSorted()).toEqual(["ralf", "rita"]);
  await play.step(
    () => rita.says(pull, "/pass"),
    () => expect(pull.reviewRequests().toSorted()).toEqual(["ralf", "root"]),
  );
  await play.step(
    () => otto.says(pull, "/auto-cc"),
    () => expect(pull.reviewRequests()).not.toContain("rita"),
  );
});

story("the backup is asked once, after three working days without a word from the primary", async (play) => {
  const { pull } = await opened(play, {}, optionsFile("route:\n  escalate_after: 72\n"));
  if (play.isCalm) expect(pull.reviewRequests()).toEqual(["rita"]);
  await play.step(
    () => play.world.clock.advance(71 * hour),
    () => expect(pull.reviewRequests()).toEqual(["rita"]),
  );
  await play.step(
    () => play.world.clock.advance(5 * 24 * hour),
    () => expect(pull.reviewRequests()).toEqual(["rita", "root"]),
  );
  await play.step(
    () => play.world.clock.advance(14 * 24 * hour),
    () => expect(pull.reviewRequests()).toHaveLength(2),
  );
});

story("a primary who says anything is not backed up", async (play) => {
  const { rita, pull } = await opened(play, {}, optionsFile("route:\n  escalate_after: 24\n"));
  await play.rests();
  await play.done(() => rita.says(pull, "I look at it on Thursday."));
  await play.step(
    () => play.world.clock.advance(10 * 24 * hour),
    () => expect(pull.reviewRequests()).toEqual(["rita"]),
  );
});

story("whom GitHub does not take is replaced by somebody whom it takes", async (play) => {
  const stranger = { "pkg/kubelet/OWNERS": "approvers:\n- anna\nreviewers:\n- stranger\n- ralf\n" };
  play.world.user("stranger");
  const more = { ...stranger, ...optionsFile("owners:\n  skip_collaborators: true\n") };
  const { pull } = await opened(play, {}, more);
  await play.step(
    () => {},
    () => expect(pull.reviewRequests().toSorted()).toEqual(["ralf", "root"]),
  );
});

story("drawn as in Prow, everybody is asked at once and nobody on top of them", async (play) => {
  const { otto, pull } = await opened(play, {}, { ...volume, ...optionsFile("route:\n  strategy: prow\n  max_request_count: 2\n") });
  await play.rests();
  if (play.isCalm) expect(pull.reviewRequests().toSorted()).toEqual(["rita", "root"]);
  await play.step(
    () => otto.pushes(pull, { "pkg/volume/nfs.go": "package volume\n\nvar fast = true\n" }),
    () => expect(pull.reviewRequests()).toHaveLength(2),
  );
});

async function playing(during: (play: Play) => Promise<void>): Promise<void> {
  const play = new Play(calm, 0);
  try {
    await during(play);
    expect(play.complaints).toEqual([]);
  } finally {
    await play.end();
  }
}

story("a status asks nobody where it is of an older head, of another commit, or of no pull request at all", async (play) => {
  const file = optionsFile('route:\n  wait_for_status:\n    context: tests\n    state: success\n    description: ""\n');
  const { root, otto, repo, pull } = await opened(play, {}, file);
  const { head } = pull;
  await play.step(() => otto.pushes(pull, { "pkg/kubelet/pods.go": "package kubelet\n\nfunc pods() { wait() }\n" }));
  const success = { context: "tests", state: "success" } as const;
  const tip = await play.done(() => root.pushesTo(repo, "elsewhere", { "a.txt": "a\n" }));
  await play.step(
    () => {
      root.setsStatus(repo, head, success);
      root.setsStatus(repo, tip, success);
    },
    () => expect(pull.reviewRequests()).toEqual([]),
  );
});

test("a status whose delivery is lost is found by itself, long before anybody looks at everything", () =>
  playing(async (play) => {
    const file = optionsFile('route:\n  wait_for_status:\n    context: tests\n    state: success\n    description: ""\n');
    const { root, repo, pull } = await opened(play, {}, file);
    await play.unheard(() => root.setsStatus(repo, pull.head, { context: "tests", state: "success" }));
    await play.settle(60);
    expect(pull.reviewRequests()).toEqual([]);
    await play.settle(hour);
    expect(pull.reviewRequests().toSorted()).toEqual(["rita", "root"]);
  }));

test("who takes their request off by `/uncc` is not picked again", () =>
  playing(async (play) => {
    const more = { "pkg/kubelet/OWNERS": "approvers:\n- anna\nreviewers:\n- rita\n- ralf\n" };
    const { otto, rita, pull } = await opened(play, {}, more);
    expect(pull.reviewRequests().toSorted()).toEqual(["ralf", "rita"]);
    await play.done(() => rita.says(pull, "/uncc"));
    expect(pull.reviewRequests()).toEqual(["ralf"]);
    await play.done(() => otto.says(pull, "/auto-cc"));
    expect(pull.reviewRequests().toSorted()).toEqual(["ralf", "root"]);
  }));

test("on an issue nobody is asked or held, whatever is said there", () =>
  playing(async (play) => {
    const { otto, pat, repo } = await opened(play);
    const issue = await play.done(() => otto.opensIssue(repo, "It hangs", "/auto-cc"));
    for (const line of ["/auto-cc", "/pass", "/verify-owners", "/hold", "/unhold"]) await play.done(() => pat.says(issue, line));
    expect([issue.labels(), issue.comments().map(({ author }) => author)]).toEqual([[], Array(5).fill("pat")]);
  }));

describe("what people say of their time", () => {
  test("holds on every pull request of the organisation, is acknowledged by a reaction alone, and is taken back", () =>
    playing(async (play) => {
      const { org, otto, rita, ralf, pull } = await opened(play);
      const other = org.repository({ name: "other", files: { OWNERS: "reviewers: [rita, ralf]\n", "a.go": "package a\n" } });
      const said = await play.done(() => rita.says(pull, "/away until 2099-12-31"));
      expect(said.post?.reactions).toHaveLength(1);
      expect(pull.comments().filter(({ author }) => author === "bowsprit[bot]")).toHaveLength(1);
      const asked = async (text: string) => {
        const opening = await play.done(() => otto.opens(other, { changes: { "a.go": text }, fork: true }));
        return opening.reviewRequests().toSorted();
      };
      expect(await asked("one\n")).toEqual(["ralf"]);
      await play.done(() => rita.says(pull, "/back"));
      expect(await asked("two\n")).toEqual(["ralf", "rita"]);
      await play.done(() => ralf.says(pull, "/review-capacity 2"));
      expect(await asked("three\n")).toEqual(["rita"]);
    }));

  test("is forgotten with the ledger, and can be said again", () =>
    playing(async (play) => {
      const { otto, rita, repo, pull } = await opened(play);
      await play.done(() => rita.says(pull, "/away"));
      await play.losesLedger();
      await play.rests();
      const again = async () => (await play.done(() => otto.opens(repo, { changes: change, fork: true }))).reviewRequests().toSorted();
      expect(await again()).toEqual(["rita", "root"]);
      await play.done(() => rita.says(pull, "/away"));
      expect(await again()).toEqual(["anna", "root"]);
    }));

  test("open requests go to whoever has fewer, and what was answered with a comment is no open request", () =>
    playing(async (play) => {
      const more = {
        "pkg/kubelet/OWNERS": "approvers:\n- anna\nreviewers:\n- rita\n- ralf\n",
        ...optionsFile("route:\n  request_count: 1\n"),
      };
      const { otto, repo, rita, ralf } = await installed(play, more);
      const routed = (body = "") => play.done(() => otto.opens(repo, { changes: change, body, fork: true }));
      const [first, second] = [await routed(), await routed()];
      expect([...first.reviewRequests(), ...second.reviewRequests()].toSorted()).toEqual(["ralf", "rita"]);
      const answering = first.reviewRequests().includes("rita") ? rita : ralf;
      for (const pull of [first, await routed(`/cc @${answering.login}`), await routed(`/cc @${answering.login}`)]) {
        await play.done(() => answering.says(pull, "Fine with me."));
        expect(pull.reviewRequests()).toEqual([answering.login]);
      }
      play.world.clock.advance(hour);
      expect((await routed()).reviewRequests()).toEqual([answering.login]);
    }));
});
