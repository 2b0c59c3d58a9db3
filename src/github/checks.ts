/** Check runs: how ours are written, what stands on a commit, and which checks a branch requires. */
import { z } from "zod";
import type { Check, CheckState } from "../core/actions.ts";
import type { Annotation } from "../core/annotations.ts";
import { Gone } from "../core/errors.ts";
import type { OurCheck } from "../core/facts.ts";
import { instantOf, type Sha } from "../core/ids.ts";
import type { StandingCheck } from "../core/jobs/contexts.ts";
import type { OrderOutcome, RepositoryName } from "../core/memory.ts";
import { shaped } from "./answers.ts";
import type { Session } from "./client.ts";
import { IncompleteRead, NotFound, Refused } from "./errors.ts";
import { allCounted } from "./pages.ts";
import { branchRules } from "./rules.ts";
import { orWhy } from "./writing.ts";

/** A repository as the routes of REST name it. */
interface On {
  readonly owner: string;
  readonly repo: string;
}

const onRepository = ({ owner, name }: RepositoryName): On => ({ owner, repo: name });

const body = ({ status, conclusion, title, summary }: CheckState) => ({
  status,
  output: { title, summary },
  ...(conclusion === undefined ? {} : { conclusion }),
});

const annotation = ({ path, line, level, title, message }: Annotation) => ({
  ...{ path, start_line: line, end_line: line, annotation_level: level, title, message },
});

/** Makes a further run, also where one of the name is there. */
export function createCheck(session: Session, on: On, { head, name, externalId, state, annotations = [] }: Check): Promise<OrderOutcome> {
  const { output, ...rest } = body(state);
  const check = {
    name,
    head_sha: head,
    external_id: externalId,
    ...rest,
    output: { ...output, ...(annotations.length === 0 ? {} : { annotations: annotations.map(annotation) }) },
  };
  return orWhy(session.write("write", "POST /repos/{owner}/{repo}/check-runs", { ...on, ...check }));
}

export const updateCheck = (session: Session, on: On, run: number, state: CheckState): Promise<OrderOutcome> =>
  orWhy(session.write("write", "PATCH /repos/{owner}/{repo}/check-runs/{run}", { ...on, run, ...body(state) }));

/** Throws Withheld where the App may not write checks. */
export async function placeCheck(
  session: Session,
  repository: RepositoryName,
  check: Check,
  insteadOf: OurCheck | undefined,
): Promise<OrderOutcome> {
  await session.needs("the required check");
  const on = onRepository(repository);
  return orGone(
    check.head,
    insteadOf === undefined ? createCheck(session, on, check) : updateCheck(session, on, insteadOf.id, check.state),
  );
}

const runsShape = z.object({
  total_count: z.number(),
  check_runs: z.array(
    z.object({
      id: z.number(),
      name: z.string(),
      external_id: z.string().nullable(),
      status: z.literal("completed"),
      conclusion: z.string(),
      started_at: z.string().nullable(),
      output: z.object({ title: z.string().nullable(), summary: z.string().nullable() }),
    }),
  ),
});
const perPage = 100;

/** GitHub tells the newest of a name in each suite; an App has one suite on a commit, or a few. Throws Withheld where the App may not write checks. */
export async function standingCheck(session: Session, repository: RepositoryName, head: Sha, name: string): Promise<OurCheck | undefined> {
  await session.needs("the required check");
  const route = "/repos/{owner}/{repo}/commits/{head}/check-runs";
  const wanted = { check_name: name, app_id: session.appId, status: "completed", filter: "latest", per_page: perPage };
  const { data } = await orGone(head, session.get(route, { ...onRepository(repository), head, ...wanted }));
  const { total_count: total, check_runs: runs } = shaped(runsShape, data, "check runs");
  if (runs.length < total) throw new IncompleteRead(`there are ${total} check runs, and ${runs.length} were listed`);
  const newest = runs.toSorted((a, b) => b.id - a.id)[0];
  if (newest === undefined) return undefined;
  const { id, external_id: externalId, status, conclusion, output, started_at: startedAt } = newest;
  return {
    ...{ id, name, externalId: externalId ?? "", status, conclusion },
    title: output.title ?? undefined,
    summary: output.summary ?? undefined,
    startedAt: startedAt === null ? undefined : instantOf(startedAt),
  };
}

const standingShape = z.object({ name: z.string(), status: z.string(), conclusion: z.string().nullable() });

/** Of everybody's check runs on a commit, by name. Throws Withheld where the App may not write checks: what it could not answer helps nobody. */
export async function standingChecks(session: Session, repository: RepositoryName, head: Sha): Promise<readonly StandingCheck[]> {
  await session.needs("the required check");
  const route = "/repos/{owner}/{repo}/commits/{head}/check-runs";
  const runs = await allCounted(session, route, { ...onRepository(repository), head, filter: "latest" }, "check_runs", standingShape);
  const best = new Map<string, StandingCheck["state"]>();
  for (const run of runs) {
    const [state, before] = [standingOf(run), best.get(run.name)];
    if (before === undefined || rank[state] > rank[before]) best.set(run.name, state);
  }
  return [...best].map(([name, state]) => ({ name, state }));
}

const rank: Readonly<Record<StandingCheck["state"], number>> = { success: 2, pending: 1, failed: 0 };

/** Prow's rule: what is neutral passes, what was skipped does not. */
function standingOf({ status, conclusion }: z.output<typeof standingShape>): StandingCheck["state"] {
  if (status !== "completed") return "pending";
  return conclusion === "success" || conclusion === "neutral" ? "success" : "failed";
}

export async function requiredChecks(session: Session, repository: RepositoryName, branch: string): Promise<ReadonlySet<string>> {
  const rules = await branchRules(session, repository, branch);
  return new Set(rules.flatMap((rule) => (rule.kind === "required checks" ? rule.checks.map(({ name }) => name) : [])));
}

/** A commit that is not there any more is refused as one that never was. */
async function orGone<T>(head: Sha, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw error instanceof NotFound || error instanceof Refused ? new Gone(`${head}: ${error.message}`) : error;
  }
}
