/** `bowsprit config`: whether an options file says what its writer thinks it says, and Prow's settings of a repository as such a file. */
import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { CORE_SCHEMA, dump } from "js-yaml";
import { type Checked, checked, type NamedText, type Problem } from "../config/check.ts";
import type { Rulebook } from "../config/layers.ts";
import { profileTexts, rulebookOf } from "../config/profiles.ts";
import { importedFromProw, type ProwImport } from "../config/prow.ts";
import { NotProws } from "../config/prow-file.ts";
import type { RepositoryOptions } from "../core/facts.ts";
import { loadPlugins } from "../registry.ts";
import { BadInput, type ExitStatus, type Subcommand } from "./outcome.ts";

interface Settings {
  readonly organisation?: string;
  readonly json?: true;
}

export const subcommand: Subcommand = {
  name: "config",
  describe(command: Command, finish) {
    command.description("check options files (.github/bowsprit.yaml), or write one from Prow's settings");
    command
      .command("check")
      .argument("[file]", "a repository's options file")
      .option("--organisation <file>", "the options file of the organisation's .github repository: underneath the other one, or alone")
      .option("--json", "print {file, problems: [{file, path, line, what, suggestion}], options}")
      .description("check a repository's options file, an organisation's, or one over the other; exit status 1 with a problem")
      .action(async (file: string | undefined, settings: Settings) => {
        const { text, status } = configCheck(rulebookOf(await loadPlugins(), profileTexts()), file, settings);
        process.stdout.write(text);
        finish(status);
      });
    command
      .command("import")
      .requiredOption("--plugins <file>", "Prow's plugins.yaml")
      .requiredOption("--repo <org/repo>", "the repository, spelled as Prow's file spells it")
      .option("--json", "print {options, noCounterpart: [{what, why}]}")
      .description("print Prow's settings for a repository as an options file, with what has no counterpart in comments")
      .action(async ({ plugins, repo, json }: ImportSettings) => {
        process.stdout.write(configImport(rulebookOf(await loadPlugins(), profileTexts()), plugins, repo, json === true));
      });
  },
};

interface ImportSettings {
  readonly plugins: string;
  readonly repo: string;
  readonly json?: true;
}

/** Throws `BadInput` where the file cannot be read, Prow would not load it, or it switches nothing on for the repository. */
export function configImport(rulebook: Rulebook, file: string, repo: string, json: boolean): string {
  const [, organisation, name] = /^([^/\s]+)\/([^/\s]+)$/.exec(repo) ?? [];
  if (organisation === undefined || name === undefined) throw new BadInput(`--repo ${JSON.stringify(repo)} is not ORG/REPO`);
  const { text } = named(file);
  try {
    const imported = importedFromProw(rulebook, text, { organisation, name });
    return json ? `${JSON.stringify(imported, undefined, 2)}\n` : importText(repo, imported);
  } catch (error) {
    if (error instanceof NotProws) throw new BadInput(`${file}: ${error.message}`);
    throw error;
  }
}

function importText(repo: string, { options, noCounterpart }: ProwImport): string {
  const isUsual = Object.keys(options).length === 0;
  return [
    `# Prow's settings for ${repo}${isUsual ? ": Bowsprit's own defaults, so that nothing has to be said" : ""}.\n`,
    isUsual ? "" : dump(options, { lineWidth: -1, schema: CORE_SCHEMA }),
    noCounterpart.length === 0 ? "" : "\n# Without counterpart:\n",
    ...noCounterpart.map(({ what, why }) => `# - ${`${what}: ${why}`.replaceAll(/\s+/g, " ")}\n`),
  ].join("");
}

/** Throws `BadInput` where no file is named or one cannot be read. */
export function configCheck(
  rulebook: Rulebook,
  file: string | undefined,
  { organisation, json }: Settings,
): { readonly text: string; readonly status: ExitStatus } {
  const main = file ?? organisation;
  if (main === undefined) throw new BadInput("name the options file to check");
  const textIn = (path: string | undefined) => (path === undefined ? undefined : named(path));
  const outcome = checked(rulebook, { repository: textIn(file), organisation: textIn(organisation) });
  return { text: json ? jsonOf(main, outcome) : textOf(main, outcome), status: outcome.kind === "valid" ? 0 : 1 };
}

function named(file: string): NamedText {
  try {
    return { file, text: readFileSync(file, "utf8") };
  } catch (error) {
    throw new BadInput(`cannot read ${file}: ${error instanceof Error && "code" in error ? error.code : error}`);
  }
}

function jsonOf(file: string, outcome: Checked): string {
  const told = outcome.kind === "valid" ? { file, problems: [], options: asFile(outcome.options) } : { file, problems: outcome.problems };
  return `${JSON.stringify(told, undefined, 2)}\n`;
}

/** Options in the shape of an options file: one block per plugin under its name. */
const asFile = ({ mode, plugins, owners, byPlugin }: RepositoryOptions) => ({ mode, plugins, owners, ...Object.fromEntries(byPlugin) });

function textOf(file: string, outcome: Checked): string {
  if (outcome.kind === "invalid") return outcome.problems.map((problem) => `${lineOf(problem)}\n`).join("");
  const { mode, plugins } = outcome.options;
  return `${file} is valid: mode ${mode}, plugins ${plugins.join(", ") || "none"}\n`;
}

/** `FILE:LINE: PATH: WHAT`, so that editors and terminals link it. */
const lineOf = ({ file, line, path, what, suggestion }: Problem): string =>
  [line === undefined ? file : `${file}:${line}`, ...(path === "" ? [] : [path]), what].join(": ") +
  (suggestion === undefined ? "" : `; did you mean ${suggestion}?`);
