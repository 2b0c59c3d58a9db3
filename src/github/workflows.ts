/** Workflow runs on GitHub Actions: dispatched, listed, looked at and cancelled with the rights of the installation on their repository. */
import { z } from "zod";
import { Gone, RetryLater } from "../core/errors.ts";
import { type Instant, isoOf, later } from "../core/ids.ts";
import type { Dispatched, Listed, WorkflowPlace, WorkflowRun } from "../core/jobs/workflows.ts";
import { type Answer, shaped } from "./answers.ts";
import type { Client, Session } from "./client.ts";
import { Forbidden, GitHubFailure, IncompleteRead, NotFound, Refused, Unanswered } from "./errors.ts";

const on = "/repos/{owner}/{repo}/actions";
const dispatchRoute = `POST ${on}/workflows/{workflow}/dispatches`;

const installationShape = z.object({ id: z.number(), account: z.object({ login: z.string() }) });
const slugShape = z.object({ slug: z.string() });

/** The App is not installed on a repository, so that nobody can say what runs there. */
class NotInstalled extends GitHubFailure {
  override readonly name = "NotInstalled";
}

/** Everything a runner needs of GitHub, in any repository on which the App is installed: `src/runners` says what each part promises. */
export function workflowsThrough(client: Client) {
  const installed = installationsBy(client);
  let slug: string | undefined;
  const actor = async (): Promise<string> => {
    slug ??= shaped(slugShape, (await client.asApp("/app", {})).data, "the App").slug;
    return `${slug}[bot]`;
  };
  /** An installation that was removed hands out no tokens: nothing was sent then, and another one may have taken its place. */
  const within = async <T>(place: WorkflowPlace, work: (session: Session) => Promise<T>): Promise<T> => {
    const { id, isRemembered } = await installed.on(place);
    try {
      return await work(client.session(id, "pass"));
    } catch (error) {
      if (!(error instanceof Gone)) throw error;
      installed.forget(place);
      if (!isRemembered) throw new NotInstalled(error.message);
      return await within(place, work);
    }
  };
  return {
    dispatch: async (place: WorkflowPlace, inputs: Readonly<Record<string, string>>): Promise<Dispatched> => {
      const known = await installed.on(place).catch(outcomeBefore);
      return "kind" in known ? known : await within(place, (session) => dispatched(session, place, inputs)).catch(outcomeOf);
    },
    runs: async (place: WorkflowPlace, since: Instant, until: Instant): Promise<Listed> => {
      const listed = async (session: Session): Promise<Listed> => {
        const rows = await rowsBetween(session, place, { us: await actor(), since, until });
        return { kind: "listed", runs: rows.toSorted((a, b) => a.id - b.id).map(workflowRun) };
      };
      return await within(place, listed).catch(unlisted);
    },
    run: (place: WorkflowPlace, id: number): Promise<WorkflowRun | undefined> =>
      within(place, async (session) => runOf(session, place, await actor(), id)),
    cancel: (place: WorkflowPlace, id: number): Promise<void> => within(place, (session) => cancel(session, place, id)),
  };
}

interface Installed {
  readonly id: number;
  /** It was so when somebody asked last. */
  readonly isRemembered: boolean;
}

function installationsBy(client: Client) {
  const ids = new Map<string, number>();
  const keyOf = ({ owner, name }: WorkflowPlace): string => `${owner}/${name}`.toLowerCase();
  return {
    forget: (place: WorkflowPlace) => ids.delete(keyOf(place)),
    /** Throws NotInstalled where there is none. */
    on: async (place: WorkflowPlace): Promise<Installed> => {
      const known = ids.get(keyOf(place));
      if (known !== undefined) return { id: known, isRemembered: true };
      const id = await installationOn(client, place);
      ids.set(keyOf(place), id);
      return { id, isRemembered: false };
    },
  };
}

async function installationOn(client: Client, { owner, name }: WorkflowPlace): Promise<number> {
  const { id, account } = await installationAt(client, owner, name);
  // GitHub leads on from the old name of a repository that was handed to somebody else, whose rights nobody here may use.
  if (account.login.toLowerCase() !== owner.toLowerCase()) throw new NotInstalled(`${owner}/${name} is ${account.login}'s now`);
  return id;
}

async function installationAt(client: Client, owner: string, name: string): Promise<z.output<typeof installationShape>> {
  try {
    return shaped(installationShape, (await client.asApp("/repos/{owner}/{name}/installation", { owner, name })).data, "an installation");
  } catch (error) {
    throw error instanceof NotFound ? new NotInstalled(`the App is not installed on ${owner}/${name}`) : error;
  }
}

const repositoryOf = ({ owner, name }: WorkflowPlace) => ({ owner, repo: name });

const detailsShape = z.object({ workflow_run_id: z.number(), html_url: z.string() });

/**
 * Asks for the run's id, which Enterprise Servers up to 3.19 refuse to hear of: they validate before they start anything, so that the
 * same dispatch may be sent once more without it.
 */
async function dispatched(session: Session, place: WorkflowPlace, inputs: Readonly<Record<string, string>>): Promise<Dispatched> {
  const given = { ...repositoryOf(place), workflow: place.workflow, ref: place.ref, inputs };
  try {
    return acceptance(await session.write("write", dispatchRoute, { ...given, return_run_details: true }));
  } catch (error) {
    if (!(error instanceof Refused && error.message.includes("return_run_details"))) throw error;
    return acceptance(await session.write("write", dispatchRoute, given));
  }
}

/** Whatever the body says: this status means that the run was started. */
function acceptance({ data }: Answer): Dispatched {
  const details = detailsShape.safeParse(data).data;
  return details === undefined ? { kind: "accepted" } : { kind: "accepted", run: { id: details.workflow_run_id, url: details.html_url } };
}

/** Nothing was sent yet. */
const outcomeBefore = (error: unknown): Dispatched =>
  error instanceof Unanswered ? { kind: "postponed", why: error.message, againIn: 30 } : outcomeOf(error);

function outcomeOf(error: unknown): Dispatched {
  if (error instanceof RetryLater) return { kind: "postponed", why: error.message, againIn: error.againIn };
  if (error instanceof Unanswered) return { kind: "unanswered", why: error.message };
  if (error instanceof NotInstalled) return { kind: "refused", refusal: { kind: "not installed" } };
  if (error instanceof NotFound) return { kind: "refused", refusal: { kind: "no workflow" } };
  if (error instanceof Forbidden)
    return { kind: "refused", refusal: { kind: "no permission", permission: error.permission ?? "actions=write" } };
  if (error instanceof Refused) return { kind: "refused", refusal: { kind: "declined", message: saidIn(error) } };
  throw error;
}

/** Whoever may not list runs may not start any. */
function unlisted(error: unknown): Listed {
  if (error instanceof Forbidden) return { kind: "refused", refusal: { kind: "no permission", permission: "actions=write" } };
  if (error instanceof NotInstalled) return { kind: "refused", refusal: { kind: "not installed" } };
  throw error;
}

/** GitHub's own words, without the route before them and the address of the documentation after them. */
const saidIn = ({ message }: Refused): string => message.replace(`${dispatchRoute}: `, "").replace(/ - https:\/\/\S+$/, "");

const runShape = z.object({
  id: z.number(),
  display_title: z.string(),
  html_url: z.string(),
  event: z.string(),
  status: z.string().nullable(),
  conclusion: z.string().nullable(),
  actor: z.object({ login: z.string(), type: z.string() }).nullish(),
});
type Row = z.output<typeof runShape>;

const listShape = z.object({ total_count: z.number(), workflow_runs: z.array(runShape) });
const perPage = 100;

/** Whoever may write in the repository can dispatch the workflow under any title: only what we dispatched ourselves is ours. */
const isOurs = ({ event, actor }: Row, us: string): boolean =>
  event === "workflow_dispatch" && actor?.type === "Bot" && actor.login.toLowerCase() === us.toLowerCase();

const workflowRun = ({ id, display_title: title, html_url: url, status, conclusion }: Row): WorkflowRun => ({
  ...{ id, title, url, status: status ?? "unknown", conclusion: conclusion ?? undefined },
});

interface Wanted {
  readonly us: string;
  readonly since: Instant;
  readonly until: Instant;
}

/** Of one question GitHub lists a thousand runs and no more: where there are others, it is asked about the earlier and the later half. */
const mostListed = 1000;

async function rowsBetween(session: Session, place: WorkflowPlace, wanted: Wanted): Promise<readonly Row[]> {
  const { us, since, until } = wanted;
  const asked = { actor: us, event: "workflow_dispatch", created: `${isoOf(since)}..${isoOf(until)}`, exclude_pull_requests: true };
  const found = new Map<number, Row>();
  for (let page = 1; ; page += 1) {
    const { data } = await session.get(`${on}/runs`, { ...repositoryOf(place), ...asked, per_page: perPage, page });
    const { total_count: total, workflow_runs: rows } = shaped(listShape, data, "workflow runs");
    if (total > mostListed && since < until) return await rowsOfHalves(session, place, wanted);
    for (const row of rows) found.set(row.id, row);
    if (found.size >= total) return [...found.values()].filter((row) => isOurs(row, us));
    // Runs that are added meanwhile push others to a page that was read already.
    if (rows.length === 0) throw new IncompleteRead(`there are ${total} workflow runs, and ${found.size} were listed`);
  }
}

async function rowsOfHalves(session: Session, place: WorkflowPlace, { us, since, until }: Wanted): Promise<readonly Row[]> {
  const middle = later(since, Math.floor((until - since) / 2));
  const earlier = await rowsBetween(session, place, { us, since, until: middle });
  return [...earlier, ...(await rowsBetween(session, place, { us, since: later(middle, 1), until }))];
}

async function runOf(session: Session, place: WorkflowPlace, us: string, id: number): Promise<WorkflowRun | undefined> {
  try {
    const { data } = await session.get(`${on}/runs/{id}`, { ...repositoryOf(place), id, exclude_pull_requests: true });
    const row = shaped(runShape, data, "a workflow run");
    return isOurs(row, us) ? workflowRun(row) : undefined;
  } catch (error) {
    if (error instanceof NotFound) return undefined;
    throw error;
  }
}

async function cancel(session: Session, place: WorkflowPlace, id: number): Promise<void> {
  try {
    await session.write("write", `POST ${on}/runs/{id}/cancel`, { ...repositoryOf(place), id });
  } catch (error) {
    if (!(error instanceof NotFound || error instanceof Refused)) throw error;
  }
}
