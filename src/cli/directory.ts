/** Directories that people name on the command line, and why one cannot be read. */
import { statSync } from "node:fs";
import { BadInput } from "./outcome.ts";

/** Throws `BadInput` where it is none. */
export function requireDirectory(root: string): void {
  try {
    if (statSync(root).isDirectory()) return;
  } catch (error) {
    throw new BadInput(`cannot read ${root}: ${codeOf(error)}`);
  }
  throw new BadInput(`${root} is not a directory`);
}

export const codeOf = (error: unknown): string => (error instanceof Error && "code" in error ? String(error.code) : String(error));
