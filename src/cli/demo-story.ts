/**
 * The stories that the demo plays: a pull request over two owned directories of a node team, from its opening to the green check, and one of
 * somebody whom nobody knows, whose code runs once somebody trusted has read it.
 */
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
    /** Commit statuses on the head, as `context: state`; none, unless said. */
    readonly results?: readonly string[];
  };
}

const files = {
  ".github/bowsprit.yaml":
    "extends: sig-node\njobs:\n  advise: []\n  github_actions: {repository: node-team/jobs, workflow: node-e2e.yml}\n",
  ".prow.yaml": "presubmits:\n- name: pull-eviction-e2e\n  agent: github-actions\n  run_if_changed: ^pkg/kubelet/eviction/\n",
  OWNERS: "approvers: [greta]\n",
  OWNERS_ALIASES: "aliases:\n  sig-node-approvers: [maren, tarek]\n  sig-node-reviewers: [jonas, lin]\n",
  "pkg/kubelet/OWNERS": "approvers: [sig-node-approvers]\nreviewers: [sig-node-reviewers]\n",
  "pkg/kubelet/pod_workers.go": "package kubelet\n",
  "test/e2e_node/OWNERS": "approvers: [sofia]\nreviewers: [sig-node-reviewers]\n",
};

/** What the jobs repository holds: the demo only needs to know what a run is called. */
const workflow = `run-name: "\${{ inputs.job }} [\${{ inputs.key }}]"
on:
  workflow_dispatch:
    inputs: { job: {}, repository: {}, pull_request: {}, head_sha: {}, base_sha: {}, base_ref: {}, key: {} }
`;

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
  team.repository({ name: "jobs", files: { ".github/workflows/node-e2e.yml": workflow } });
  world.installs(team, { permissions: { ...world.app.permissions, actions: "write", statuses: "write" } });
  // The first run meets a test that fails now and then.
  world.actions.player = ({ number }) => ({ waits: 20, takes: 240, conclusion: number === 1 ? "failure" : "success" });
  return repository;
}

/** Each scene happens when it is asked for: whoever plays the story lets the bot work, and time pass, in between. */
export function* stories(world: World, repository: Repository): Generator<Scene, void, void> {
  yield* story(world, repository);
  yield* strangersStory(world, repository);
}

function* strangersStory(world: World, repository: Repository): Generator<Scene, void, void> {
  const [noah, lin] = [world.user("noah"), world.user("lin")];
  const pull = noah.opens(repository, {
    title: "Evict by priority first",
    fork: true,
    changes: { "pkg/kubelet/eviction/order.go": "package eviction\n" },
  });
  yield {
    pull,
    told: `noah, whom nobody here knows, opens #${pull.number}, "${pull.state.title}": pkg/kubelet/eviction/order.go`,
    expected: { labels: ["needs-ok-to-test"], asked: ["jonas"], isReady: false },
  };

  noah.says(pull, "/test pull-eviction-e2e");
  yield {
    pull,
    told: "noah writes: /test pull-eviction-e2e",
    expected: { labels: ["needs-ok-to-test"], asked: ["jonas"], isReady: false },
  };

  lin.says(pull, "Nothing in here that should not run.\n/ok-to-test");
  yield {
    pull,
    told: "lin, a member, reads the change and writes: /ok-to-test",
    expected: { labels: ["ok-to-test"], asked: ["jonas"], isReady: false, results: ["pull-eviction-e2e: failure"] },
  };

  noah.says(pull, "That test fails now and then.\n/retest");
  yield {
    pull,
    told: "noah writes: That test fails now and then. /retest",
    expected: { labels: ["ok-to-test"], asked: ["jonas"], isReady: false, results: ["pull-eviction-e2e: success"] },
  };
}

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

  jonas.reviews(pull, "COMMENTED", "Reads well.\n/lgtm");
  yield { pull, told: "jonas submits a review: /lgtm", expected: { labels: ["lgtm"], asked: [], isReady: false } };

  ines.pushes(pull, { "pkg/kubelet/pod_workers.go": "package kubelet\n\nvar keepsStaticPods = false\n" });
  yield { pull, told: "ines pushes one more commit, with other code", expected: { labels: [], asked: ["jonas"], isReady: false } };

  jonas.reviews(pull, "COMMENTED", "Right, that was the wrong way round.\n/lgtm");
  yield { pull, told: "jonas reviews it again: /lgtm", expected: { labels: ["lgtm"], asked: [], isReady: false } };

  maren.pushesTo(repository, repository.defaultBranch, { "pkg/kubelet/images.go": "package kubelet\n" });
  ines.rebases(pull);
  yield {
    pull,
    told: `${repository.defaultBranch} moves on, and ines rebases her two commits`,
    expected: { labels: ["lgtm"], asked: [], isReady: false },
  };

  maren.reviews(pull, "APPROVED");
  yield { pull, told: "maren approves with GitHub's own button", expected: { labels: ["lgtm"], asked: [], isReady: false } };

  sofia.says(pull, "Not before the release is cut.\n/approve\n/hold");
  yield {
    pull,
    told: "sofia writes: Not before the release is cut. /approve /hold",
    expected: { labels: ["lgtm", "approved", "do-not-merge/hold"], asked: [], isReady: false },
  };

  world.clock.advance(2 * 24 * 60 * 60);
  sofia.says(pull, "/hold cancel");
  yield { pull, told: "sofia, two days later: /hold cancel", expected: { labels: ["lgtm", "approved"], asked: [], isReady: true } };
}
