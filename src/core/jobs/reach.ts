/** Reach: which jobs repositories the options of a repository may name. One App may be installed by organisations that do not trust each other. */
import { code } from "../quoting.ts";
import type { JobsOptions } from "./options.ts";

/** `listed`: what the operator of this bot lets everybody use, as `owner/name` in lower case. */
export const isWithinReach = (jobsRepository: string, owner: string, listed: readonly string[]): boolean =>
  jobsRepository.toLowerCase().startsWith(`${owner.toLowerCase()}/`) || listed.includes(jobsRepository.toLowerCase());

export interface Reached {
  readonly options: JobsOptions;
  /** A sentence without its full stop, in Markdown. */
  readonly problem?: string;
}

/** Without any runner where the jobs repository is out of reach: jobs that should run there must not run anywhere else instead. */
export function withinReach(options: JobsOptions, owner: string, listed: readonly string[]): Reached {
  const { runner: _, github_actions: place, webhook: __, ...rest } = options;
  if (place === undefined || isWithinReach(place.repository, owner, listed)) return { options };
  const [theirs, ours] = [code(place.repository), code(owner)];
  return {
    options: rest,
    problem: `\`jobs.github_actions.repository\` names ${theirs}, which is not ${ours}'s, so that no job runs; name a repository of ${ours}, or let the operator of this bot add ${theirs} to \`JOBS_REPOSITORIES\``,
  };
}
