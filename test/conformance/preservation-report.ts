/** What the pairs of heads come to: a table by kind, and the ids of whatever is wrong or cannot be told. */
import type { Judged } from "./preservation.ts";
import { tableOf } from "./table.ts";

/** Kept although git says no: a hole. */
export const unsafe = (pairs: readonly Judged[]): readonly Judged[] =>
  pairs.filter(({ line, truth }) => line.carries === true && truth !== undefined && truth !== "carries");

/** Not kept because git would have to guess renames, which it does not here; whether it would say yes then is given or kept aside. */
export const renamed = (pairs: readonly Judged[]): readonly Judged[] =>
  pairs.filter(({ line, truth }) => line.reason === "rename" && (truth === undefined || truth === "carries"));

/** Not kept although git says yes, and for no reason that excuses it. */
export const lost = (pairs: readonly Judged[]): readonly Judged[] =>
  pairs.filter(({ line, truth }) => truth === "carries" && line.carries === false && line.reason !== "rename");

const untold = (pairs: readonly Judged[]): readonly Judged[] => pairs.filter(({ line }) => line.carries === null);

export const isSound = (pairs: readonly Judged[]): boolean => unsafe(pairs).length === 0 && lost(pairs).length === 0;

export function preservationReport(pairs: readonly Judged[]): string {
  const kinds = [...new Set(pairs.map(({ kind }) => kind))].sort();
  const row = (name: string, of: readonly Judged[]): readonly string[] => {
    const count = (holds: (one: Judged) => boolean): string => `${of.filter(holds).length}`;
    const truths = (["carries", "differs", "conflict", undefined] as const).map((truth) => count((one) => one.truth === truth));
    const answers = [true, false, null].map((carries) => count(({ line }) => line.carries === carries));
    return [name, `${of.length}`, ...truths, ...answers, `${unsafe(of).length}`, `${lost(of).length}`];
  };
  const columns = [
    "kind",
    "pairs",
    "git: carries",
    "differs",
    "conflict",
    "kept aside",
    "ours: carries",
    "no",
    "not told",
    "unsafe",
    "lost",
  ];
  const rows = kinds.map((kind) =>
    row(
      kind,
      pairs.filter((one) => one.kind === kind),
    ),
  );
  return [
    tableOf([columns, ...rows, row("all", pairs)]),
    listed("kept although git says no", unsafe(pairs)),
    listed("not kept although git says yes", lost(pairs)),
    listed("rest on git's guesses about renames", renamed(pairs)),
    listed(
      "git says yes, and the contents are not given",
      untold(pairs).filter(({ truth }) => truth === "carries"),
    ),
  ].join("\n");
}

const listed = (what: string, pairs: readonly Judged[]): string =>
  `${what}: ${pairs.length === 0 ? "none" : `${pairs.length}: ${pairs.map(({ line }) => `${line.set} ${line.id}`).join(", ")}`}`;
