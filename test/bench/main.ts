/**
 * `npm run bench [-- [PART...] [--data DIR]]`: prints one JSON line for each figure, of the parts that are named or of all. Exit status 0, 1
 * if a figure misses its bound, 2 without data or for a part that there is not.
 */
import { parseArgs } from "node:util";
import { BadInput } from "../../src/cli/outcome.ts";
import { corpusNames } from "../conformance/corpora.ts";
import { carryFigures } from "./carry.ts";
import type { Measure } from "./figure.ts";
import { jobsFigures } from "./jobs.ts";
import { lifeFigures } from "./life.ts";
import { ownersFigures } from "./owners.ts";
import { passFigures } from "./passes.ts";
import { quietFigures } from "./quiet.ts";
import { routeFigures } from "./route.ts";
import { loadFigures, memoryFigures } from "./serving.ts";

const parts: Readonly<Record<string, Measure>> = {
  owners: ownersFigures,
  jobs: jobsFigures,
  route: routeFigures,
  life: lifeFigures,
  quiet: quietFigures,
  carry: carryFigures,
  passes: passFigures,
  memory: memoryFigures,
  load: loadFigures,
};

interface Wanted {
  readonly data: string;
  readonly measures: readonly Measure[];
}

function wantedIn(given: readonly string[]): Wanted {
  const { values, positionals } = parsed(given);
  const measures = (positionals.length === 0 ? Object.keys(parts) : positionals).map((name) => {
    const measure = parts[name];
    if (measure === undefined) throw new BadInput(`there is no part ${name}: ${Object.keys(parts).join(", ")}`);
    return measure;
  });
  return { data: values.data, measures };
}

function parsed(given: readonly string[]) {
  try {
    return parseArgs({ args: [...given], allowPositionals: true, options: { data: { type: "string", default: "../shared/data" } } });
  } catch (error) {
    throw new BadInput(error instanceof Error ? error.message : String(error));
  }
}

async function run({ data, measures }: Wanted): Promise<0 | 1> {
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

// What is left behind is removed as the process exits, which a signal by itself does not make it do.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));

try {
  process.exitCode = await run(wantedIn(process.argv.slice(2)));
} catch (error) {
  if (!(error instanceof BadInput)) throw error;
  process.stderr.write(`bench: ${error.message}\n`);
  process.exitCode = 2;
}
