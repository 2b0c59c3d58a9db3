import { expect, test } from "vitest";
import { ask, at, column, given } from "./given.ts";

/** The small organisation, with alice's own token and carol's, who is nobody there. */
async function people() {
  const stage = await given();
  const { world, alice, bob, carol, org } = stage;
  const repo = org.repository({ name: "own", files: { OWNERS: "approvers: [alice]\n" }, collaborators: { alice: "write", bob: "read" } });
  const hidden = org.repository({ name: "hidden", files: { a: "a\n" }, isPrivate: true, collaborators: { alice: "write" } });
  const as = (person: typeof alice) => {
    const token = world.personalToken(person);
    return (method: string, path: string, body?: unknown) => ask(world, token, method, path, body);
  };
  return { ...stage, repo, hidden, alice: as(alice), bob: as(bob), carol: as(carol), author: bob };
}

const viewer = { query: "{ viewer { login databaseId } }" };

test("a person's token looks through its owner's eyes", async () => {
  const { world, alice } = await people();
  const { body } = await alice("POST", "/graphql", viewer);
  expect(at(body, "data.viewer")).toEqual({ login: "alice", databaseId: world.user("alice").id });
});

test("a person sees a private repository as its collaborator only", async () => {
  const { alice, carol } = await people();
  const query = { query: '{ repository(owner: "kubernetes", name: "hidden") { name } }' };
  expect(at((await alice("POST", "/graphql", query)).body, "data.repository.name")).toBe("hidden");
  expect(column((await carol("POST", "/graphql", query)).body, "errors", "type")).toEqual(["NOT_FOUND"]);
});

test("collaborators are told to a person who may push, and to nobody else", async () => {
  const { alice, bob, carol } = await people();
  const path = "/repos/kubernetes/own/collaborators";
  expect(column((await alice("GET", path)).body, "", "login")).toContain("alice");
  for (const other of [bob, carol]) {
    expect((await other("GET", path)).status).toBe(403);
    expect((await other("GET", `${path}/alice`)).status).toBe(403);
  }
});

test("a member is told who is a member, a stranger is led to the public list", async () => {
  const { alice, carol } = await people();
  expect((await alice("GET", "/orgs/kubernetes/members/alice")).status).toBe(204);
  expect((await carol("GET", "/orgs/kubernetes/members/alice")).status).toBe(404);
});

test("what only an App has is refused to a person", async () => {
  const { alice } = await people();
  expect((await alice("GET", "/installation/repositories")).status).toBe(403);
});

test("a token that may only read writes nothing, whoever has it", async () => {
  const { alice, author, repo } = await people();
  const pull = author.opens(repo, { changes: { b: "b\n" }, fork: true });
  const { status } = await alice("POST", `/repos/kubernetes/own/issues/${pull.number}/comments`, { body: "hello" });
  expect(status).toBe(403);
  expect(pull.comments()).toEqual([]);
});
