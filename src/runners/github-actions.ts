/** Runs as workflow runs on GitHub Actions: dispatched on a configured branch, and found by the key in their title. */
import { type Instant, later } from "../core/ids.ts";
import { type Errand, type Found, type Progress, type Refusal, ticketIn } from "../core/jobs/runner.ts";
import type { Dispatched, DispatchRefusal, Listed, WorkflowPlace, WorkflowRun } from "../core/jobs/workflows.ts";
import { code } from "../core/quoting.ts";
import type { Runner } from "./runner.ts";

/**
 * The workflow of jobs that name no other, and where it is. `ref` is always the configured one: a dispatched run has the secrets of its
 * repository, so that nothing of a pull request may say which version of the workflow runs.
 */
export type ActionsSettings = WorkflowPlace;

/** What is asked of GitHub: whoever puts the parts together hands it over. */
export interface Workflows {
  /** Sent once. */
  dispatch(place: WorkflowPlace, inputs: Readonly<Record<string, string>>): Promise<Dispatched>;
  /** All that this App has dispatched in the repository between two moments, and GitHub lists already: the oldest first. */
  runs(place: WorkflowPlace, since: Instant, until: Instant): Promise<Listed>;
  /** Undefined: there is none of this id. */
  run(place: WorkflowPlace, id: number): Promise<WorkflowRun | undefined>;
  /** What has ended or is gone is left as it is. */
  cancel(place: WorkflowPlace, id: number): Promise<void>;
}

/** A run is listed some time after its dispatch; how long is not documented (seconds). */
const settles = 180;
/** The clocks of a pass and of GitHub's lists may differ by so much (seconds). */
const slack = 120;
/** A dispatched run that is listed at all is listed within this time (seconds). */
const longest = 60 * 60;

export function githubActions(workflows: Workflows, settings: ActionsSettings): Runner {
  const placeOf = ({ workflow }: Errand): WorkflowPlace => ({ ...settings, workflow: workflow ?? settings.workflow });
  return {
    place: { runner: "github-actions", repository: `${settings.owner}/${settings.name}`, workflow: settings.workflow, ref: settings.ref },
    settles,
    start: async (errand) => {
      const place = placeOf(errand);
      const came = await workflows.dispatch(place, inputsOf(errand));
      switch (came.kind) {
        case "accepted":
          return came.run === undefined ? { kind: "started" } : { kind: "started", id: String(came.run.id), url: came.run.url };
        case "refused":
          return refusedFor(came.refusal, place);
        case "postponed":
          return came;
        case "unanswered":
          return { kind: "unknown", why: came.why };
        default:
          return came satisfies never;
      }
    },
    find: async (errand, { first, last }) => {
      const place = placeOf(errand);
      const list = await workflows.runs(place, later(first, -slack), later(last, longest));
      if (list.kind === "refused") return refusedFor(list.refusal, place);
      return list.runs.filter(({ title }) => ticketIn(title) === errand.ticket).map(foundAs);
    },
    look: async (errand, id) => {
      const run = await workflows.run(placeOf(errand), Number(id));
      return run === undefined ? undefined : foundAs(run);
    },
    cancel: (errand, id) => workflows.cancel(placeOf(errand), Number(id)),
  };
}

/** Seven, and what the job's file adds: 25 together, on an Enterprise Server up to 3.19 ten. What is ours no file replaces. */
const inputsOf = ({ ticket, job, target: { repository, number }, head, base, inputs }: Errand): Readonly<Record<string, string>> => ({
  ...inputs,
  job,
  repository: `${repository.owner}/${repository.name}`,
  pull_request: String(number),
  head_sha: head,
  base_sha: base.tip,
  base_ref: base.name,
  key: ticket,
});

/** For one pass: runs that were asked for at one time are looked for in one list. */
export function listingOnce(workflows: Workflows): Workflows {
  const lists = new Map<string, Promise<Listed>>();
  const runs: Workflows["runs"] = (place, since, until) => {
    const key = `${place.owner}/${place.name} ${since} ${until}`;
    const list = lists.get(key) ?? workflows.runs(place, since, until);
    lists.set(key, list);
    return list;
  };
  return { ...workflows, runs };
}

const foundAs = (run: WorkflowRun): Found => ({ id: String(run.id), url: run.url, progress: progressOf(run) });

/** Only `success` is success. `neutral` and `skipped` count as passing elsewhere on GitHub: nothing was tested, so here they do not. */
export function progressOf({ status, conclusion }: Pick<WorkflowRun, "status" | "conclusion">): Progress {
  if (status !== "completed") return { kind: "live" };
  switch (conclusion) {
    case "success":
    case "failure":
      return { kind: "ended", state: conclusion };
    case "cancelled":
      return { kind: "ended", state: "aborted", why: "The workflow run was cancelled." };
    case "timed_out":
      return { kind: "ended", state: "error", why: "The workflow run took longer than the workflow allows." };
    case "startup_failure":
      return { kind: "ended", state: "error", why: "GitHub could not start the workflow: the file may be broken." };
    default:
      return { kind: "ended", state: "error", why: `The workflow run ended as \`${conclusion ?? "nothing"}\`, which proves nothing.` };
  }
}

function refusedFor(refusal: DispatchRefusal, { owner, name, workflow, ref }: WorkflowPlace): Refusal {
  const repository = `${owner}/${name}`;
  const refused = (why: string, fix: string): Refusal => ({ kind: "refused", why, fix });
  switch (refusal.kind) {
    case "not installed":
      return refused(`This App is not installed on \`${repository}\`, where jobs run.`, "Install it there.");
    case "no workflow":
      return refused(
        `\`${repository}\` has no workflow \`${workflow}\`.`,
        `Put it at \`.github/workflows/${workflow}\` on the default branch there.`,
      );
    case "no permission":
      return refused(
        `This App may not start workflows in \`${repository}\`.`,
        `An owner of \`${owner}\` has to grant it \`${refusal.permission}\` in the settings of the installation.`,
      );
    case "declined":
      return refused(
        `GitHub does not start \`${workflow}\` on \`${ref}\` of \`${repository}\`: ${code(refusal.message.slice(0, longestQuote))}.`,
        "The workflow needs the trigger `workflow_dispatch` with the inputs `job`, `repository`, `pull_request`, `head_sha`, `base_sha`, `base_ref` and `key`, on that branch.",
      );
    default:
      return refusal satisfies never;
  }
}

/** Longer than any of GitHub's own sentences. */
const longestQuote = 300;
