/** Questions about the commit graph: merge bases, what one side has and the other has not, ancestry. */
import type { ObjectStore, Sha } from "./objects.ts";

export interface Comparison {
  /** Commits that only the first side has, newest first. */
  readonly behind: readonly Sha[];
  /** Commits that only the second side has, newest first. */
  readonly ahead: readonly Sha[];
  /** Best common ancestors; several in a criss-cross history, none for unrelated ones. */
  readonly mergeBases: readonly Sha[];
}

const left = 1;
const right = 2;
/** Below a merge base: common, but not a best common ancestor. */
const below = 4;

/** Commits to visit, descendants always before their ancestors. */
class Frontier {
  readonly #store: ObjectStore;
  readonly #queue: { oid: Sha; generation: number }[] = [];
  readonly marks = new Map<Sha, number>();

  constructor(store: ObjectStore) {
    this.#store = store;
  }

  mark(oid: Sha, flags: number): void {
    const before = this.marks.get(oid);
    this.marks.set(oid, (before ?? 0) | flags);
    if (before !== undefined) return;
    const generation = this.#store.generation(oid);
    const position = this.#queue.findLastIndex((entry) => entry.generation <= generation);
    this.#queue.splice(position + 1, 0, { oid, generation });
  }

  next(): Sha | undefined {
    return this.#queue.pop()?.oid;
  }

  get isExhausted(): boolean {
    return this.#queue.every(({ oid }) => ((this.marks.get(oid) ?? 0) & below) !== 0);
  }
}

/** How the second commit relates to the first. */
export function comparison(store: ObjectStore, first: Sha, second: Sha): Comparison {
  const [behind, ahead, mergeBases]: [Sha[], Sha[], Sha[]] = [[], [], []];
  const frontier = new Frontier(store);
  frontier.mark(first, left);
  frontier.mark(second, right);
  while (!frontier.isExhausted) {
    const oid = frontier.next();
    if (oid !== undefined) visit(oid);
  }
  return { behind, ahead, mergeBases };

  function visit(oid: Sha): void {
    const marks = frontier.marks.get(oid) ?? 0;
    const common = (marks & left) !== 0 && (marks & right) !== 0;
    if (!common) (marks & left ? behind : ahead).push(oid);
    else if (!(marks & below)) mergeBases.push(oid);
    for (const parent of store.commit(oid).parents) frontier.mark(parent, common ? left | right | below : marks);
  }
}

/** GitHub names one merge base also where there are several. */
export const mergeBaseOf = (store: ObjectStore, first: Sha, second: Sha): Sha | undefined =>
  [...comparison(store, first, second).mergeBases].sort()[0];

export const isAncestor = (store: ObjectStore, ancestor: Sha, descendant: Sha): boolean =>
  ancestor === descendant || comparison(store, ancestor, descendant).behind.length === 0;

/** A commit and everything before it along first parents and merges, newest first. */
export function* historyFrom(store: ObjectStore, head: Sha): Generator<Sha> {
  const frontier = new Frontier(store);
  frontier.mark(head, left);
  for (let oid = frontier.next(); oid !== undefined; oid = frontier.next()) {
    yield oid;
    for (const parent of store.commit(oid).parents) frontier.mark(parent, left);
  }
}
