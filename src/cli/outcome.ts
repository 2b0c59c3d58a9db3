/** How a subcommand ends: exit status 0 answered, 1 the thing asked about is broken or differs, 2 bad input or use. */
import type { Command } from "commander";

export type ExitStatus = 0 | 1;

/** The person asked for something that cannot be done: one clear line on stderr, exit status 2, nothing half done. */
export class BadInput extends Error {}

/** What a file of this folder exports as `subcommand` to be one. */
export interface Subcommand {
  readonly name: string;
  /** Adds arguments, options and its action to a command that has its name already. The action hands its exit status to `finish`. */
  readonly describe: (command: Command, finish: (status: ExitStatus) => void) => void;
}
