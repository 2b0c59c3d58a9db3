/** What really happened on a pull request, noted as it happens: the measure for labels that grant, whatever the bot could see of it. */
import type { Person, Pull, Said } from "../../src/sim/index.ts";

interface Revision {
  readonly tree: string;
  readonly mergeBaseTree: string;
}

interface Word {
  readonly by: Person;
  readonly said: Said<Pull>;
  readonly says: "/lgtm" | "/lgtm cancel" | "/approve" | "/approve cancel";
  /** What the writer had in view. */
  readonly on: Revision;
}

const revisionOf = ({ repository, state }: Pull): Revision => ({
  tree: repository.store.commit(state.head).tree,
  mergeBaseTree: repository.store.commit(state.mergeBase).tree,
});

export class Truth {
  readonly pull: Pull;
  readonly #words: Word[] = [];
  readonly #edited = new Set<Word>();

  constructor(pull: Pull) {
    this.pull = pull;
  }

  says(by: Person, says: Word["says"]): void {
    this.#words.push({ by, says, on: revisionOf(this.pull), said: by.says(this.pull, says) });
  }

  /** The n-th of the granting words that stand there; undefined where there is none. */
  #granting(n: number): Word | undefined {
    const standing = this.#words.filter(({ says, said }) => !says.includes("cancel") && !said.isDeleted);
    return standing[n % Math.max(1, standing.length)];
  }

  edits(n: number, editor: Person): void {
    const word = this.#granting(n);
    if (word === undefined) return;
    this.#edited.add(word);
    editor.edits(word.said, `${word.says}\n\nOr so.`);
  }

  takesBack(n: number): void {
    const word = this.#granting(n);
    word?.by.deletes(word.said);
  }

  /** Whether somebody who may has voted, and nobody who may has taken it back, for exactly what the pull request holds now. */
  hasVote(mayVote: readonly Person[], mayCancel: readonly Person[]): boolean {
    const now = revisionOf(this.pull);
    const lastCancel = this.#words.findLastIndex(({ by, says }) => says === "/lgtm cancel" && mayCancel.includes(by));
    return this.#words.some(
      (word, index) =>
        word.says === "/lgtm" &&
        index > lastCancel &&
        mayVote.includes(word.by) &&
        this.#stands(word) &&
        word.on.tree === now.tree &&
        word.on.mergeBaseTree === now.mergeBaseTree,
    );
  }

  /** Whether somebody of these has approved and not taken it back. */
  hasApproval(owners: readonly Person[]): boolean {
    return owners.some((owner) => {
      const own = this.#words.filter(({ by, says }) => by === owner && says.startsWith("/approve"));
      const lastCancel = own.findLastIndex(({ says }) => says === "/approve cancel");
      return own.slice(lastCancel + 1).some((word) => this.#stands(word));
    });
  }

  /** Both names of a renamed file. */
  changedPaths(): readonly string[] {
    const { network } = this.pull.repository;
    const { tree, mergeBaseTree } = revisionOf(this.pull);
    return network.comparisons
      .files(mergeBaseTree, tree)
      .flatMap(({ path, previousPath }) => (previousPath === undefined ? [path] : [path, previousPath]));
  }

  #stands(word: Word): boolean {
    return !this.#edited.has(word) && !word.said.isDeleted;
  }
}
