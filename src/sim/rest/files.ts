/** The rows of a list of changed files. */
import type { ChangedFile } from "../git/files.ts";
import type { Sha } from "../git/objects.ts";
import type { Repository } from "../repositories.ts";
import type { Shape } from "../shapes.ts";
import type { PullState } from "../threads.ts";

/** Where every list of files of a pull request stops; `changed_files` counts on. */
export const longestFileList = 3000;

const encodedPath = (path: string): string => path.split("/").map(encodeURIComponent).join("/");

export function fileShape(repository: Repository, head: Sha, file: ChangedFile): Shape {
  const { additions, deletions } = repository.network.comparisons.lines(file);
  const { world, fullName } = repository;
  const path = encodedPath(file.path);
  return {
    sha: file.after?.oid ?? file.before?.oid ?? null,
    filename: file.path,
    status: file.status,
    additions,
    deletions,
    changes: additions + deletions,
    blob_url: `${world.web}/${fullName}/blob/${head}/${path}`,
    raw_url: `${world.web}/${fullName}/raw/${head}/${path}`,
    contents_url: `${world.api}/repos/${fullName}/contents/${path}?ref=${head}`,
    ...(file.previousPath === undefined ? {} : { previous_filename: file.previousPath }),
  };
}

/** The files of a pull request: from the merge base that GitHub last computed to the head. */
export const changedFiles = (repository: Repository, { mergeBase, head }: PullState): readonly ChangedFile[] =>
  repository.network.comparisons.files(repository.store.commit(mergeBase).tree, repository.store.commit(head).tree);

export function lineCounts(repository: Repository, state: PullState): { readonly additions: number; readonly deletions: number } {
  const counts = changedFiles(repository, state).map((file) => repository.network.comparisons.lines(file));
  return {
    additions: counts.reduce((sum, { additions }) => sum + additions, 0),
    deletions: counts.reduce((sum, { deletions }) => sum + deletions, 0),
  };
}
