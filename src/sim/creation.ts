/** Makes repositories, forks and commits. */
import type { Account } from "./accounts.ts";
import { announceRepository, announceSelection } from "./announcements.ts";
import { modes, type ObjectStore, type Sha, type Signature } from "./git/objects.ts";
import { type Edits, editedTree, entryAt } from "./git/trees.ts";
import { Repository, type Role } from "./repositories.ts";
import type { World } from "./world.ts";

/** A text or bytes, null to remove the file, or where to move it from; a mode where it is not a plain file. */
export type Content = string | Uint8Array;
export type Change =
  | Content
  | null
  | { readonly from: string; readonly content?: Content }
  | { readonly content: Content; readonly mode: "executable" | "symlink" }
  | { readonly submodule: Sha };

/** What happens to each path. */
export type Changes = Readonly<Record<string, Change>>;

export interface NewRepository {
  readonly name: string;
  readonly files?: Changes;
  readonly defaultBranch?: string;
  readonly isPrivate?: boolean;
  readonly collaborators?: Readonly<Record<string, Role>>;
  readonly labels?: readonly string[];
}

const isContent = (change: Change): change is Content => typeof change === "string" || change instanceof Uint8Array;

/** Changes as edits of a tree. Throws where a file to be moved is not there. */
export function editsOf(store: ObjectStore, tree: Sha | undefined, changes: Changes): Edits {
  const edits: Map<string, { mode: (typeof modes)[keyof typeof modes]; oid: Sha } | null> = new Map();
  for (const [path, change] of Object.entries(changes)) {
    if (change === null) edits.set(path, null);
    else if (isContent(change)) edits.set(path, { mode: modes.file, oid: store.writeBlob(change) });
    else if ("submodule" in change) edits.set(path, { mode: modes.submodule, oid: change.submodule });
    else if ("mode" in change) edits.set(path, { mode: modes[change.mode], oid: store.writeBlob(change.content) });
    else {
      const source = tree === undefined ? undefined : entryAt(store, tree, change.from);
      if (source === undefined) throw new Error(`there is no ${change.from} to move to ${path}`);
      edits.set(change.from, null);
      edits.set(path, change.content === undefined ? source : { ...source, oid: store.writeBlob(change.content) });
    }
  }
  return edits;
}

const signature = (world: World, author: Account): Signature => ({
  name: author.login,
  email: `${author.id}+${author.login}@users.noreply.github.test`,
  date: world.clock.now(),
});

/** Writes a commit; two alike in one second differ by their message only, as with git. */
export function commitTree(repository: Repository, author: Account, tree: Sha, parents: readonly Sha[], message: string): Sha {
  const by = signature(repository.world, author);
  return repository.store.writeCommit({ tree, parents, author: by, committer: by, message });
}

/** A commit with these changes on top of another one. */
export function commitChanges(repository: Repository, author: Account, parent: Sha | undefined, changes: Changes, message: string): Sha {
  const { store } = repository;
  const tree = parent === undefined ? undefined : store.commit(parent).tree;
  const after = editedTree(store, tree, editsOf(store, tree, changes));
  return commitTree(repository, author, after, parent === undefined ? [] : [parent], message);
}

/** A repository with its files in a first commit on the default branch. */
export function createRepository(world: World, owner: Account, options: NewRepository): Repository {
  const { name, files = {}, defaultBranch = "main", isPrivate = false, collaborators = {}, labels = [] } = options;
  const repository = new Repository(world, owner, name, { isPrivate, defaultBranch, parent: null });
  world.register(repository);
  for (const [login, role] of Object.entries(collaborators)) repository.collaborators.set(world.user(login), role);
  for (const label of labels) createLabel(repository, label, "ededed", null);
  repository.setTip(defaultBranch, commitChanges(repository, owner, undefined, files, "First commit\n"));
  announceRepository(repository, "created");
  for (const installation of world.installationsFor(owner, "installation_repositories")) {
    if (installation.selected === undefined) announceSelection(world, installation, [repository], []);
  }
  return repository;
}

/** The person's fork, made when it is first needed. */
export function forkOf(repository: Repository, owner: Account): Repository {
  const { world, isPrivate, defaultBranch } = repository;
  const known = repository.network.forks.get(owner);
  if (known !== undefined) return known;
  const isTaken = world.repository(`${owner.login}/${repository.name}`) !== undefined;
  const fork = new Repository(world, owner, isTaken ? `${repository.name}-${repository.id}` : repository.name, {
    isPrivate,
    defaultBranch,
    parent: repository,
  });
  world.register(fork);
  repository.network.forks.set(owner, fork);
  const tip = repository.tip(defaultBranch);
  if (tip !== undefined) fork.setTip(defaultBranch, tip);
  return fork;
}

export function createLabel(repository: Repository, name: string, color: string, description: string | null) {
  const label = { __typename: "Label" as const, id: repository.world.nextId(), repository, name, color, description };
  repository.labels.set(name.toLowerCase(), label);
  return label;
}
