/** What a pass remembers of everything said about LGTM: who was entitled when it was first seen, and which revisions it may be about. */
import { loginOf } from "../ids.ts";
import type { VoteRecord } from "../memory.ts";
import type { RatedStance, Vote } from "./ballot.ts";
import { cancelSight, type Sight } from "./revision.ts";

/** Only what is new or has changed. The right to vote and the branch stay as they were judged at first. */
export const recordsOf = (stances: readonly (Vote & RatedStance)[], votes: ReadonlyMap<string, VoteRecord>): VoteRecord[] =>
  stances.flatMap((stance) => {
    const { statement, by, at, baseRef, right, how } = stance;
    if (by === undefined || how === "receipt" || (right.kind !== "may" && right.kind !== "may not")) return [];
    const before = votes.get(statement);
    const sight = sightToRecord(stance, before?.sight);
    // Nothing was taken over: a proof that turns up later may still count.
    if (how === "import" && sight.kind !== "known") return [];
    if (before !== undefined) return isSame(before.sight, sight) ? [] : [{ ...before, sight }];
    return [{ statement, by: by.id, login: loginOf(by.spelled), at, isEntitled: right.kind === "may", baseRef, sight }];
  });

/** A set that was final once is not forgotten because a commit cannot be read for a while. */
function sightToRecord({ wants, sight }: Vote, before: Sight | undefined): Sight {
  if (wants === "cancel") return cancelSight;
  if (before?.kind === "known" && before.isFinal && sight?.kind !== "known") return before;
  return sight ?? { kind: "unknown", reason: "cannot be told yet" };
}

const isSame = (a: Sight, b: Sight): boolean => JSON.stringify(a) === JSON.stringify(b);
