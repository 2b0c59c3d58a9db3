/** Stories about approval: whose word counts for which files, and what happens when the OWNERS files themselves are broken. */
import { expect } from "vitest";
import { change, opened } from "./cast.ts";
import { story } from "./story.ts";

const both = { ...change, "test/e2e/node.go": "package node\n\nfunc more() {}\n" };

story("a change of two directories needs an owner of each", async (play) => {
  const { anna, emil, pull } = await opened(play, { changes: both });
  const isNot = () => expect(pull.labels()).toEqual([]);
  await play.step(() => anna.says(pull, "/approve"), isNot);
  await play.step(
    () => emil.says(pull, "/approve"),
    () => {
      expect(pull.labels()).toEqual(["approved"]);
      expect(pull.comments()[0]?.body).toContain("This PR is **APPROVED**");
    },
  );
  await play.step(() => emil.says(pull, "/approve cancel"), isNot);
  await play.step(
    () => emil.reviews(pull, "APPROVED"),
    () => expect(pull.labels()).toEqual(["approved"]),
  );
  return [
    [anna, pull, "/approve"],
    [emil, pull, "/approve"],
  ];
});

story("an approval outlives pushes, but not into directories that its giver does not own", async (play) => {
  const { otto, anna, emil, pull } = await opened(play);
  await play.step(
    () => anna.says(pull, "/approve"),
    () => expect(pull.labels()).toEqual(["approved"]),
  );
  await play.step(
    () => otto.pushes(pull, { "pkg/kubelet/more.go": "package kubelet\n" }),
    () => expect(pull.labels()).toEqual(["approved"]),
  );
  await play.step(
    () => otto.pushes(pull, { "test/e2e/node.go": "package node\n\nfunc more() {}\n" }),
    () => expect(pull.labels()).toEqual([]),
  );
  await play.step(
    () => emil.says(pull, "/approve"),
    () => expect(pull.labels()).toEqual(["approved"]),
  );
  return [[emil, pull, "/approve"]];
});

story("a file that moves needs the owners of both places", async (play) => {
  const changes = { "test/e2e/kubelet.go": { from: "pkg/kubelet/kubelet.go" } };
  const { anna, emil, pull } = await opened(play, { changes });
  await play.step(
    () => emil.says(pull, "/approve"),
    () => expect(pull.labels()).toEqual([]),
  );
  await play.step(
    () => anna.says(pull, "/approve"),
    () => expect(pull.labels()).toEqual(["approved"]),
  );
  return [
    [emil, pull, "/approve"],
    [anna, pull, "/approve"],
  ];
});

story("strangers and bots approve nothing, and a label set by hand is taken off", async (play) => {
  const named = {
    "pkg/kubelet/OWNERS": "approvers:\n- anna\n- robot\n",
    ".github/bowsprit.yaml": "owners:\n  skip_collaborators: true\n",
  };
  const { pat, rita, pull } = await opened(play, {}, named);
  const robot = play.world.actor("robot", "Bot");
  await play.step(
    () => {
      pat.says(pull, "/approve");
      robot.says(pull, "/approve");
    },
    () => expect(pull.labels()).toEqual([]),
  );
  await play.step(
    () => rita.labels(pull, "approved"),
    () => {
      expect(pull.labels()).toEqual([]);
      expect(pull.comments()[0]?.body).toMatch(/rita .*by hand/);
    },
  );
});

story("an owner who deletes or edits the approval takes it back", async (play) => {
  const { anna, emil, pull } = await opened(play, { changes: both });
  const [ofAnna, ofEmil] = await play.done(() => [anna.says(pull, "/approve"), emil.says(pull, "/approve")]);
  if (ofAnna === undefined || ofEmil === undefined) throw new Error("nobody approved");
  await play.step(
    () => anna.edits(ofAnna, "/approve\n\nNice."),
    () => expect(pull.labels()).toEqual([]),
  );
  await play.step(
    () => anna.says(pull, "/approve"),
    () => expect(pull.labels()).toEqual(["approved"]),
  );
  await play.step(
    () => emil.deletes(ofEmil),
    () => expect(pull.labels()).toEqual([]),
  );
});

const broken = { "pkg/kubelet/OWNERS": "approvers:\n- anna\n- [\n" };
const mended = "approvers:\n- anna\n";

story("the repair of a broken OWNERS file can be approved and nothing else that it covers can", async (play) => {
  const { root, repo, anna, otto, pull } = await opened(play, {}, broken);
  await play.step(
    () => {
      anna.says(pull, "/approve");
      root.says(pull, "/approve");
    },
    () => {
      expect(pull.labels()).toEqual([]);
      expect(pull.comments()[0]?.body).toContain("pkg/kubelet/OWNERS");
      expect(pull.checks().at(-1)).toMatchObject({ conclusion: "failure" });
    },
  );
  const repair = await play.done(() => otto.opens(repo, { changes: { "pkg/kubelet/OWNERS": mended }, fork: true }));
  play.reads(repair, "[APPROVALNOTIFIER]");
  await play.step(
    () => anna.says(repair, "/approve"),
    () => expect(repair.labels()).toEqual([]),
  );
  await play.done(() => root.says(repair, "/approve"));
  if (play.isCalm) expect(repair.labels()).toEqual(["approved"]);
  await play.step(
    () => root.merges(repair),
    () => expect(pull.labels()).toEqual(["approved"]),
  );
  return [[anna, pull, "/approve"]];
});

story("an approver who votes is assigned, and the notice says so without another event", async (play) => {
  const { anna, pull } = await opened(play);
  await play.step(
    async () => {
      await play.unheard(() => anna.says(pull, "/lgtm"));
      await play.rests();
    },
    () => {
      expect(pull.assignees()).toEqual(["anna"]);
      expect(pull.comments()[0]?.body).not.toContain("/assign @anna");
    },
  );
  play.reads(pull, "LGTM label");
  return [[anna, pull, "/lgtm"]];
});
