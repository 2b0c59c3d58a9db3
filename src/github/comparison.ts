/** Comparison: of a small change the merge base and what lies between it and the head, in one request. */
import { z } from "zod";
import type { Thread } from "../core/facts.ts";
import { shaped } from "./answers.ts";
import { fileOf, filesKey, keptFiles, rowShape } from "./files.ts";
import { baseIn, compared, keptBases, mergeBaseKey, withFiles } from "./merge-base.ts";
import type { Place } from "./place.ts";

const filesShape = z.object({ files: z.array(rowShape) });

/** GitHub sends the patches of all files along: of more than so many they would be the larger part of what a pass reads. */
const mostCompared = 30;

/**
 * Brings the merge base of a small pull request and its changed files at once, for those who ask for either. Files are taken only where
 * GitHub counts as many: else its own list is asked for, which may be older than the base.
 */
export async function compareSmall(place: Place, thread: Thread): Promise<void> {
  const { head, base } = thread;
  const key = mergeBaseKey(place, head, base.tip);
  if (thread.changedFiles > mostCompared || (await keptBases(place).known([key])).has(key)) return;
  const { data } = await compared(place, head, base.tip, withFiles);
  await keptBases(place).keep(new Map([[key, baseIn(data, base.tip)]]));
  const files = shaped(filesShape, data, "comparison").files.map(fileOf);
  if (files.length === thread.changedFiles) await keptFiles(place).keep(new Map([[filesKey(thread), files]]));
}
