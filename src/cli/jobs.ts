/** `bowsprit jobs`: what would run for a change and why, and whether job files and the workflows that run them are sound. */
import { type Command, InvalidArgumentError } from "commander";
import { checkOf, checkText } from "./jobs-check.ts";
import { jobsSettingsIn } from "./jobs-options.ts";
import { jobsPlan, type PlanSettings, planText } from "./jobs-plan.ts";
import type { Subcommand } from "./outcome.ts";

interface CheckSettings {
  readonly options?: string;
  readonly json?: true;
}

export const subcommand: Subcommand = {
  name: "jobs",
  describe(command: Command, finish) {
    command.description("questions about jobs in Prow's format (docs/jobs.md)");
    command
      .command("plan")
      .description("what runs for a change, what does not, and why; exit status 1 where a job file is broken")
      .requiredOption("--config <file...>", "job files, or directories of them")
      .requiredOption("--files-from <file>", "the changed paths, one a line")
      .option("--branch <name>", "the base branch", "main")
      .option("--comment <text>", "what a trusted person writes, instead of opening the pull request")
      .option("--statuses <file>", "the head's commit statuses as JSON, {context: success|pending|failure|error}")
      .option("--options <file>", "an options file: which runners there are, and in `jobs.advise` what is worth running")
      .option(
        "--repository <org/repo>",
        "whose jobs, where the files hold those of several; the one with most jobs otherwise",
        repositoryOf,
      )
      .option("--json", "print {runs: [{job, context, why}], skipped: [{job, why}], reply}, and statuses that the comment sets")
      .action(async (settings: PlanSettings) => {
        const plan = jobsPlan(settings, settings.options === undefined ? undefined : await jobsSettingsIn(settings.options));
        process.stdout.write(settings.json ? `${JSON.stringify(plan.document, undefined, 2)}\n` : planText(plan));
        finish(plan.problems.length > 0 ? 1 : 0);
      });
    command
      .command("check")
      .description("whether job files load, and what is dangerous in workflows; exit status 1 with a problem")
      .argument("<file...>", "job files and GitHub Actions workflows, or directories of them")
      .option(
        "--options <file>",
        "an options file: its runners are those that there are, and its `jobs.advise` must name jobs that there are",
      )
      .option("--json", "print {files: [{file, kind, presubmits}], problems: [{file, line, job, what}]}")
      .action(async (files: readonly string[], settings: CheckSettings) => {
        const options = settings.options === undefined ? undefined : await jobsSettingsIn(settings.options);
        const check = checkOf(files, options);
        process.stdout.write(settings.json ? `${JSON.stringify(check, undefined, 2)}\n` : checkText(check));
        finish(check.problems.length > 0 ? 1 : 0);
      });
  },
};

function repositoryOf(text: string): string {
  if (!/^[^/\s]+\/[^/\s]+$/.test(text)) throw new InvalidArgumentError("It must be ORG/REPO.");
  return text;
}
