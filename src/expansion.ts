/** Expansion: the threads behind a wake that names none: a commit, a branch, a repository, an installation. */
import type { Sha } from "./core/ids.ts";
import type { OpenThread } from "./core/listing.ts";
import type { ThreadName } from "./core/look.ts";
import type { MergeGroup, RepositoryName, Wake } from "./core/memory.ts";

export interface Expansion {
  threadsWithHead(repositoryId: number, head: Sha): Promise<readonly ThreadName[]>;
  /** Open threads that the ledger knows, of one base branch. */
  threadsOnto(repositoryId: number, base: string): Promise<readonly ThreadName[]>;
  /** All open threads, as GitHub lists them now. */
  openThreads(installation: number, repository: RepositoryName): Promise<readonly OpenThread[]>;
  /** Those of the listed that are not as the last pass left them. */
  changed(repositoryId: number, listed: readonly OpenThread[]): Promise<readonly OpenThread[]>;
  repositories(installation: number): Promise<readonly RepositoryName[]>;
}

type Expandable = Exclude<Wake, MergeGroup | { readonly kind: "thread" | "issue" }>;

/** The next smaller wakes. Throws where GitHub or the ledger does. */
export async function wakesBehind(expansion: Expansion, wake: Expandable): Promise<readonly Wake[]> {
  switch (wake.kind) {
    case "commit":
      return threadsOf(wake, await expansion.threadsWithHead(wake.repository.id, wake.sha));
    case "branch":
      return threadsOf(wake, await expansion.threadsOnto(wake.repository.id, wake.branch));
    case "repository": {
      const listed = await expansion.openThreads(wake.installation, wake.repository);
      return threadsOf(wake, wake.thoroughly ? listed : await expansion.changed(wake.repository.id, listed));
    }
    case "installation": {
      const { kind, ...rest } = wake;
      return (await expansion.repositories(wake.installation)).map((repository) => ({ kind: "repository", ...rest, repository }));
    }
    default:
      return wake satisfies never;
  }
}

/** Under the names of the wake: those that the ledger remembers may be from before a rename, a transfer or another installation. */
const threadsOf = (
  { installation, repository }: Extract<Expandable, { readonly repository: RepositoryName }>,
  threads: readonly { readonly number: number }[],
): Wake[] => threads.map(({ number }) => ({ kind: "thread", installation, repository, number, thoroughly: false }));
