/** How fast OWNERS are evaluated on real pull requests, and how long the comparison of all of them takes. */
import { corpusNames, readEdgeCases, readPulls } from "../conformance/corpora.ts";
import { type Decided, decided, tallyOf } from "../conformance/run.ts";
import { type Timed, timed, timingOf } from "../conformance/timing.ts";
import { bounded, type Figure } from "./figure.ts";

const issue = 4;

export function* ownersFigures(data: string): Generator<Figure, void, void> {
  const start = performance.now();
  const all = new Map<string, readonly Decided[]>();
  for (const name of corpusNames(data)) all.set(name, compared(readPulls(data, name)));
  compared(readEdgeCases(data));
  const seconds = (performance.now() - start) / 1000;
  const timings: Timed[] = [...all].flatMap(([name, results]) => results.map((result) => timed(name, result)));
  const { median, p99, largest } = timingOf(timings);
  yield bounded(issue, "owners.largest.ms", largest.ms, "ms", 50);
  yield bounded(issue, "owners.median.ms", median, "ms", 1);
  yield { issue, name: "owners.p99.ms", value: p99, unit: "ms" };
  yield bounded(issue, "conformance.seconds", Math.round(seconds * 1000) / 1000, "s", 60);
}

function compared(corpus: Parameters<typeof decided>[0]): readonly Decided[] {
  const results = [...decided(corpus)];
  tallyOf(corpus.name, results);
  return results;
}
