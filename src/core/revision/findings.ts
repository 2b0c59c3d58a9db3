/** Findings: what a walk found at each path, and the answer that follows from all of it. */
import { byBytes } from "../owners/bytes.ts";
import { Moves } from "./moves.ts";
import { type Contents, type Entry, type Four, findingAt } from "./path-rule.ts";
import type { Carry, CarryReason } from "./revision.ts";

/** A file whose contents have to be merged. */
export interface Candidate {
  readonly path: string;
  readonly contents: Contents;
}

interface Failure {
  readonly path: string;
  readonly reason: CarryReason;
}

/** Of several reasons the first is told: a rename also explains what differs at its other end. */
const certain: readonly CarryReason[] = ["rename", "differs", "conflict", "mode", "symlink", "submodule"];
/** Told only where nothing is certain: first what may pass, which also narrows the bounds within which the walk goes on. */
const doubtful: readonly CarryReason[] = ["unreadable", "contents not given", "too large"];

const mostPaths = 10;

export class Findings {
  readonly candidates: Candidate[] = [];
  readonly #failures: Failure[] = [];
  readonly #moves = new Moves();

  /** What the four trees have at a path, where a directory counts as nothing. */
  look(path: string, entries: Four<Entry | undefined>): void {
    this.#moves.note(path, entries);
    const finding = findingAt(entries);
    if (finding.kind === "fails") this.fail(path, finding.reason);
    if (finding.kind === "merge") this.candidates.push({ path, contents: finding.contents });
  }

  fail(path: string, reason: CarryReason): void {
    this.#failures.push({ path, reason });
  }

  get hasFailed(): boolean {
    return this.#failures.length > 0;
  }

  /** `base moved` where nothing failed. */
  carry(): Carry {
    if (!this.hasFailed) return { carries: true, class: "base moved" };
    const failures = this.#failures.map(
      ({ path, reason }): Failure => ({ path, reason: reason === "conflict" && this.#moves.hasLeft(path) ? "rename" : reason }),
    );
    const proven = failures.filter(({ reason }) => certain.includes(reason));
    const told = proven.length > 0 ? proven : failures;
    const reasons = new Set(told.map(({ reason }) => reason));
    const reason = [...certain, ...doubtful].find((one) => reasons.has(one)) ?? "unreadable";
    const paths = told.map(({ path }) => path).sort(byBytes);
    return { carries: false, class: "changed", reason, paths: paths.slice(0, mostPaths) };
  }
}
