/** Comparison: where a head and the tip of its base part, and, for small changes in the same request, what lies between. */
import { z } from "zod";
import { RetryLater } from "../core/errors.ts";
import type { Thread } from "../core/facts.ts";
import { type Sha, shaOf } from "../core/ids.ts";
import type { Answer } from "./answers.ts";
import { shaped } from "./answers.ts";
import { type Shelf, shelf } from "./cache.ts";
import { fileOf, filesKey, keptFiles, rowShape } from "./files.ts";
import type { Place } from "./place.ts";

const sha = z.string().transform(shaOf);
const commitShape = z.object({ sha, commit: z.object({ tree: z.object({ sha }) }) });
const comparisonShape = z.object({ base_commit: commitShape, merge_base_commit: commitShape });
const filesShape = z.object({ files: z.array(rowShape) });
const mergeBaseShape = z.object({ mergeBase: sha, mergeBaseTree: sha });

type MergeBase = z.infer<typeof mergeBaseShape>;

const keptBases = ({ cache, clock }: Place): Shelf<MergeBase> => shelf(cache, clock, "merge base", mergeBaseShape);
const keyOf = ({ repository }: Place, head: Sha, baseTip: Sha): string => `${repository.id} ${head} ${baseTip}`;

/** The first page has up to 300 files with their patches; the second has the merge base alone, where GitHub repeats it there. */
const withFiles = 1;
const withoutFiles = 2;
/** GitHub sends the patches of all files along: of more than so many they would be the larger part of what a pass reads. */
const mostCompared = 30;

function compared({ session, repository: { owner, name } }: Place, head: Sha, baseTip: Sha, page: number): Promise<Answer> {
  return session.get("/repos/{owner}/{repo}/compare/{basehead}", {
    ...{ owner, repo: name, basehead: `${baseTip}...${head}`, per_page: 1, page },
  });
}

/** Throws NotFound where the two have nothing in common, or GitHub lacks one of them. */
export function mergeBaseOf(place: Place, head: Sha, baseTip: Sha): Promise<MergeBase> {
  return keptBases(place).one(keyOf(place, head, baseTip), async () => {
    const { data } = await compared(place, head, baseTip, withoutFiles);
    const small = comparisonShape.safeParse(data);
    return baseIn(small.success ? small.data : (await compared(place, head, baseTip, withFiles)).data, baseTip);
  });
}

function baseIn(data: unknown, baseTip: Sha): MergeBase {
  const { base_commit: base, merge_base_commit: merge } = shaped(comparisonShape, data, "comparison");
  if (base.sha !== baseTip) throw new RetryLater("GitHub compared with another commit than the one asked for", 1);
  return { mergeBase: merge.sha, mergeBaseTree: merge.commit.tree.sha };
}

/**
 * Brings the merge base of a small pull request and its changed files at once, for those who ask for either. Files are taken only where
 * GitHub counts as many: else its own list is asked for, which may be older than the base.
 */
export async function compareSmall(place: Place, thread: Thread): Promise<void> {
  const { head, base } = thread;
  const key = keyOf(place, head, base.tip);
  if (thread.changedFiles > mostCompared || (await keptBases(place).known([key])).has(key)) return;
  const { data } = await compared(place, head, base.tip, withFiles);
  await keptBases(place).keep(new Map([[key, baseIn(data, base.tip)]]));
  const files = shaped(filesShape, data, "comparison").files.map(fileOf);
  if (files.length === thread.changedFiles) await keptFiles(place).keep(new Map([[filesKey(thread), files]]));
}
