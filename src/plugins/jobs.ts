/**
 * Starts the jobs of a pull request and reports what becomes of them: presubmits in Prow's format, from the default branch and from the
 * organisation's `.github` repository. Some run by themselves, others when somebody asks (`/test`, `/retest`); nothing runs for a stranger
 * before somebody trusted has read it. Off where no runner is set up.
 */
import type { ChangedFile, OwnersFacts, Read } from "../core/facts.ts";
import type { AdviceRule } from "../core/jobs/advice.ts";
import { jobsOptions, runnersIn } from "../core/jobs/options.ts";
import { standingsOf } from "../core/jobs/standing.ts";
import { guardedPaths } from "../core/jobs/trust-options.ts";
import { jobWants, withoutJobs } from "../core/jobs/wants.ts";
import { jobWords } from "../core/jobs/words.ts";
import { answering } from "../core/owners/questions.ts";
import { definePlugin } from "../core/plugin.ts";

/** What is read for it at every pass. */
const always = ["presubmits", "statuses", "files", "people", "members", "overriders", "requiredContexts", "checkRuns"] as const;

export default definePlugin({
  name: "jobs",
  isOnByDefault: true,
  labels: [],
  needs: [],
  asks: {
    may: [...always, "guarded", "owners"],
    when: ({ advise, allow_top_level_owners: ownersMay }, _, trust) => [
      ...always,
      ...(guardedPaths(trust).length > 0 ? (["guarded"] as const) : []),
      ...(ownersMay || advise.some(isAboutLabels) ? (["owners"] as const) : []),
    ],
  },
  jobs: (options) => ({ files: options.files, runners: runnersIn(options), overridingTeams: options.allowed_github_teams }),
  isSetUp: (options) => runnersIn(options).length > 0,
  words: jobWords,
  options: jobsOptions,
  decide: ({
    asked: { presubmits, statuses, files, people, members, overriders, requiredContexts: required, checkRuns, guarded, owners },
    options,
    trustOptions,
    origins,
    ...surroundings
  }) => {
    const [usualRunner = "github-actions"] = runnersIn(options);
    if (presubmits.kind === "unread") return withoutJobs(presubmits.reason);
    return jobWants({
      ...surroundings,
      ...{ presubmits: presubmits.value, statuses, files, advise: options.advise, adviceOrigin: origins.get("jobs.advise") },
      ownersLabels: options.advise.some(isAboutLabels) ? labelsOf(files, owners) : new Set(),
      standings: standingsOf({ ...surroundings, options: trustOptions, people, members, guarded }),
      ...{ override: { options, overriders, owners }, required, checkRuns },
      usualRunner,
    });
  },
});

const isAboutLabels = ({ labels }: AdviceRule): boolean => labels !== undefined;

function labelsOf(files: Read<readonly ChangedFile[]>, owners: Read<OwnersFacts>): ReadonlySet<string> {
  if (owners.kind === "unread" || files.kind === "unread") return new Set();
  const answer = answering(owners.value.owners);
  return new Set(files.value.flatMap(({ path }) => answer(path).labels));
}
