/** Runs, as a pass has them looked after: which runner a repository's options set up, and how many runs of a job may go on at once. */
import type { Facts } from "./core/facts.ts";
import { type JobsOptions, jobsOptions } from "./core/jobs/options.ts";
import type { RunnerName } from "./core/jobs/presubmit.ts";
import type { Ledger } from "./ledger/ledger.ts";
import type { Runs } from "./pass/ports.ts";
import { githubActions, type Workflows } from "./runners/github-actions.ts";
import type { Runner } from "./runners/runner.ts";
import type { Wire } from "./runners/signed-request.ts";
import { tendThread } from "./runners/thread.ts";
import { webhook } from "./runners/webhook.ts";
import type { Log } from "./work.ts";

export interface RunParts {
  readonly ledger: Pick<Ledger, "runs">;
  readonly workflows: Workflows;
  /** Absent: the operator of this bot lets it ask no server but GitHub. */
  readonly wire?: Wire;
  readonly log: Log;
}

export function runsWith({ ledger: { runs }, workflows, wire = closed, log }: RunParts): Runs {
  return {
    settle: (thread, decided, now) => runs.settle(thread, decided, now),
    tend: (facts, mayWrite) => {
      const options = jobsOptions.parse(facts.options.byPlugin.get("jobs") ?? {});
      return tendThread(facts.thread.key, {
        ...{ runs, mayWrite, now: facts.now },
        runnerOf: (name) => runnerOf(name, options, workflows, wire),
        mostAtOnce: mostAtOnce(facts),
        complain: ({ job }, error) =>
          log.warn({ thread: facts.thread.url, job, err: error }, "a runner could not be asked about a run; a later pass tries again"),
      });
    },
  };
}

/** No host may be asked. */
const closed: Wire = { hosts: [], secret: "", fetch: globalThis.fetch, clock: () => Date.now() / 1000 };

function runnerOf(name: RunnerName, options: JobsOptions, workflows: Workflows, wire: Wire): Runner | undefined {
  switch (name) {
    case "github-actions": {
      const { github_actions: place } = options;
      if (place === undefined) return undefined;
      const [owner = "", repository = ""] = place.repository.split("/");
      return githubActions(workflows, { owner, name: repository, workflow: place.workflow, ref: place.ref });
    }
    case "webhook":
      return options.webhook === undefined ? undefined : webhook(options.webhook.url, wire);
    default:
      return name satisfies never;
  }
}

/** Of a job that is not there, or whose file is broken, nobody knows how many: what waits goes on waiting. */
function mostAtOnce({ sources: { presubmits } }: Facts): (job: string) => number | undefined {
  if (presubmits.kind === "unread") return () => undefined;
  return (job) => presubmits.value.presubmits.find(({ name }) => name === job)?.maxConcurrency;
}
