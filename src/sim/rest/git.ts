/** Routes about git: commits, trees, blobs and comparisons. */
import { timestamp } from "../clock.ts";
import { comparison, historyFrom } from "../git/history.ts";
import { type Entry, modes, type Sha, type Signature } from "../git/objects.ts";
import { entriesBelow, entryAt } from "../git/trees.ts";
import { nodeId } from "../ids.ts";
import { notFound, Refusal } from "../refusal.ts";
import type { Repository } from "../repositories.ts";
import type { Shape } from "../shapes.ts";
import { type Answer, type Call, ok, type Route } from "./call.ts";
import { fileShape } from "./files.ts";

const isSha = (text: string): boolean => /^[0-9a-f]{40}$/.test(text);

/** Entries of a tree in one answer; the rest is cut off. */
const longestTree = 100_000;
const filesOfComparison = 300;

function contentsOf(call: Call): Repository {
  const repository = call.repository();
  if (!repository.isPrivate && !call.token.access.includes(repository)) return repository;
  call.require("read", "contents");
  return repository;
}

/** A commit by its hash, a branch, HEAD, or "user:branch" in a fork. */
export function commitNamed(repository: Repository, name: string, moment?: number): Sha | undefined {
  const { store } = repository;
  if (isSha(name)) return store.object(name)?.type === "commit" ? name : undefined;
  if (name === "HEAD") return repository.tip(repository.defaultBranch, moment);
  const [owner, branch] = name.includes(":") ? [name.slice(0, name.indexOf(":")), name.slice(name.indexOf(":") + 1)] : [undefined, name];
  const home = owner === undefined ? repository : repository.world.repository(`${owner}/${repository.name}`);
  return home?.network === repository.network ? home.tip(branch.replace(/^(refs\/)?heads\//, ""), moment) : undefined;
}

const signatureShape = ({ name, email, date }: Signature): Shape => ({ name, email, date: timestamp(date) });

const links = ({ world, fullName }: Repository, oid: Sha): Shape => ({
  sha: oid,
  url: `${world.api}/repos/${fullName}/commits/${oid}`,
  html_url: `${world.web}/${fullName}/commit/${oid}`,
});

export function commitShape(repository: Repository, oid: Sha): Shape {
  const { tree, parents, author, committer, message } = repository.store.commit(oid);
  const { world, fullName } = repository;
  return {
    ...links(repository, oid),
    node_id: nodeId("C", repository.id, Number.parseInt(oid.slice(0, 12), 16)),
    comments_url: `${world.api}/repos/${fullName}/commits/${oid}/comments`,
    commit: {
      author: signatureShape(author),
      committer: signatureShape(committer),
      message: message.trimEnd(),
      tree: { sha: tree, url: `${world.api}/repos/${fullName}/git/trees/${tree}` },
      url: `${world.api}/repos/${fullName}/git/commits/${oid}`,
      comment_count: 0,
    },
    author: null,
    committer: null,
    parents: parents.map((parent) => links(repository, parent)),
  };
}

function gitCommit(call: Call): Answer {
  const repository = contentsOf(call);
  const oid = commitNamed(repository, call.parameter("sha"));
  if (oid === undefined) throw notFound();
  const { tree, parents, author, committer, message } = repository.store.commit(oid);
  return ok({
    ...links(repository, oid),
    node_id: nodeId("C", repository.id, Number.parseInt(oid.slice(0, 12), 16)),
    author: signatureShape(author),
    committer: signatureShape(committer),
    message: message.trimEnd(),
    tree: { sha: tree, url: `${call.world.api}/repos/${repository.fullName}/git/trees/${tree}` },
    parents: parents.map((parent) => links(repository, parent)),
    verification: { verified: false, reason: "unsigned", signature: null, payload: null, verified_at: null },
  });
}

function statusOf(ahead: number, behind: number): string {
  if (ahead > 0 && behind > 0) return "diverged";
  return ahead > 0 ? "ahead" : behind > 0 ? "behind" : "identical";
}

/** Of several merge bases GitHub names one. Commits come a page at a time, files on the first page only. */
function compare(call: Call): Answer {
  const repository = contentsOf(call);
  const [baseName = "", headName = ""] = call.parameter("basehead").split("...");
  const [base, head] = [commitNamed(repository, baseName, call.moment), commitNamed(repository, headName, call.moment)];
  if (base === undefined || head === undefined) throw notFound();
  const { store } = repository;
  const { ahead, behind, mergeBases } = comparison(store, base, head);
  const mergeBase = [...mergeBases].sort()[0];
  if (mergeBase === undefined) throw new Refusal(404, `No common ancestor between ${baseName} and ${headName}.`);
  const isFirst = (call.query("page") ?? "1") === "1";
  const files = isFirst ? repository.network.comparisons.files(store.commit(mergeBase).tree, store.commit(head).tree) : [];
  const url = `${call.world.api}/repos/${repository.fullName}/compare/${base}...${head}`;
  return call.page(
    ahead.toReversed(),
    (oid) => commitShape(repository, oid),
    (commits) => ({
      url,
      html_url: `${call.world.web}/${repository.fullName}/compare/${base}...${head}`,
      permalink_url: url,
      diff_url: `${url}.diff`,
      patch_url: `${url}.patch`,
      base_commit: commitShape(repository, base),
      merge_base_commit: commitShape(repository, mergeBase),
      status: statusOf(ahead.length, behind.length),
      ahead_by: ahead.length,
      behind_by: behind.length,
      total_commits: ahead.length,
      commits,
      files: files.slice(0, filesOfComparison).map((file) => fileShape(repository, head, file)),
    }),
  );
}

const typeOf = ({ mode }: Entry): string => (mode === modes.tree ? "tree" : mode === modes.submodule ? "commit" : "blob");

function tree(call: Call): Answer {
  const repository = contentsOf(call);
  const { store } = repository;
  const name = call.parameter("sha");
  const named = store.object(name)?.type === "tree" ? name : undefined;
  const commit = named === undefined ? commitNamed(repository, name, call.moment) : undefined;
  const oid = named ?? (commit === undefined ? undefined : store.commit(commit).tree);
  if (oid === undefined) throw notFound();
  const all = call.query("recursive") === undefined ? [...store.directory(oid)] : [...entriesBelow(store, oid)];
  const url = `${call.world.api}/repos/${repository.fullName}/git`;
  return ok({
    sha: oid,
    url: `${url}/trees/${oid}`,
    truncated: all.length > longestTree,
    tree: all.slice(0, longestTree).map(([path, entry]) => ({
      path,
      mode: entry.mode.toString(8).padStart(6, "0"),
      type: typeOf(entry),
      sha: entry.oid,
      ...(typeOf(entry) === "blob" ? { size: store.blob(entry.oid).length } : {}),
      ...(typeOf(entry) === "commit" ? {} : { url: `${url}/${typeOf(entry)}s/${entry.oid}` }),
    })),
  });
}

function blob(call: Call): Answer {
  const repository = contentsOf(call);
  const oid = call.parameter("sha");
  if (repository.store.object(oid)?.type !== "blob") throw notFound();
  const bytes = repository.store.blob(oid);
  const content = bytes.toString("base64").replaceAll(/.{60}/g, "$&\n");
  const url = `${call.world.api}/repos/${repository.fullName}/git/blobs/${oid}`;
  return ok({ sha: oid, node_id: nodeId("B", repository.id, bytes.length), size: bytes.length, url, content, encoding: "base64" });
}

function commit(call: Call): Answer {
  const repository = contentsOf(call);
  const oid = commitNamed(repository, call.parameter("ref"), call.moment);
  if (oid === undefined) throw new Refusal(422, `No commit found for SHA: ${call.parameter("ref")}`);
  return ok(commitShape(repository, oid));
}

/** The commits that changed a path against their first parent, newest first. */
function commits(call: Call): Answer {
  const repository = contentsOf(call);
  const { store } = repository;
  const start = commitNamed(repository, call.query("sha") ?? "HEAD", call.moment);
  if (start === undefined) throw notFound();
  const path = call.query("path");
  const at = (oid: Sha | undefined): string | undefined =>
    oid === undefined ? undefined : entryAt(store, store.commit(oid).tree, path ?? "")?.oid;
  const touching = [...historyFrom(store, start)].filter((oid) => path === undefined || at(oid) !== at(store.commit(oid).parents[0]));
  return call.page(touching, (oid) => commitShape(repository, oid));
}

export const gitRoutes: readonly Route[] = [
  { method: "GET", path: "/repos/{owner}/{repo}/compare/{basehead}", answer: compare },
  { method: "GET", path: "/repos/{owner}/{repo}/git/trees/{sha}", answer: tree },
  { method: "GET", path: "/repos/{owner}/{repo}/git/blobs/{sha}", answer: blob },
  { method: "GET", path: "/repos/{owner}/{repo}/git/commits/{sha}", answer: gitCommit },
  { method: "GET", path: "/repos/{owner}/{repo}/commits/{ref}", answer: commit },
  { method: "GET", path: "/repos/{owner}/{repo}/commits", answer: commits },
];
