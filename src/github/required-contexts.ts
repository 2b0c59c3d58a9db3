/** Required contexts: what rulesets and classic protection want green on a branch, and whether another App has to say it. */
import { z } from "zod";
import type { RequiredContext } from "../core/jobs/contexts.ts";
import type { RepositoryName } from "../core/memory.ts";
import { shaped } from "./answers.ts";
import type { Session } from "./client.ts";
import { NotFound } from "./errors.ts";
import { branchRules } from "./rules.ts";

/** By name, and by the App whose word alone counts; undefined where anybody's does. */
interface Wanted {
  readonly name: string;
  readonly app: number | undefined;
}

/** Needs no administration of the repository. Throws NotFound where GitHub shows nothing of a classic protection that there is. */
export async function requiredContexts(session: Session, on: RepositoryName, branch: string): Promise<readonly RequiredContext[]> {
  const [rules, classic] = await Promise.all([branchRules(session, on, branch), classicallyRequired(session, on, branch)]);
  const wanted = [...rules.flatMap((rule) => (rule.kind === "required checks" ? rule.checks : [])), ...classic];
  const isOthers = new Map<string, boolean>();
  for (const { name, app } of wanted) isOthers.set(name, isOthers.get(name) === true || (app !== undefined && app !== session.appId));
  return [...isOthers].map(([name, others]) => ({ name, isOthers: others }));
}

const branchShape = z.object({
  protected: z.boolean(),
  protection: z
    .object({
      enabled: z.boolean().optional(),
      required_status_checks: z
        .object({
          contexts: z.array(z.string()),
          checks: z.array(z.object({ context: z.string(), app_id: z.number().nullish() })).default([]),
        })
        .optional(),
    })
    .optional(),
});

/** GitHub's id for any App. */
const anyApp = -1;

/** All else of classic protection is shown to administrators alone; what it requires stands with the branch. */
async function classicallyRequired(session: Session, { owner, name }: RepositoryName, branch: string): Promise<readonly Wanted[]> {
  const { data } = await session.get("/repos/{owner}/{repo}/branches/{branch}", { owner, repo: name, branch });
  const { protected: isProtected, protection } = shaped(branchShape, data, "a branch");
  if (!isProtected || protection?.enabled === false) return [];
  const required = protection?.required_status_checks;
  if (required === undefined) throw new NotFound("GitHub does not show this App what the branch's protection requires");
  const apps = new Map(required.checks.map(({ context, app_id: app }) => [context, app]));
  return [...new Set([...required.contexts, ...apps.keys()])].map((context) => {
    const app = apps.get(context) ?? anyApp;
    return { name: context, app: app === anyApp ? undefined : app };
  });
}
