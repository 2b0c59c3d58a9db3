/** Payloads as GitHub sends them, cut down to a few fields more than the bot reads. */

export const appId = 4242;
export const self = { appId, slug: "bowsprit", heardOnIssues: new Set(["away", "back"]) };

export const sha = (letter: string): string => letter.repeat(40);
export const second = (n: number): string => `2026-11-24T06:30:${String(n).padStart(2, "0")}Z`;

export const alice = { id: 1, login: "Alice", type: "User", node_id: "U_1" };
export const mallory = { id: 2, login: "mallory", type: "User", node_id: "U_2" };
export const robot = { id: 3, login: "k8s-ci-robot[bot]", type: "Bot", node_id: "BOT_3" };
export const ourselves = { id: 99, login: "bowsprit[bot]", type: "Bot", node_id: "BOT_99" };

export const repository = {
  id: 12,
  node_id: "R_12",
  name: "anvil",
  full_name: "acme/anvil",
  private: false,
  owner: { id: 50, login: "acme", type: "Organization" },
  default_branch: "main",
};

const envelope = { installation: { id: 5 }, sender: alice };
export const onRepository = { ...envelope, repository };

export const pull = {
  number: 7,
  node_id: "PR_7",
  state: "open",
  title: "Strike while it is hot",
  user: alice,
  created_at: second(10),
  updated_at: second(30),
  head: { ref: "hot", sha: sha("b"), repo: null },
  base: { ref: "main", sha: sha("c") },
};

export const pullRequest = (action: string, more: object = {}) => ({ ...onRepository, action, number: 7, pull_request: pull, ...more });

export const comment = { id: 77, node_id: "IC_77", body: "/hold", user: alice, created_at: second(20), updated_at: second(25) };

export const issueComment = (action: string, more: object = {}) => ({
  ...onRepository,
  action,
  issue: { number: 7, updated_at: second(30), pull_request: { url: "https://api.github.com/repos/acme/anvil/pulls/7" } },
  comment,
  ...more,
});

/** The same on an issue. */
export const onIssue = (action: string, body: string, more: object = {}) =>
  issueComment(action, { issue: { number: 7, updated_at: second(30) }, comment: { ...comment, body }, ...more });

export const review = {
  id: 88,
  node_id: "PRR_88",
  body: "",
  state: "approved",
  user: alice,
  commit_id: sha("a"),
  submitted_at: second(28),
};

export const pullRequestReview = (action: string, more: object = {}) => ({ ...onRepository, action, review, pull_request: pull, ...more });

export const inlineComment = (action: string, more: object = {}) => ({
  ...onRepository,
  action,
  comment: { ...comment, node_id: "PRRC_77" },
  pull_request: pull,
  ...more,
});

export const push = (more: object = {}) => ({
  ...onRepository,
  ref: "refs/heads/main",
  before: sha("1"),
  after: sha("2"),
  forced: false,
  deleted: false,
  commits: [{ id: sha("2"), added: ["src/a.ts"], removed: [], modified: [] }],
  ...more,
});

export const installation = (action: string, more: object = {}) => ({
  action,
  installation: { id: 5, account: { login: "acme" } },
  sender: alice,
  repositories: [{ id: 12, name: "anvil", full_name: "acme/anvil" }],
  ...more,
});

export const mergeGroup = (action: string, more: object = {}) => ({
  ...onRepository,
  action,
  merge_group: {
    head_sha: sha("e"),
    head_ref: `refs/heads/gh-readonly-queue/release/1.0/pr-7-${sha("c")}`,
    base_sha: sha("c"),
    base_ref: "refs/heads/release/1.0",
    ...more,
  },
});
