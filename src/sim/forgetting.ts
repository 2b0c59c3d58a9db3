/** What GitHub's garbage collection may take away: a commit that was forced away, with all that nothing else reaches. */
import { historyFrom } from "./git/history.ts";
import { modes, type ObjectStore, type Sha } from "./git/objects.ts";
import { entriesBelow } from "./git/trees.ts";
import type { Repository } from "./repositories.ts";
import { Pull } from "./threads.ts";

/** Throws where a branch or a pull request still reaches the commit. No replica shows it any more. */
export function forgetCommit(repository: Repository, commit: Sha): void {
  const { store } = repository;
  const kept = reachedFrom(store, rootsOf(repository));
  if (kept.has(commit)) throw new Error(`${commit} is still reached`);
  for (const oid of reachedFrom(store, [commit])) if (!kept.has(oid)) store.remove(oid);
}

/** The tips of all branches of the network, and each pull request's head, open or not, whatever became of its branch. */
function rootsOf(repository: Repository): Sha[] {
  const { world, network, parent } = repository;
  const homes = [parent ?? repository, ...network.forks.values()];
  const tips = homes.flatMap(({ branches }) => [...branches.values()].flatMap(({ current }) => current ?? []));
  const pulls = [...world.threads.values()].filter((thread) => thread instanceof Pull);
  return [...tips, ...pulls.filter((pull) => pull.repository.network === network).map(({ head }) => head)];
}

function reachedFrom(store: ObjectStore, commits: readonly Sha[]): Set<Sha> {
  const reached = new Set<Sha>();
  for (const head of commits) {
    for (const commit of historyFrom(store, head)) {
      reached.add(commit);
      const { tree } = store.commit(commit);
      if (reached.has(tree)) continue;
      reached.add(tree);
      for (const [, { mode, oid }] of entriesBelow(store, tree)) if (mode !== modes.submodule) reached.add(oid);
    }
  }
  return reached;
}
