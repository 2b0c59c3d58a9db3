/** `npm run bench [-- --data DIR]`: prints one JSON line for each figure. Exit status 0, 1 if a figure misses its bound, 2 without data. */
import { parseArgs } from "node:util";
import { BadInput } from "../../src/cli/outcome.ts";
import { corpusNames } from "../conformance/corpora.ts";
import type { Measure } from "./figure.ts";
import { ownersFigures } from "./owners.ts";

const measures: readonly Measure[] = [ownersFigures];

function dataIn(given: readonly string[]): string {
  try {
    return parseArgs({ args: [...given], options: { data: { type: "string", default: "../shared/data" } } }).values.data;
  } catch (error) {
    throw new BadInput(error instanceof Error ? error.message : String(error));
  }
}

async function run(data: string): Promise<0 | 1> {
  if (corpusNames(data).length === 0) throw new BadInput(`no corpus in ${data}: nothing was measured`);
  let status: 0 | 1 = 0;
  for (const measure of measures) {
    for await (const figure of measure(data)) {
      process.stdout.write(`${JSON.stringify(figure)}\n`);
      if (figure.pass === false) status = 1;
    }
  }
  return status;
}

try {
  process.exitCode = await run(dataIn(process.argv.slice(2)));
} catch (error) {
  if (!(error instanceof BadInput)) throw error;
  process.stderr.write(`bench: ${error.message}\n`);
  process.exitCode = 2;
}
