/** Options files beside job files: taken only as the bot would take them, as a repository's file or the organisation's. */
import { type Checked, checked } from "../config/check.ts";
import { profileTexts, rulebookOf } from "../config/profiles.ts";
import { jobsOptionsIn, runnersIn } from "../core/jobs/options.ts";
import type { RunnerName } from "../core/jobs/presubmit.ts";
import { loadPlugins } from "../registry.ts";
import { textOf } from "./jobs-files.ts";
import { BadInput } from "./outcome.ts";

/** The runners that the file sets up; undefined where it sets up none, since another file may. Throws `BadInput` where the bot refuses it. */
export async function runnersSetUpIn(file: string): Promise<readonly RunnerName[] | undefined> {
  const rulebook = rulebookOf(await loadPlugins(), profileTexts());
  const named = { file, text: textOf(file) };
  const asRepositorys = checked(rulebook, { repository: named, organisation: undefined });
  const runners = runnersOf(asRepositorys) ?? runnersOf(checked(rulebook, { repository: undefined, organisation: named }));
  if (runners === undefined) throw new BadInput(`${file} is no options file: ${firstProblem(asRepositorys)}`);
  return runners.length === 0 ? undefined : runners;
}

const runnersOf = (outcome: Checked): readonly RunnerName[] | undefined =>
  outcome.kind === "valid" ? runnersIn(jobsOptionsIn(outcome.options.byPlugin)) : undefined;

function firstProblem(outcome: Checked): string {
  if (outcome.kind === "valid") return "";
  const [first] = outcome.problems;
  if (first === undefined) return "";
  return [...(first.line === undefined ? [] : [`line ${first.line}`]), ...(first.path === "" ? [] : [first.path]), first.what].join(": ");
}
