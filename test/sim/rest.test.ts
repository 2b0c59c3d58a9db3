/** The REST face: tokens, rights, pages, git, checks, people, and the fields that the documentation promises. */
import { Octokit } from "@octokit/rest";
import { describe, expect, test } from "vitest";
import {
  checksRule,
  createCheckRun,
  protectBranch,
  type Role,
  requireChecks,
  selectRepositories,
  setCollaborator,
  setPermissions,
  setRules,
  setSuspended,
  usualPermissions,
} from "../../src/sim/index.ts";
import { ask, at, column, given, jsonWebToken, tokenFor } from "./given.ts";

const change = { changes: { "pkg/a.go": "other\n" }, fork: true };

describe("tokens", () => {
  test("only a JSON Web Token signed with the App's key mints tokens", async () => {
    const { world, installation, token } = await given();
    const path = `/app/installations/${installation.id}/access_tokens`;
    const good = jsonWebToken(world);
    const forged = `${good.slice(0, -8)}AAAAAAAA`;
    const statuses = await Promise.all(
      [good, forged, token, "nonsense"].map(async (value) => (await ask(world, value, "POST", path)).status),
    );
    expect(statuses).toEqual([201, 401, 401, 401]);
  });

  test("a token may have fewer permissions and repositories than the installation, never more", async () => {
    const { world, org, installation } = await given();
    org.repository({ name: "other", isPrivate: true });
    const token = await tokenFor(world, installation, { permissions: { contents: "read" }, repositories: ["kubernetes"] });
    expect(column((await ask(world, token, "GET", "/installation/repositories")).body, "repositories", "name")).toEqual(["kubernetes"]);
    expect((await ask(world, token, "GET", "/repos/kubernetes/other")).status).toBe(404);
    expect((await ask(world, token, "GET", "/repos/kubernetes/kubernetes/pulls")).status).toBe(403);
    const path = `/app/installations/${installation.id}/access_tokens`;
    expect((await ask(world, jsonWebToken(world), "POST", path, { permissions: { contents: "write" } })).status).toBe(422);
  });

  test("a token comes with what its installation includes", async () => {
    const { world, repo, installation } = await given();
    const path = `/app/installations/${installation.id}/access_tokens`;
    const selection = async (body?: unknown) =>
      at((await ask(world, jsonWebToken(world), "POST", path, body)).body, "repository_selection");
    expect([await selection(), await selection({ repositories: ["kubernetes"] })]).toEqual(["all", "selected"]);
    selectRepositories(world, installation, [repo]);
    expect(await selection()).toBe("selected");
  });

  test("a suspended installation gets no tokens, and its old ones are refused", async () => {
    const { world, installation, rest } = await given();
    setSuspended(world, installation, true);
    expect((await rest("GET", "/installation/repositories")).status).toBe(403);
    expect((await ask(world, jsonWebToken(world), "POST", `/app/installations/${installation.id}/access_tokens`)).status).toBe(403);
  });

  test("tokens end after an hour where a test asks for it", async () => {
    const { world, rest } = await given();
    world.clock.advance(3601);
    expect((await rest("GET", "/installation/repositories")).status).toBe(200);
    world.tokensExpire = true;
    expect((await rest("GET", "/installation/repositories")).status).toBe(401);
  });

  test("the App finds its installations by owner and by repository", async () => {
    const { world, installation } = await given();
    const asked = async (path: string) => (await ask(world, jsonWebToken(world), "GET", path)).body;
    expect(await asked("/app")).toMatchObject({ id: world.app.id, slug: "bowsprit", permissions: { checks: "write" } });
    expect(column(await asked("/app/installations"), "", "id")).toEqual([installation.id]);
    for (const path of [
      "/orgs/kubernetes/installation",
      "/repos/kubernetes/kubernetes/installation",
      `/app/installations/${installation.id}`,
    ]) {
      expect(await asked(path)).toMatchObject({ id: installation.id, repository_selection: "all", account: { login: "kubernetes" } });
    }
  });
});

describe("rights", () => {
  test("a missing permission is 403, and the header names what would have helped", async () => {
    const { world, bob, repo, installation } = await given();
    bob.opens(repo, change);
    const token = await tokenFor(world, installation, { permissions: { pull_requests: "read" } });
    const { status, headers, body } = await ask(world, token, "POST", "/repos/kubernetes/kubernetes/issues/1/labels", { labels: ["x"] });
    expect([status, at(body, "message")]).toEqual([403, "Resource not accessible by integration"]);
    expect(headers.get("x-accepted-github-permissions")).toBe("pull_requests=write");
  });

  test("reactions on comments need the right on issues, also on a pull request", async () => {
    const { world, alice, bob, repo, installation } = await given();
    const pull = bob.opens(repo, change);
    const [said, nit] = [alice.says(pull, "hello"), alice.commentsOnLine(pull, "pkg/a.go", "nit")];
    const token = await tokenFor(world, installation, { permissions: { pull_requests: "write", issues: "read" } });
    const on = "/repos/kubernetes/kubernetes";
    expect((await ask(world, token, "POST", `${on}/issues/comments/${said.id}/reactions`, { content: "eyes" })).status).toBe(403);
    expect((await ask(world, token, "POST", `${on}/pulls/comments/${nit.id}/reactions`, { content: "eyes" })).status).toBe(201);
  });

  test.each([
    ["pull_requests", [200, 201], [403, 403]],
    ["issues", [403, 403], [200, 201]],
  ])("with %s alone pull requests are labelled and answered (%j), issues (%j)", async (right, onPull, onIssue) => {
    const { world, alice, bob, repo, installation } = await given();
    bob.opens(repo, change);
    alice.opensIssue(repo, "Broken");
    const token = await tokenFor(world, installation, { permissions: { pull_requests: "read", issues: "read", [right]: "write" } });
    const writes = async (number: number) => {
      const on = `/repos/kubernetes/kubernetes/issues/${number}`;
      const answers = [
        await ask(world, token, "POST", `${on}/labels`, { labels: ["x"] }),
        await ask(world, token, "POST", `${on}/comments`, { body: "x" }),
      ];
      return answers.map(({ status }) => status);
    };
    expect([await writes(1), await writes(2)]).toEqual([onPull, onIssue]);
  });

  test("a permission that is taken away is gone at once, one that is added needs a new token", async () => {
    const { world, bob, repo, installation } = await given();
    bob.opens(repo, change);
    const label = async (token: string) =>
      (await ask(world, token, "POST", "/repos/kubernetes/kubernetes/issues/1/labels", { labels: ["x"] })).status;
    const full = await tokenFor(world, installation);
    setPermissions(world, installation, { ...usualPermissions, pull_requests: "read" });
    const less = await tokenFor(world, installation);
    expect([await label(full), await label(less)]).toEqual([403, 403]);
    setPermissions(world, installation, usualPermissions);
    expect([await label(less), await label(await tokenFor(world, installation))]).toEqual([403, 200]);
  });

  test("public repositories of others can be read and not written, private ones are not there", async () => {
    const { world, rest } = await given();
    const other = world.organization("other");
    other.repository({ name: "open" });
    other.repository({ name: "closed", isPrivate: true });
    expect((await rest("GET", "/repos/other/open")).status).toBe(200);
    expect((await rest("POST", "/repos/other/open/labels", { name: "x" })).status).toBe(403);
    expect((await rest("GET", "/repos/other/closed")).status).toBe(404);
  });
});

test("lists come 30 at a time, a hundred at most, and name their neighbours in the Link header", async () => {
  const { alice, bob, repo, onRepo } = await given();
  const pull = bob.opens(repo, change);
  for (let index = 0; index < 205; index++) alice.says(pull, `${index}`);
  const plain = await onRepo("GET", "/issues/1/comments");
  expect(column(plain.body, "", "body")).toHaveLength(30);
  const middle = await onRepo("GET", "/issues/1/comments?per_page=500&page=2");
  expect([column(middle.body, "", "body").length, column(middle.body, "", "body")[0]]).toEqual([100, "100"]);
  expect(middle.headers.get("link")).toContain('page=1>; rel="first"');
  expect(middle.headers.get("link")).toContain('page=3>; rel="next"');
});

test("a route that is not imitated is 404, and is noted", async () => {
  const { world, rest } = await given();
  expect((await rest("GET", "/marketplace_listing/plans")).status).toBe(404);
  expect(world.journal.unimitated).toEqual(["GET /marketplace_listing/plans"]);
});

test("times are GitHub's clock in whole seconds, also in the Date header", async () => {
  const { world, bob, repo, onRepo } = await given();
  bob.opens(repo, change);
  world.clock.advance(61);
  const { headers, body } = await onRepo("GET", "/pulls/1");
  expect([headers.get("date"), at(body, "created_at")]).toEqual(["Mon, 02 Mar 2026 09:01:01 GMT", "2026-03-02T09:00:00Z"]);
  expect(() => world.clock.advance(0.5)).toThrow(RangeError);
});

test("the quota of the hour is counted in the headers, and is used up at some time", async () => {
  const { world, rest } = await given({ quota: 3 });
  const statuses: number[] = [];
  for (let index = 0; index < 4; index++) statuses.push((await rest("GET", "/repos/kubernetes/kubernetes")).status);
  expect(statuses).toEqual([200, 200, 200, 403]);
  const over = await rest("GET", "/repos/kubernetes/kubernetes");
  expect([over.headers.get("x-ratelimit-remaining"), over.headers.get("x-ratelimit-reset")]).toEqual([
    "0",
    String(world.clock.now() + 3600),
  ]);
  world.clock.advance(3600);
  expect((await rest("GET", "/repos/kubernetes/kubernetes")).status).toBe(200);
});

describe("git", () => {
  test("a comparison names the merge base and its tree, also on a page without files", async () => {
    const { alice, bob, repo, onRepo } = await given();
    const pull = bob.opens(repo, change);
    const parted = repo.tip("main") ?? "";
    const tip = alice.pushesTo(repo, "main", { "pkg/b.go": "fixed\n" });
    const { body } = await onRepo("GET", `/compare/main...${pull.head}?per_page=1&page=2`);
    expect(body).toMatchObject({ status: "diverged", ahead_by: 1, behind_by: 1, total_commits: 1, commits: [], files: [] });
    expect([at(body, "merge_base_commit.sha"), at(body, "base_commit.sha")]).toEqual([parted, tip]);
    expect(at(body, "merge_base_commit.commit.tree.sha")).toBe(repo.store.commit(parted).tree);
    const first = await onRepo("GET", `/compare/main...bob:${pull.state.headRef}`);
    expect(column(first.body, "files", "filename")).toEqual(["pkg/a.go"]);
  });

  test("a comparison of unrelated commits, or with one that is not there, is 404", async () => {
    const { repo, onRepo } = await given();
    const { tree } = repo.store.commit(repo.tip("main") ?? "");
    const who = { name: "x", email: "x", date: 0 };
    const stranger = repo.store.writeCommit({ tree, parents: [], author: who, committer: who, message: "Another root\n" });
    expect((await onRepo("GET", `/compare/main...${stranger}`)).status).toBe(404);
    expect((await onRepo("GET", `/compare/main...${"0".repeat(40)}`)).status).toBe(404);
  });

  test("trees come a level at a time or whole, blobs in base64", async () => {
    const { alice, repo, onRepo } = await given();
    alice.pushesTo(repo, "main", { bytes: new Uint8Array([0, 1, 254, 255]) });
    const tree = await onRepo("GET", "/git/trees/main");
    expect(column(tree.body, "tree", "path")).toEqual(["OWNERS", "bytes", "pkg"]);
    const whole = await onRepo("GET", "/git/trees/main?recursive=1");
    expect([column(whole.body, "tree", "path"), at(whole.body, "truncated")]).toEqual([
      ["OWNERS", "bytes", "pkg", "pkg/a.go", "pkg/b.go"],
      false,
    ]);
    expect(at(whole.body, "tree.2")).toMatchObject({ mode: "040000", type: "tree" });
    const blob = await onRepo("GET", `/git/blobs/${at(tree.body, "tree.1.sha")}`);
    expect([...Buffer.from(String(at(blob.body, "content")), "base64")]).toEqual([0, 1, 254, 255]);
  });

  test("the history of a path has the commits that changed it", async () => {
    const { alice, repo, onRepo } = await given();
    const first = repo.tip("main");
    alice.pushesTo(repo, "main", { "pkg/b.go": "other\n" });
    const second = alice.pushesTo(repo, "main", { OWNERS: "approvers: [bob]\n" });
    expect(column((await onRepo("GET", "/commits?sha=main&path=OWNERS")).body, "", "sha")).toEqual([second, first]);
    expect((await onRepo("GET", `/commits/${second}`)).body).toMatchObject({ sha: second, commit: { message: "Work" } });
    expect((await onRepo("GET", `/git/commits/${second}`)).body).toMatchObject({ sha: second, message: "Work" });
  });
});

describe("checks", () => {
  const output = { title: "Waiting", summary: "for an approver" };
  const remark = { path: "pkg/a.go", start_line: 1, end_line: 1, annotation_level: "failure", message: "Why?" };

  test("every POST makes a new run, PATCH changes it, and only its own App may", async () => {
    const { world, bob, repo, onRepo } = await given();
    const pull = bob.opens(repo, change);
    const made = await onRepo("POST", "/check-runs", {
      name: "gate",
      head_sha: pull.head,
      external_id: "7",
      status: "in_progress",
      output,
    });
    await onRepo("POST", "/check-runs", { name: "gate", head_sha: pull.head, status: "in_progress", output });
    expect(pull.checks().map(({ name, externalId }) => [name, externalId])).toEqual([
      ["gate", "7"],
      ["gate", ""],
    ]);
    const done = await onRepo("PATCH", `/check-runs/${at(made.body, "id")}`, { conclusion: "success" });
    expect(done.body).toMatchObject({ status: "completed", conclusion: "success", output: { title: "Waiting" }, pull_requests: [] });
    const foreign = createCheckRun(repo, world.application("other-ci"), pull.head, "gate", {});
    expect((await onRepo("PATCH", `/check-runs/${foreign.id}`, { conclusion: "success" })).status).toBe(403);
    const listed = await onRepo("GET", `/commits/${pull.head}/check-runs?app_id=${world.app.id}&filter=all`);
    expect(at(listed.body, "total_count")).toBe(2);
  });

  test("a run on the repository's own branch names its pull request, a fork's does not", async () => {
    const { bob, repo, onRepo } = await given();
    const own = bob.opens(repo, { changes: { "pkg/a.go": "own\n" } });
    const { body } = await onRepo("POST", "/check-runs", { name: "gate", head_sha: own.head, status: "in_progress" });
    expect(column(body, "pull_requests", "number")).toEqual([1]);
  });

  test.each([
    ["an unknown conclusion", { conclusion: "fine" }],
    ["completed without a conclusion", { status: "completed" }],
    ["a status that only Actions may set", { status: "waiting" }],
    ["more than 50 annotations", { output: { ...output, annotations: Array.from({ length: 51 }, () => remark) } }],
    ["an annotation without a message", { output: { ...output, annotations: [{ ...remark, message: undefined }] } }],
    ["an annotation of an unknown level", { output: { ...output, annotations: [{ ...remark, annotation_level: "error" }] } }],
    ["a summary longer than 65,535 characters", { output: { ...output, summary: "x".repeat(65_536) } }],
    ["a fourth button", { actions: Array.from({ length: 4 }, () => ({ label: "a", description: "b", identifier: "c" })) }],
    ["a label longer than 20 characters", { actions: [{ label: "x".repeat(21), description: "b", identifier: "c" }] }],
    ["a commit that is not there", { head_sha: "0".repeat(40) }],
  ])("%s is 422", async (_, fields) => {
    const { bob, repo, onRepo } = await given();
    const pull = bob.opens(repo, change);
    expect((await onRepo("POST", "/check-runs", { name: "gate", head_sha: pull.head, ...fields })).status).toBe(422);
  });

  test("annotations are appended on each update", async () => {
    const { bob, repo, onRepo } = await given();
    const pull = bob.opens(repo, change);
    const annotated = { ...output, annotations: [remark, remark] };
    const { body } = await onRepo("POST", "/check-runs", { name: "gate", head_sha: pull.head, output: annotated });
    await onRepo("PATCH", `/check-runs/${at(body, "id")}`, { output: annotated });
    expect(pull.checks()[0]?.output.annotations).toHaveLength(4);
  });
});

describe("rules", () => {
  test("the rules of a branch name the checks that a ruleset requires there", async () => {
    const { repo, onRepo } = await given();
    expect((await onRepo("GET", "/rules/branches/main")).body).toEqual([]);
    requireChecks(repo, "release/1.0", ["bowsprit: release/1.0", "ci"]);
    const { body } = await onRepo("GET", "/rules/branches/release%2F1.0");
    expect(column(body, "", "type")).toEqual(["deletion", "required_status_checks"]);
    expect(column(body, "1.parameters.required_status_checks", "context")).toEqual(["bowsprit: release/1.0", "ci"]);
    expect((await onRepo("GET", "/rules/branches/main")).body).toEqual([]);
  });

  test("what classic protection requires stands with the branch, for whoever may read contents, and no ruleset does", async () => {
    const { world, org, repo, installation, onRepo } = await given();
    requireChecks(repo, "main", ["by ruleset"]);
    expect((await onRepo("GET", "/branches/main")).body).toMatchObject({
      name: "main",
      protected: true,
      protection: { enabled: false, required_status_checks: { enforcement_level: "off", contexts: [], checks: [] } },
    });
    protectBranch(repo, "main", ["ci", "e2e"], world.app);
    expect((await onRepo("GET", "/branches/main")).body).toMatchObject({
      commit: { sha: repo.tip("main") },
      protection: {
        enabled: true,
        required_status_checks: { contexts: ["ci", "e2e"], checks: [{ context: "ci", app_id: world.app.id }, { context: "e2e" }] },
      },
    });
    expect((await onRepo("GET", "/branches/gone")).status).toBe(404);
    const token = await tokenFor(world, installation, { permissions: { metadata: "read" } });
    const { fullName } = org.repository({ name: "secret", isPrivate: true });
    expect((await ask(world, token, "GET", `/repos/${fullName}/branches/main`)).status).toBe(403);
  });

  test("a required check may be pinned to an App, and other rules stand beside it", async () => {
    const { world, repo, onRepo } = await given();
    const queue = { type: "merge_queue", parameters: { grouping_strategy: "HEADGREEN", merge_method: "SQUASH" } };
    setRules(repo, "main", [checksRule(["gate"], world.app), queue]);
    const { body } = await onRepo("GET", "/rules/branches/main");
    expect(column(body, "0.parameters.required_status_checks", "integration_id")).toEqual([world.app.id]);
    expect(at(body, "1")).toMatchObject(queue);
  });
});

describe("people", () => {
  test("a member look-up is 204 or 404, and a redirect where the App may not ask: a private member then looks like a stranger", async () => {
    const { world, org, installation, rest } = await given();
    const path = "/orgs/kubernetes/members/alice";
    expect([(await rest("GET", path)).status, (await rest("GET", "/orgs/kubernetes/members/bob")).status]).toEqual([204, 404]);
    const blind = await tokenFor(world, installation, { permissions: { pull_requests: "read" } });
    expect((await ask(world, blind, "GET", path, undefined, { redirect: "manual" })).status).toBe(302);
    expect((await ask(world, blind, "GET", path)).status).toBe(404);
    org.adds(world.user("alice"), { isPublic: true });
    expect((await ask(world, blind, "GET", path)).status).toBe(204);
  });

  test("the list of members has all of them for whoever may ask, and otherwise only those who show themselves, without an error", async () => {
    const { world, org, installation, rest } = await given();
    org.adds(world.user("dave"), { state: "pending" });
    org.adds(world.user("alice"), { isPublic: true });
    org.adds(world.user("carol"));
    const path = "/orgs/kubernetes/members";
    const all = column((await rest("GET", path)).body, "", "login");
    const blind = await tokenFor(world, installation, { permissions: { pull_requests: "read" } });
    expect(column((await ask(world, blind, "GET", path)).body, "", "login")).toEqual(["alice"]);
    expect(all).toContain("carol");
    expect(all).not.toContain("dave");
  });

  test("a pending member is none, and membership says so", async () => {
    const { world, org, rest } = await given();
    org.adds(world.user("dave"), { state: "pending" });
    expect((await rest("GET", "/orgs/kubernetes/members/dave")).status).toBe(404);
    expect((await rest("GET", "/orgs/kubernetes/memberships/dave")).body).toMatchObject({ state: "pending", role: "member" });
  });

  test("members of child teams are members, pending ones are told apart, and a team that the App may not see is 404", async () => {
    const { world, org, alice, carol, installation, rest } = await given();
    const parent = org.team("SIG Node");
    org.team("approvers", [alice], parent);
    org.addsToTeam(parent, carol, "pending");
    const path = "/orgs/kubernetes/teams/sig-node/memberships";
    expect((await rest("GET", `${path}/alice`)).body).toMatchObject({ state: "active" });
    expect((await rest("GET", `${path}/carol`)).body).toMatchObject({ state: "pending" });
    expect((await rest("GET", `${path}/bob`)).status).toBe(404);
    const blind = await tokenFor(world, installation, { permissions: { pull_requests: "read" } });
    expect((await ask(world, blind, "GET", `${path}/alice`)).status).toBe(404);
  });

  test.each<[Role, string]>([
    ["admin", "admin"],
    ["maintain", "write"],
    ["write", "write"],
    ["triage", "read"],
    ["read", "read"],
  ])("the role %s reads as %s", async (role, permission) => {
    const { carol, repo, onRepo } = await given();
    setCollaborator(repo, carol, role);
    expect((await onRepo("GET", "/collaborators/carol/permission")).body).toMatchObject({ permission, role_name: role });
  });

  test("on a public repository everybody has read, which makes nobody a collaborator", async () => {
    const { org, onRepo, rest } = await given();
    expect((await onRepo("GET", "/collaborators/carol/permission")).body).toMatchObject({ permission: "read" });
    expect((await onRepo("GET", "/collaborators/carol")).status).toBe(404);
    org.repository({ name: "hidden", isPrivate: true });
    expect((await rest("GET", "/repos/kubernetes/hidden/collaborators/carol/permission")).body).toMatchObject({ permission: "none" });
  });

  test("collaborators are listed by affiliation", async () => {
    const { carol, repo, onRepo } = await given();
    setCollaborator(repo, carol, "write");
    const listed = async (affiliation: string) =>
      column((await onRepo("GET", `/collaborators?affiliation=${affiliation}`)).body, "", "login");
    expect([await listed("all"), await listed("direct"), await listed("outside")]).toEqual([["alice", "carol"], ["carol"], ["carol"]]);
  });
});

/** Fields that GitHub's REST description requires, of those that a review bot uses. */
const required = {
  "/repos/kubernetes/kubernetes": ["id", "node_id", "name", "full_name", "private", "owner", "fork", "default_branch", "archived"],
  "/repos/kubernetes/kubernetes/pulls/1": [
    "id",
    "node_id",
    "number",
    "state",
    "locked",
    "title",
    "user",
    "body",
    "labels",
    "head",
    "base",
    "draft",
    "merged",
    "mergeable",
    "mergeable_state",
    "changed_files",
    "additions",
    "deletions",
    "commits",
    "created_at",
    "updated_at",
    "requested_reviewers",
    "requested_teams",
    "author_association",
  ],
  "/repos/kubernetes/kubernetes/issues/1": [
    "id",
    "node_id",
    "number",
    "state",
    "title",
    "user",
    "labels",
    "assignees",
    "comments",
    "pull_request",
    "created_at",
    "updated_at",
    "closed_at",
    "locked",
  ],
  "/repos/kubernetes/kubernetes/labels/lgtm": ["id", "node_id", "url", "name", "color", "default", "description"],
  "/users/alice": ["id", "node_id", "login", "type", "site_admin"],
  "/rate_limit": ["resources", "rate"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

test.each(Object.entries(required))("%s has the fields that are promised", async (path, fields) => {
  const { alice, bob, repo, rest } = await given();
  alice.labels(bob.opens(repo, change), "lgtm");
  const { status, body } = await rest("GET", path);
  expect([status, fields.filter((field) => at(body, field) === undefined)]).toEqual([200, []]);
});

const nothing = (): void => undefined;
const silent = { debug: nothing, info: nothing, warn: nothing, error: nothing };

test("octokit talks to it in process, and follows its pages", async () => {
  const { world, token, alice, bob, repo } = await given();
  const pull = bob.opens(repo, change);
  for (let index = 0; index < 120; index++) alice.says(pull, `${index}`);
  const octokit = new Octokit({
    auth: token,
    baseUrl: world.api,
    request: { fetch: world.fetch },
    log: silent,
  });
  const where = { owner: "kubernetes", repo: "kubernetes" };
  const comments = await octokit.paginate(octokit.rest.issues.listComments, { ...where, issue_number: 1, per_page: 50 });
  expect(comments).toHaveLength(120);
  await expect(octokit.rest.issues.removeLabel({ ...where, issue_number: 1, name: "lgtm" })).rejects.toMatchObject({ status: 404 });
});
