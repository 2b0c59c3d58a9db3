/** Found: what earlier passes learned about heads of a thread, kept because it never changes, and left out where it is forgotten. */
import { z } from "zod";
import type { RevisionFacts } from "../core/facts.ts";
import { type Sha, shaOf, type ThreadKey } from "../core/ids.ts";
import type { Look } from "../core/look.ts";
import type { Memory } from "../core/memory.ts";
import { carryRule } from "../core/revision/carry.ts";
import { arrivalsIn, type Found, type Head } from "../core/revision/pushes.ts";
import { type Carry, type CarryReason, carryKey, type Revision } from "../core/revision/revision.ts";
import type { Walked } from "../core/revision/sights.ts";
import { receiptsIn } from "../core/revision/vote-comment.ts";
import { type Shelf, shelf } from "./cache.ts";
import type { Place } from "./place.ts";

const sha = z.string().transform(shaOf);
const headShape: z.ZodType<Head> = z.object({
  revision: z.object({ head: sha, tree: sha, mergeBase: sha, mergeBaseTree: sha }),
  commits: z.number(),
});
const reasons: Readonly<Record<CarryReason, CarryReason>> = {
  ...{ differs: "differs", conflict: "conflict", mode: "mode", symlink: "symlink", submodule: "submodule", rename: "rename" },
  ...{ "too large": "too large", unreadable: "unreadable", "contents not given": "contents not given" },
};
const carryShape: z.ZodType<Carry> = z.union([
  z.object({ carries: z.literal(true), class: z.enum(["same commit", "same change", "base moved"]) }),
  z.object({ carries: z.literal(false), class: z.literal("changed"), reason: z.enum(reasons), paths: z.array(z.string()) }),
]);

const keptHeads = ({ cache, clock }: Place): Shelf<Head> => shelf(cache, clock, "head", headShape);
/** By the number of the rule that found it: what an older version of the walk allowed must not outlive it. */
const keptCarries = ({ cache, clock }: Place): Shelf<Carry> => shelf(cache, clock, `carry by rule ${carryRule}`, carryShape);
const headKey = (thread: ThreadKey, head: Sha): string => `${thread} ${head}`;

/** Of the newest heads that were sighted, and of the changes that votes are known to be about. */
export async function foundEarlier(place: Place, { thread, ours }: Look, { sightings, votes }: Memory, now: Revision): Promise<Found> {
  const keys = [...new Set(arrivalsIn(sightings).map(({ head }) => headKey(thread.key, head)))];
  const heads = [...(await keptHeads(place).known(keys)).values()];
  const reviewed = [
    ...[...votes.values()].flatMap(({ sight }) => (sight.kind === "known" ? sight.revisions : [])),
    ...receiptsIn(ours).flatMap(({ by }) => by.flatMap((receipt) => receipt.revisions)),
  ];
  const pairs = [now, ...heads.map(({ revision }) => revision)].flatMap((to) => reviewed.map((from) => carryKey(from, to)));
  return {
    heads: new Map(heads.map((head) => [head.revision.head, head])),
    carries: await keptCarries(place).known([...new Set(pairs)]),
  };
}

export async function keepFound(place: Place, { thread }: Look, { now, walked }: RevisionFacts & Walked): Promise<void> {
  await keepNew(keptHeads(place), new Map([[headKey(thread.key, now.head), { revision: now, commits: thread.commits }]]));
  await keepNew(keptCarries(place), new Map([...walked].filter(([, carry]) => carry.carries || !isPassing(carry))));
}

/** What could not be read may be readable another time. */
const isPassing = ({ reason }: Extract<Carry, { readonly carries: false }>): boolean =>
  reason === "unreadable" || reason === "contents not given";

async function keepNew<T>(kept: Shelf<T>, values: ReadonlyMap<string, T>): Promise<void> {
  const before = await kept.known([...values.keys()]);
  await kept.keep(new Map([...values].filter(([key, value]) => JSON.stringify(before.get(key)) !== JSON.stringify(value))));
}
