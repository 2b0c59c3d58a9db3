/** Stories about labels that OWNERS files give: they come and go with the files, and nobody's own labels with them. */
import { expect } from "vitest";
import { cast } from "./cast.ts";
import type { Play } from "./play.ts";
import { story } from "./story.ts";

const labelled = (approver: string, label: string): string => `approvers:\n- ${approver}\nlabels:\n- ${label}\n`;
const owners = {
  "pkg/kubelet/OWNERS": labelled("anna", "area/kubelet"),
  "test/e2e/OWNERS": `${labelled("emil", "area/test")}- lgtm\n- do-not-merge/hold\n- area/unknown\n`,
};

async function opened(play: Play) {
  const people = cast(play, owners);
  for (const label of ["area/kubelet", "area/test", "kind/bug", "lgtm", "do-not-merge/hold"]) people.root.createsLabel(people.repo, label);
  await play.step(() => play.world.installs(people.org));
  const changes = { "pkg/kubelet/pods.go": "package kubelet\n\nfunc pods() { sync() }\n" };
  const pull = await play.done(() => people.otto.opens(people.repo, { changes, fork: true }));
  play.reads(pull, "[APPROVALNOTIFIER]");
  // Where nobody told of the opening, the bot waits for an act.
  await play.done(() => people.pat.says(pull, "What is this about?"));
  return { ...people, pull };
}

story("labels of OWNERS come and go with the files that a pull request changes", async (play) => {
  const { otto, root, pull } = await opened(play);
  expect(pull.labels()).toEqual(["area/kubelet"]);
  await play.step(
    () => root.labels(pull, "kind/bug"),
    () => expect(pull.labels()).toEqual(["area/kubelet", "kind/bug"]),
  );
  await play.step(
    () => otto.pushes(pull, { "test/e2e/node.go": "package node\n\nfunc node() {}\n" }),
    () => expect(pull.labels().toSorted()).toEqual(["area/kubelet", "area/test", "kind/bug"]),
  );
  await play.step(
    () => otto.pushes(pull, { "pkg/kubelet/pods.go": "package kubelet\n\nfunc pods() {}\n" }),
    () => expect(pull.labels().toSorted()).toEqual(["area/test", "kind/bug"]),
  );
  return [];
});

story("a label that somebody took off stays off, and one that somebody set outlives the files", async (play) => {
  const { otto, root, pull } = await opened(play);
  await play.done(() => root.unlabels(pull, "area/kubelet"));
  await play.done(() => root.labels(pull, "area/test"));
  await play.step(
    () => otto.pushes(pull, { "test/e2e/node.go": "package node\n\nfunc node() {}\n" }),
    () => expect(pull.labels()).toEqual(["area/test"]),
  );
  await play.step(
    () => otto.pushes(pull, { "test/e2e/node.go": "package node\n" }),
    () => expect(pull.labels()).toEqual(["area/test"]),
  );
  return [];
});
