/** Runs, as a pass has them looked after: which runner has a run or should get it, and how many runs of a job may go on at once. */
import type { Facts } from "./core/facts.ts";
import { type JobsOptions, jobsOptionsIn } from "./core/jobs/options.ts";
import type { RunnerName } from "./core/jobs/presubmit.ts";
import { isWithinReach } from "./core/jobs/reach.ts";
import type { RunRecord } from "./core/jobs/records.ts";
import type { RunPlace } from "./core/jobs/runner.ts";
import type { Ledger } from "./ledger/ledger.ts";
import type { Runs } from "./pass/ports.ts";
import { githubActions, listingOnce, type Workflows } from "./runners/github-actions.ts";
import type { Runner } from "./runners/runner.ts";
import type { Wire } from "./runners/signed-request.ts";
import { tendThread } from "./runners/thread.ts";
import { webhook } from "./runners/webhook.ts";
import type { Log } from "./work.ts";

export interface RunParts {
  readonly ledger: Pick<Ledger, "runs">;
  readonly workflows: Workflows;
  /** Jobs repositories that every organisation may use, as `owner/name` in lower case. */
  readonly jobsRepositories: readonly string[];
  /** Absent: the operator of this bot lets it ask no server but GitHub. */
  readonly wire?: Wire;
  readonly log: Log;
}

export function runsWith(parts: RunParts): Runs {
  const { runs } = parts.ledger;
  return {
    settle: (thread, decided, now) => runs.settle(thread, decided, now),
    tend: (facts, mayWrite) => {
      const options = jobsOptionsIn(facts.options.byPlugin);
      const listing = { ...parts, workflows: listingOnce(parts.workflows) };
      return tendThread(facts.thread.key, {
        ...{ runs, mayWrite, now: facts.now },
        runnerOf: (run) => runnerOf(run, options, listing),
        mostAtOnce: mostAtOnce(facts),
        complain: ({ job }, error) =>
          parts.log.warn(
            { thread: facts.thread.url, job, err: error },
            "a runner could not be asked about a run; a later pass tries again",
          ),
      });
    },
  };
}

/** No host may be asked. */
const closed: Wire = { hosts: [], secret: "", fetch: globalThis.fetch, clock: () => Date.now() / 1000 };

/** A run that somebody was asked for is asked about at that place, as far as it may still be asked. */
function runnerOf({ runner, place, target }: RunRecord, options: JobsOptions, parts: RunParts): Runner | undefined {
  const from = place ?? placeIn(options, runner);
  return from === undefined ? undefined : runnerAt(from, target.repository.owner, parts);
}

function placeIn({ github_actions: actions, webhook: server }: JobsOptions, runner: RunnerName): RunPlace | undefined {
  switch (runner) {
    case "github-actions":
      return actions === undefined ? undefined : { runner, ...actions };
    case "webhook":
      return server === undefined ? undefined : { runner, url: server.url };
    default:
      return runner satisfies never;
  }
}

/** `owner`: of the repository whose pull request is tested. */
function runnerAt(place: RunPlace, owner: string, { workflows, jobsRepositories, wire = closed }: RunParts): Runner | undefined {
  switch (place.runner) {
    case "github-actions": {
      const { repository, workflow, ref } = place;
      // What is kept of a run may be older than the operator's list.
      if (!isWithinReach(repository, owner, jobsRepositories)) return undefined;
      const [jobsOwner = "", name = ""] = repository.split("/");
      return githubActions(workflows, { owner: jobsOwner, name, workflow, ref });
    }
    case "webhook":
      return webhook(place.url, wire);
    default:
      return place satisfies never;
  }
}

/** Of a job that is not there, or whose file is broken, nobody knows how many: what waits goes on waiting. */
function mostAtOnce({ sources: { presubmits } }: Facts): (job: string) => number | undefined {
  if (presubmits.kind === "unread") return () => undefined;
  return (job) => presubmits.value.presubmits.find(({ name }) => name === job)?.maxConcurrency;
}
