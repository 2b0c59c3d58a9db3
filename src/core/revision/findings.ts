/** Findings: what a walk found at each path, and the answer that follows from all of it. */
import type { Sha } from "../ids.ts";
import { byBytes } from "../owners/bytes.ts";
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

type Side = "oldHead" | "newBase";

/** A file that one side deleted and the other edited, or one that one side alone added. */
interface Move {
  readonly path: string;
  readonly side: Side;
  readonly oid: Sha;
}

/** The first that applies to a path is said of all; what is known for certain comes before what could not be read. */
const certain: readonly CarryReason[] = ["rename", "differs", "conflict", "mode", "symlink", "submodule"];
const doubtful: readonly CarryReason[] = ["too large", "unreadable", "contents not given"];

const mostPaths = 10;

export class Findings {
  readonly candidates: Candidate[] = [];
  readonly #failures: Failure[] = [];
  readonly #departures: Move[] = [];
  /** Unlike what the side added there, or like it: a rename that was followed takes the other side's edits along. */
  readonly #arrivals: (Move & { readonly isKept: boolean })[] = [];

  /** What the four trees have at a path that is no directory. */
  look(path: string, entries: Four<Entry | undefined>): void {
    const finding = findingAt(entries);
    this.#noteMoves(path, entries, finding.kind !== "fails");
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
    const failures = this.#failures.map((failure) => (this.#isRename(failure) ? { ...failure, reason: "rename" as const } : failure));
    const proven = failures.filter(({ reason }) => certain.includes(reason));
    const told = proven.length > 0 ? proven : failures;
    const reasons = new Set(told.map(({ reason }) => reason));
    const reason = [...certain, ...doubtful].find((one) => reasons.has(one)) ?? "unreadable";
    const paths = told.map(({ path }) => path).sort(byBytes);
    return { carries: false, class: "changed", reason, paths: paths.slice(0, mostPaths) };
  }

  #noteMoves(path: string, { oldBase, oldHead, newBase }: Four<Entry | undefined>, isKept: boolean): void {
    if (oldBase === undefined) {
      if (oldHead !== undefined && newBase === undefined) this.#arrivals.push({ path, side: "oldHead", oid: oldHead.oid, isKept });
      if (newBase !== undefined && oldHead === undefined) this.#arrivals.push({ path, side: "newBase", oid: newBase.oid, isKept });
    } else if ((oldHead === undefined) !== (newBase === undefined))
      this.#departures.push({ path, side: oldHead === undefined ? "oldHead" : "newBase", oid: oldBase.oid });
  }

  /** Git guesses renames from contents; here they only explain why the answer is no. */
  #isRename({ path, reason }: Failure): boolean {
    const departure = reason === "conflict" ? this.#departures.find((move) => move.path === path) : undefined;
    return (
      departure !== undefined &&
      this.#arrivals.some(({ side, oid, isKept }) => side === departure.side && (!isKept || oid === departure.oid))
    );
  }
}
