/** The story that the demo plays: one pull request over two owned directories of a node team, from its opening to the green check. */
import type { Pull, Repository, World } from "../sim/index.ts";

/** What people did since the last scene, and what must have come of it. */
export interface Scene {
  readonly pull: Pull;
  readonly told: string;
  readonly expected: {
    /** In any order. */
    readonly labels: readonly string[];
    /** Whose review is asked for. */
    readonly asked: readonly string[];
    readonly isReady: boolean;
  };
}

const files = {
  ".github/bowsprit.yaml": "extends: sig-node\n",
  OWNERS: "approvers: [greta]\n",
  OWNERS_ALIASES: "aliases:\n  sig-node-approvers: [maren, tarek]\n  sig-node-reviewers: [jonas, lin]\n",
  "pkg/kubelet/OWNERS": "approvers: [sig-node-approvers]\nreviewers: [sig-node-reviewers]\n",
  "pkg/kubelet/pod_workers.go": "package kubelet\n",
  "test/e2e_node/OWNERS": "approvers: [sofia]\nreviewers: [sig-node-reviewers]\n",
};

/** Who owns what, as the demo introduces it. */
export const ownership: readonly (readonly [path: string, owners: string])[] = [
  ["OWNERS", "approver greta"],
  ["pkg/kubelet/OWNERS", "approvers maren, tarek; reviewers jonas, lin (busy)"],
  ["test/e2e_node/OWNERS", "approver sofia; reviewers jonas, lin (busy)"],
];

export function repositoryIn(world: World): Repository {
  const team = world.organization("node-team");
  for (const login of ["greta", "maren", "tarek", "jonas", "lin", "sofia", "ines"]) team.adds(world.user(login));
  // As their profiles say.
  world.user("lin").busyUntil = null;
  const repository = team.repository({ name: "kubernetes", files });
  world.installs(team);
  return repository;
}

/** Each scene happens when it is asked for: whoever plays the story lets the bot work, and time pass, in between. */
export function* story(world: World, repository: Repository): Generator<Scene, void, void> {
  const [ines, jonas, maren, sofia] = [world.user("ines"), world.user("jonas"), world.user("maren"), world.user("sofia")];
  const pull = ines.opens(repository, {
    title: "Keep static pods through a kubelet restart",
    fork: true,
    changes: {
      "pkg/kubelet/pod_workers.go": "package kubelet\n\nvar keepsStaticPods = true\n",
      "test/e2e_node/restart_test.go": "package e2enode\n",
    },
  });
  yield {
    pull,
    told: `ines opens #${pull.number}, "${pull.state.title}": pkg/kubelet/pod_workers.go, test/e2e_node/restart_test.go`,
    expected: { labels: [], asked: ["jonas"], isReady: false },
  };

  world.user("passer-by").says(pull, "Ship it!\n/lgtm");
  yield { pull, told: "passer-by, who has no right to, writes: /lgtm", expected: { labels: [], asked: ["jonas"], isReady: false } };

  jonas.says(pull, "Reads well.\n/lgtm");
  yield { pull, told: "jonas reads the change and writes: /lgtm", expected: { labels: ["lgtm"], asked: ["jonas"], isReady: false } };

  ines.pushes(pull, { "pkg/kubelet/pod_workers.go": "package kubelet\n\nvar keepsStaticPods = false\n" });
  yield { pull, told: "ines pushes one more commit, with other code", expected: { labels: [], asked: ["jonas"], isReady: false } };

  jonas.says(pull, "Right, that was the wrong way round.\n/lgtm");
  yield { pull, told: "jonas reads it again: /lgtm", expected: { labels: ["lgtm"], asked: ["jonas"], isReady: false } };

  maren.pushesTo(repository, repository.defaultBranch, { "pkg/kubelet/images.go": "package kubelet\n" });
  ines.rebases(pull);
  yield {
    pull,
    told: `${repository.defaultBranch} moves on, and ines rebases her two commits`,
    expected: { labels: ["lgtm"], asked: ["jonas"], isReady: false },
  };

  maren.reviews(pull, "APPROVED");
  yield { pull, told: "maren approves with GitHub's own button", expected: { labels: ["lgtm"], asked: ["jonas"], isReady: false } };

  sofia.says(pull, "Not before the release is cut.\n/approve\n/hold");
  yield {
    pull,
    told: "sofia writes: Not before the release is cut. /approve /hold",
    expected: { labels: ["lgtm", "approved", "do-not-merge/hold"], asked: ["jonas"], isReady: false },
  };

  world.clock.advance(2 * 24 * 60 * 60);
  sofia.says(pull, "/hold cancel");
  yield { pull, told: "sofia, two days later: /hold cancel", expected: { labels: ["lgtm", "approved"], asked: ["jonas"], isReady: true } };
}
