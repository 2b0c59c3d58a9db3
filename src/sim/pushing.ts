/** The new heads that authors make of a pull request: squashed, amended, rebased, merged with the base. */
import type { Account } from "./accounts.ts";
import { type Changes, commitTree, editsOf } from "./creation.ts";
import { mergedTree, mergeOf } from "./git/merge.ts";
import type { Sha } from "./git/objects.ts";
import { editedTree } from "./git/trees.ts";
import type { Pull } from "./threads.ts";

function baseTip({ repository, state }: Pull): Sha {
  const tip = repository.tip(state.baseRef);
  if (tip === undefined) throw new Error(`the branch ${state.baseRef} is gone`);
  return tip;
}

export const squashedHead = (pull: Pull, author: Account, message: string): Sha =>
  commitTree(pull.repository, author, pull.repository.store.commit(pull.state.head).tree, [pull.state.mergeBase], message);

export function amendedHead(pull: Pull, author: Account, message: string, changes: Changes): Sha {
  const { store } = pull.repository;
  const last = store.commit(pull.state.head);
  return commitTree(pull.repository, author, editedTree(store, last.tree, editsOf(store, last.tree, changes)), last.parents, message);
}

/** Replays what each commit changed against its first parent; merges of the base fall away. */
export function rebasedHead(pull: Pull, author: Account): Sha {
  const { store } = pull.repository;
  return pull.state.commits
    .map((oid) => store.commit(oid))
    .filter(({ parents }) => parents.length === 1)
    .reduce((onto, { tree, parents: [parent], message }) => {
      const base = store.commit(parent ?? onto).tree;
      return commitTree(pull.repository, author, mergedTree(store, base, store.commit(onto).tree, tree), [onto], message);
    }, baseTip(pull));
}

export function headWithBase(pull: Pull, author: Account): Sha {
  const tip = baseTip(pull);
  const tree = mergeOf(pull.repository.store, pull.state.head, tip);
  return commitTree(pull.repository, author, tree, [pull.state.head, tip], `Merge branch '${pull.state.baseRef}'\n`);
}

export function headWithOursOf(pull: Pull, author: Account): Sha {
  const { tree } = pull.repository.store.commit(pull.state.head);
  return commitTree(pull.repository, author, tree, [pull.state.head, baseTip(pull)], `Merge branch '${pull.state.baseRef}'\n`);
}
