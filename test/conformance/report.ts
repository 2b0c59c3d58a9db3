/** The table that a conformance run prints. */
import { fields } from "./comparison.ts";
import { everyFileChecked } from "./predicates.ts";
import type { Tally } from "./run.ts";
import { tableOf } from "./table.ts";

const longest = 600;

export function reportOf(tallies: readonly (Tally & { readonly seconds: number })[]): string {
  const columns = ["corpus", "lines", "compared", ...fields, "forced", "uncovered", "predicate hits", "seconds"];
  const rows = tallies.map(({ corpus, lines, compared, byField, hits, seconds }) => [
    corpus,
    `${lines}`,
    `${compared}`,
    ...[...fields, "forced" as const, "uncovered" as const].map((field) => `${byField.get(field) ?? 0}`),
    `${hits.length}`,
    seconds.toFixed(1),
  ]);
  return [tableOf([columns, ...rows]), ...tallies.flatMap(differencesOf), ...tallies.flatMap(hitsOf)].join("\n");
}

function differencesOf({ corpus, shown }: Tally): readonly string[] {
  return shown.map(({ name, difference: { field, ours, theirs } }) =>
    [`${corpus} ${name} differs in ${field}`, `  ours:   ${ours.slice(0, longest)}`, `  theirs: ${theirs.slice(0, longest)}`].join("\n"),
  );
}

function hitsOf({ corpus, hits, differing }: Tally): readonly string[] {
  if (hits.length === 0) return [];
  const names = hits.map(({ name, answered: isAnswered }) => (isAnswered ? name : `${name} (answer kept aside)`));
  return [`predicate "${everyFileChecked}" in ${corpus}: ${names.join(", ")}; ${differing} of ${hits.length} differ`];
}
