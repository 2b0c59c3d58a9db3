/** `bowsprit doctor`: what is wrong with this deployment, its installations and its repositories, why it matters and what mends it. */
import type { Command } from "commander";
import { profileTexts, rulebookOf } from "../config/profiles.ts";
import { type Deployment, deploymentOf, environmentWith, WrongSetting } from "../environment.ts";
import { connectExaminer } from "../github/examiner.ts";
import { loadPlugins } from "../registry.ts";
import { findingsOf, type Subject } from "./doctor-examination.ts";
import { processState } from "./doctor-process.ts";
import { findingsText } from "./doctor-text.ts";
import { BadInput, type Subcommand } from "./outcome.ts";

interface Settings {
  readonly json?: true;
}

export const subcommand: Subcommand = {
  name: "doctor",
  describe(command: Command, finish) {
    command
      .description(
        "what is wrong with the App, its webhook, its rights, options, OWNERS files and rulesets; exit status 1 if something is broken",
      )
      .argument("[owner[/repo]]", "an organisation or person, or one repository; without, only the App and its installations")
      .option("--json", "print one JSON document: [{check, status, what, why, fix}] (docs/doctor.md)")
      .action(async (text: string | undefined, { json }: Settings) => {
        const subject = text === undefined ? undefined : subjectOf(text);
        const settings = deployment();
        const { appId, privateKey, baseUrl, webhookSecrets, jobsRepositories } = settings;
        const examination = {
          examiner: connectExaminer({ appId, privateKey, ...(baseUrl === undefined ? {} : { baseUrl }) }),
          process: () => processState(settings),
          rulebook: rulebookOf(await loadPlugins(), profileTexts(), jobsRepositories),
          ...{ appId, isEnterprise: baseUrl !== undefined, secrets: webhookSecrets.length },
          progress: (line: string) => process.stderr.write(`bowsprit: ${line}\n`),
        };
        const findings = await findingsOf(examination, subject);
        process.stdout.write(json ? `${JSON.stringify(findings, undefined, 2)}\n` : findingsText(findings));
        finish(findings.some(({ status }) => status === "broken") ? 1 : 0);
      });
  },
};

/** The settings with which `npm start` would serve the App. Throws `BadInput` where it would not. */
function deployment(): Deployment {
  try {
    return deploymentOf(environmentWith(".env", process.env));
  } catch (error) {
    if (error instanceof WrongSetting) throw new BadInput(error.message);
    throw error;
  }
}

export function subjectOf(text: string): Subject {
  const [, owner, name] = /^([0-9A-Za-z][\w-]*)(?:\/([\w.-]+))?$/.exec(text) ?? [];
  if (owner === undefined) throw new BadInput(`${JSON.stringify(text)} is neither OWNER nor OWNER/REPO`);
  return { owner, name };
}
