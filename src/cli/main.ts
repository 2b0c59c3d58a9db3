/**
 * The `bowsprit` command: finds the subcommands in this folder and turns how one ends into an exit status and at most one line on stderr.
 */
import { readdirSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { Command, CommanderError } from "commander";
import { BadInput, type ExitStatus, type Subcommand } from "./outcome.ts";

const own = basename(import.meta.filename);

/** A file is a subcommand if it exports one. The file that bears the name asked for is the only one loaded; without such a file all are. */
async function subcommandsFor(name: string | undefined): Promise<readonly Subcommand[]> {
  const files = readdirSync(import.meta.dirname).filter((file) => file !== own && /^(?!.*\.d\.ts$).*\.[jt]s$/.test(file));
  const named = files.filter((file) => basename(file, extname(file)) === name);
  const found: Subcommand[] = [];
  for (const file of named.length > 0 ? named : files) {
    const module: object = await import(pathToFileURL(join(import.meta.dirname, file)).href);
    if ("subcommand" in module && isSubcommand(module.subcommand)) found.push(module.subcommand);
  }
  return found;
}

function isSubcommand(value: unknown): value is Subcommand {
  return typeof value === "object" && value !== null && "name" in value && "describe" in value && typeof value.describe === "function";
}

function programOf(subcommands: readonly Subcommand[], finish: (status: ExitStatus) => void): Command {
  const program = new Command("bowsprit").description("Prow-style review for GitHub repositories").exitOverride();
  program.configureOutput({ outputError: () => {}, writeErr: () => {} });
  for (const subcommand of subcommands) subcommand.describe(program.command(subcommand.name), finish);
  return program;
}

async function run(given: readonly string[]): Promise<ExitStatus> {
  let status: ExitStatus = 0;
  const subcommands = await subcommandsFor(given[0]);
  const program = programOf(subcommands, (ended) => {
    status = ended;
  });
  if (given.length === 0) throw new BadInput(`name a subcommand: ${subcommands.map(({ name }) => name).join(", ")}`);
  await program.parseAsync([...given], { from: "user" });
  return status;
}

/** The line to show and the status to exit with; an error that is nobody's bad input is a defect and keeps its stack. */
function failure(error: unknown): { readonly line: string | undefined; readonly status: number } {
  if (error instanceof BadInput) return { line: error.message, status: 2 };
  if (!(error instanceof CommanderError)) throw error;
  if (error.exitCode === 0) return { line: undefined, status: 0 };
  // Commander would answer a command that has parts with all of its help.
  if (error.code === "commander.help") return { line: "name what to do: see --help", status: 2 };
  return { line: error.message.replace(/^error: /, ""), status: 2 };
}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  const { line, status } = failure(error);
  if (line !== undefined) process.stderr.write(`bowsprit: ${line.replaceAll(/\s*\n\s*/g, " ")}\n`);
  process.exitCode = status;
}
