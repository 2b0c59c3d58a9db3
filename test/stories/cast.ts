/** Who and what most stories are about: two directories of Kubernetes with owners of their own, and a contributor from outside. */
import type { Changes, Pull } from "../../src/sim/index.ts";
import type { Play } from "./play.ts";

const owned = (approver: string, reviewer: string): string => `approvers:\n- ${approver}\nreviewers:\n- ${reviewer}\n`;

export const files: Readonly<Record<string, string>> = {
  OWNERS: owned("root", "root"),
  "pkg/kubelet/OWNERS": owned("anna", "rita"),
  "pkg/kubelet/kubelet.go": "package kubelet\n",
  "pkg/kubelet/pods.go": "package kubelet\n\nfunc pods() {}\n",
  "test/e2e/OWNERS": owned("emil", "rita"),
  "test/e2e/node.go": "package node\n",
  "docs/guide.md": "# A guide\n",
};

/** Root owns everything, Anna the kubelet, Emil the tests; Rita and Ralf are members and review, Otto and Pat are nobody here. */
export function cast(play: Play, more: Changes = {}) {
  const { world } = play;
  const org = world.organization("kubernetes");
  const [root, anna, emil, rita, ralf] = [
    world.user("root"),
    world.user("anna"),
    world.user("emil"),
    world.user("rita"),
    world.user("ralf"),
  ];
  for (const member of [root, anna, emil, rita, ralf]) org.adds(member);
  const repo = org.repository({ name: "kubernetes", files: { ...files, ...more } });
  return { org, repo, root, anna, emil, rita, ralf, otto: world.user("otto"), pat: world.user("pat") };
}

/** The bot is installed on all of it. */
export async function installed(play: Play, more: Changes = {}) {
  const people = cast(play, more);
  await play.step(() => play.world.installs(people.org));
  return people;
}

/** Nobody is asked for a review as a pull request opens: for stories about other requests. */
export const withoutRouting = (options = ""): Changes => ({ ".github/bowsprit.yaml": `${options}route:\n  request_count: 0\n` });

export const change: Changes = { "pkg/kubelet/pods.go": "package kubelet\n\nfunc pods() { sync() }\n" };

/** Otto has opened a pull request that changes the kubelet, and the bot has said once what it needs. */
export async function opened(play: Play, { changes = change, body = "" }: { changes?: Changes; body?: string } = {}, more: Changes = {}) {
  const people = await installed(play, more);
  const pull: Pull = await opens(play, () => people.otto.opens(people.repo, { changes, body, fork: true }));
  return { ...people, pull };
}

export async function opens(play: Play, open: () => Pull): Promise<Pull> {
  let pull: Pull | undefined;
  await play.step(() => {
    pull = open();
  });
  if (pull === undefined) throw new Error("nobody opened anything");
  play.reads(pull, "[APPROVALNOTIFIER]");
  return pull;
}
