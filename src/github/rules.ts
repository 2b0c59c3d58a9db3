/** The rules that rulesets of all levels put on a branch. Classic branch protection is not among them. */
import { z } from "zod";
import type { Rule } from "../core/doctor/facts.ts";
import type { RepositoryName } from "../core/memory.ts";
import { shaped } from "./answers.ts";
import type { Session } from "./client.ts";
import { allRows } from "./pages.ts";

const ruleShape = z.object({ type: z.string(), parameters: z.unknown().optional() });

const checksShape = z.object({
  required_status_checks: z.array(z.object({ context: z.string(), integration_id: z.number().nullish() })),
});
const queueShape = z.object({ grouping_strategy: z.enum(["ALLGREEN", "HEADGREEN"]), merge_method: z.string() });
const pullRequestShape = z.object({
  required_approving_review_count: z.number(),
  require_code_owner_review: z.boolean(),
  allowed_merge_methods: z.array(z.string()).nullish(),
});

/** Those that concern the bot, as many as rulesets give: none stands for all. */
export async function branchRules(session: Session, { owner, name }: RepositoryName, branch: string): Promise<readonly Rule[]> {
  const rows = await allRows(session, "/repos/{owner}/{repo}/rules/branches/{branch}", { owner, repo: name, branch }, ruleShape);
  return rows.map(ruleOf).filter((rule) => rule !== undefined);
}

function ruleOf({ type, parameters }: z.output<typeof ruleShape>): Rule | undefined {
  switch (type) {
    case "required_status_checks": {
      const { required_status_checks: checks } = shaped(checksShape, parameters, "required checks");
      return {
        kind: "required checks",
        checks: checks.map(({ context, integration_id: app }) => ({ name: context, app: app ?? undefined })),
      };
    }
    case "merge_queue": {
      const { grouping_strategy: grouping, merge_method: method } = shaped(queueShape, parameters, "a merge queue");
      return { kind: "merge queue", grouping, method };
    }
    case "pull_request": {
      const asked = shaped(pullRequestShape, parameters, "a rule about pull requests");
      return {
        kind: "pull request",
        approvals: asked.required_approving_review_count,
        needsCodeOwners: asked.require_code_owner_review,
        mergeMethods: asked.allowed_merge_methods ?? undefined,
      };
    }
    default:
      return undefined;
  }
}
