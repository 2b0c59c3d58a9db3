/** The git command with which anybody can check a carry on a clone. */
import type { Sha } from "../ids.ts";
import type { Revision } from "./revision.ts";

export interface MergeCommand {
  readonly command: string;
  /** What it prints, and nothing else, exactly where the change of now is the reviewed one: the tree of the head of now. */
  readonly prints: Sha;
}

/**
 * The merge of the reviewed head and the merge base of now over the merge base that was reviewed, without git's guesses about renames. It
 * touches neither files nor branches. `--merge-base` takes git 2.40, and before 2.50 git guesses renames whatever it is told.
 */
export const mergeCommandOf = (voted: Revision, now: Revision): MergeCommand => ({
  command: [
    "git -c merge.renames=false -c merge.directoryRenames=false merge-tree --write-tree",
    `--merge-base=${voted.mergeBase} ${voted.head} ${now.mergeBase}`,
  ].join(" "),
  prints: now.tree,
});
