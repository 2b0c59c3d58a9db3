/** Moves: which deleted files went to another path. Git guesses that from contents; here it only explains why a vote does not carry. */
import type { Sha } from "../ids.ts";
import type { Entry, Four } from "./path-rule.ts";

type Side = "oldHead" | "newBase";

export class Moves {
  /** What one side alone deleted, by path. */
  readonly #departures = new Map<string, { readonly side: Side; readonly oid: Sha }>();
  /** Contents that one side alone added. */
  readonly #arrivals = new Set<`${Side} ${Sha}`>();
  /** Sides that added a file which the new head has with other contents: those of a rename, with the other side's edits. */
  readonly #followed = new Set<Side>();

  note(path: string, { oldBase, oldHead, newBase, newHead }: Four<Entry | undefined>): void {
    if ((oldHead === undefined) === (newBase === undefined)) return;
    if (oldBase !== undefined) {
      this.#departures.set(path, { side: oldHead === undefined ? "oldHead" : "newBase", oid: oldBase.oid });
      return;
    }
    const side = oldHead === undefined ? "newBase" : "oldHead";
    const oid = (oldHead ?? newBase)?.oid;
    if (oid === undefined) return;
    this.#arrivals.add(`${side} ${oid}`);
    if (newHead !== undefined && newHead.oid !== oid) this.#followed.add(side);
  }

  /** Whether a file that one side deleted seems to have gone elsewhere, as far as the walk has looked. */
  hasLeft(path: string): boolean {
    const departure = this.#departures.get(path);
    if (departure === undefined) return false;
    return this.#followed.has(departure.side) || this.#arrivals.has(`${departure.side} ${departure.oid}`);
  }
}
