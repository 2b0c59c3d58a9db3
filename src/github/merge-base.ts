/** Merge base: where a head and the tip of its base part. */
import { z } from "zod";
import { RetryLater } from "../core/errors.ts";
import { type Sha, shaOf } from "../core/ids.ts";
import type { Answer } from "./answers.ts";
import { shaped } from "./answers.ts";
import { type Shelf, shelf } from "./cache.ts";
import type { Place } from "./place.ts";

const sha = z.string().transform(shaOf);
const commitShape = z.object({ sha, commit: z.object({ tree: z.object({ sha }) }) });
const comparisonShape = z.object({ base_commit: commitShape, merge_base_commit: commitShape });
const mergeBaseShape = z.object({ mergeBase: sha, mergeBaseTree: sha });

type MergeBase = z.infer<typeof mergeBaseShape>;

export const keptBases = ({ cache, clock }: Place): Shelf<MergeBase> => shelf(cache, clock, "merge base", mergeBaseShape);
/** The name of the merge base in the cache. */
export const mergeBaseKey = ({ repository }: Place, head: Sha, baseTip: Sha): string => `${repository.id} ${head} ${baseTip}`;

/** The first page has up to 300 files with their patches; the second has the merge base alone, where GitHub repeats it there. */
export const withFiles = 1;
const withoutFiles = 2;
export function compared({ session, repository: { owner, name } }: Place, head: Sha, baseTip: Sha, page: number): Promise<Answer> {
  return session.get("/repos/{owner}/{repo}/compare/{basehead}", {
    ...{ owner, repo: name, basehead: `${baseTip}...${head}`, per_page: 1, page },
  });
}

/** Throws NotFound where the two have nothing in common, or GitHub lacks one of them. */
export function mergeBaseOf(place: Place, head: Sha, baseTip: Sha): Promise<MergeBase> {
  return keptBases(place).one(mergeBaseKey(place, head, baseTip), async () => {
    const { data } = await compared(place, head, baseTip, withoutFiles);
    const small = comparisonShape.safeParse(data);
    return baseIn(small.success ? small.data : (await compared(place, head, baseTip, withFiles)).data, baseTip);
  });
}

export function baseIn(data: unknown, baseTip: Sha): MergeBase {
  const { base_commit: base, merge_base_commit: merge } = shaped(comparisonShape, data, "comparison");
  if (base.sha !== baseTip) throw new RetryLater("GitHub compared with another commit than the one asked for", 1);
  return { mergeBase: merge.sha, mergeBaseTree: merge.commit.tree.sha };
}
