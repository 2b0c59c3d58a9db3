/** GraphQL: branches, commits, trees and blobs. */
import { timestamp } from "../clock.ts";
import { type Entry, modes, type Sha } from "../git/objects.ts";
import { entryAt } from "../git/trees.ts";
import { nodeId } from "../ids.ts";
import type { Repository } from "../repositories.ts";
import { page } from "./connection.ts";
import { type Arguments, type Context, type Fields, requireRead, type Tables, textOf } from "./context.ts";

export interface ObjectView {
  readonly __typename: "Commit" | "Tree" | "Blob";
  readonly repository: Repository;
  readonly oid: Sha;
}

export interface RefView {
  readonly __typename: "Ref";
  readonly repository: Repository;
  readonly name: string;
  readonly oid: Sha;
}

/** Bytes of a text that GraphQL gives. */
const longestText = 512_000;

const typenames = { commit: "Commit", tree: "Tree", blob: "Blob" } as const;

/** Any object of the network: that a hash resolves in a repository does not mean that the repository has it. */
export function objectView(repository: Repository, oid: Sha): ObjectView | null {
  const object = repository.store.object(oid);
  return object === undefined ? null : { __typename: typenames[object.type], repository, oid };
}

function refView(repository: Repository, name: string, moment: number | undefined): RefView | null {
  const oid = repository.tip(name, moment);
  return oid === undefined ? null : { __typename: "Ref", repository, name, oid };
}

/** A branch belongs to the contents. */
export function readableRef(repository: Repository, name: string, context: Context): RefView | null {
  requireRead(context, repository, "contents");
  return refView(repository, name, context.moment);
}

function commitNamed(repository: Repository, name: string, moment: number | undefined): Sha | undefined {
  if (/^[0-9a-f]{40}$/.test(name)) return repository.store.has(name) ? name : undefined;
  return repository.tip(name === "HEAD" ? repository.defaultBranch : name.replace(/^refs\/heads\//, ""), moment);
}

/** "REVISION" or "REVISION:path", the path as it is after the first colon. */
function named(repository: Repository, expression: string, moment: number | undefined): ObjectView | null {
  const colon = expression.indexOf(":");
  const found = commitNamed(repository, colon < 0 ? expression : expression.slice(0, colon), moment);
  if (found === undefined) return null;
  const object = repository.store.object(found);
  if (colon < 0) return objectView(repository, found);
  const tree = object?.type === "commit" ? object.commit.tree : object?.type === "tree" ? found : undefined;
  const entry = tree === undefined ? undefined : entryAt(repository.store, tree, expression.slice(colon + 1));
  return entry === undefined ? null : objectView(repository, entry.oid);
}

export function gitObject(repository: Repository, args: Arguments, context: Context): ObjectView | null {
  requireRead(context, repository, "contents");
  const [oid, expression] = [textOf(args.oid), textOf(args.expression)];
  if (oid !== undefined) return objectView(repository, oid);
  return expression === undefined ? null : named(repository, expression, context.moment);
}

const object: Fields<ObjectView> = {
  id: ({ __typename, repository, oid }) => nodeId(__typename.slice(0, 1), repository.id, Number.parseInt(oid.slice(0, 12), 16)),
  oid: ({ oid }) => oid,
  abbreviatedOid: ({ oid }) => oid.slice(0, 7),
  repository: ({ repository }) => repository,
};

const commit = ({ repository, oid }: ObjectView) => repository.store.commit(oid);

export const commitFields: Fields<ObjectView> = {
  ...object,
  message: (view) => commit(view).message.trimEnd(),
  messageHeadline: (view) => commit(view).message.split("\n", 1)[0],
  committedDate: (view) => timestamp(commit(view).committer.date),
  authoredDate: (view) => timestamp(commit(view).author.date),
  url: ({ repository, oid }) => `${repository.world.web}/${repository.fullName}/commit/${oid}`,
  tree: (view) => objectView(view.repository, commit(view).tree),
  parents: (view, args) => page({ name: "parents", items: commit(view).parents, node: (oid) => objectView(view.repository, oid) }, args),
};

interface EntryView {
  readonly repository: Repository;
  readonly name: string;
  readonly entry: Entry;
}

const entryType = ({ mode }: Entry): string => (mode === modes.tree ? "tree" : mode === modes.submodule ? "commit" : "blob");

const treeEntry: Fields<EntryView> = {
  name: ({ name }) => name,
  nameRaw: ({ name }) => Buffer.from(name).toString("base64"),
  mode: ({ entry }) => entry.mode,
  type: ({ entry }) => entryType(entry),
  oid: ({ entry }) => entry.oid,
  size: ({ repository, entry }) => (entryType(entry) === "blob" ? repository.store.blob(entry.oid).length : 0),
  object: ({ repository, entry }) => (entryType(entry) === "commit" ? null : objectView(repository, entry.oid)),
};

const bytes = ({ repository, oid }: ObjectView): Buffer => repository.store.blob(oid);
const isBinary = (view: ObjectView): boolean => bytes(view).subarray(0, 8000).includes(0);

const blob: Fields<ObjectView> = {
  ...object,
  byteSize: (view) => bytes(view).length,
  isBinary: (view) => isBinary(view),
  isTruncated: (view) => bytes(view).length > longestText,
  text: (view) => (isBinary(view) ? null : bytes(view).subarray(0, longestText).toString()),
};

const tree: Fields<ObjectView> = {
  ...object,
  entries: ({ repository, oid }) => [...repository.store.directory(oid)].map(([name, entry]): EntryView => ({ repository, name, entry })),
};

const ref: Fields<RefView> = {
  id: ({ repository, name }) => nodeId("REF", repository.id, ...Buffer.from(name)),
  name: ({ name }) => name,
  prefix: () => "refs/heads/",
  target: ({ repository, oid }) => objectView(repository, oid),
  repository: ({ repository }) => repository,
};

export const gitTables: Tables = { Tree: tree, TreeEntry: treeEntry, Blob: blob, Ref: ref };
