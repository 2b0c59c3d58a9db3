/** The options about jobs, under `jobs` in an options file. */
import { z } from "zod";
import type { RepositoryOptions } from "../facts.ts";
import { once } from "../once.ts";
import { adviceSchema } from "./advice.ts";
import { type RunnerName, runnerNames } from "./presubmit.ts";

const name = /^[\w-][\w.-]{0,99}$/;

export const jobsOptions = z
  .strictObject({
    files: z
      .array(z.string().min(1).max(200))
      .max(50)
      .default([".prow.yaml", ".prow/"])
      .describe("Job files and directories of them, in the repository's default branch and in the organisation's `.github` repository."),
    runner: z.enum(runnerNames).optional().describe("Where jobs run that do not say so themselves."),
    github_actions: z
      .strictObject({
        repository: z
          .string()
          .regex(/^[\w-]{1,39}\/[\w.-]{1,100}$/, "expected owner/name")
          .describe("The jobs repository: no secrets, nothing else."),
        workflow: z.string().regex(name, "expected a file name").describe("The workflow that jobs start which name no other."),
        ref: z.string().min(1).max(200).default("main").describe("The branch whose version of it runs."),
      })
      .optional()
      .describe("The runner that starts a workflow in a repository of its own."),
    webhook: z
      .strictObject({ url: z.url({ protocol: /^https$/ }).describe("Where signed requests go.") })
      .optional()
      .describe("The runner that asks a server of yours."),
    allow_top_level_owners: z
      .boolean()
      .default(false)
      .describe("Whether approvers in the root's OWNERS file may `/override`, beside administrators of the repository."),
    allowed_github_teams: z
      .array(z.string().regex(/^[\w-]{1,100}$/, "expected a team's slug"))
      .max(20)
      .default([])
      .describe("Teams of the organisation whose members may `/override`, by their slugs."),
    advise: adviceSchema.default([]).describe("Which optional jobs are worth running for which changes."),
  })
  .refine(
    ({ runner, github_actions }) => runner !== "github-actions" || github_actions !== undefined,
    "`runner: github-actions` needs `github_actions`",
  )
  .refine(({ runner, webhook }) => runner !== "webhook" || webhook !== undefined, "`runner: webhook` needs `webhook`");

/** Whether anything can run at all: without a runner there is nothing to trust anybody with. */
export const startsJobs = ({ plugins, byPlugin }: Pick<RepositoryOptions, "plugins" | "byPlugin">): boolean =>
  plugins.includes("jobs") && runnersIn(jobsOptionsIn(byPlugin)).length > 0;

export type JobsOptions = z.infer<typeof jobsOptions>;

/** Those of a repository, of all its options. */
export const jobsOptionsIn = once((byPlugin: RepositoryOptions["byPlugin"]): JobsOptions => jobsOptions.parse(byPlugin.get("jobs") ?? {}));

/** Those that are set up, the one that runs jobs which name none before the others. */
export function runnersIn({ runner, github_actions, webhook }: JobsOptions): readonly RunnerName[] {
  const set: RunnerName[] = [
    ...(github_actions === undefined ? [] : ["github-actions" as const]),
    ...(webhook === undefined ? [] : ["webhook" as const]),
  ];
  return runner === undefined ? set : [runner, ...set.filter((name) => name !== runner)];
}
