/** What a trial of random histories comes to: a table by the way of pushing, and whatever is wrong. */
import type { Tried } from "../core/revision/histories/trial.ts";
import { verdictOn } from "../core/revision/histories/verdict.ts";
import { tableOf } from "./table.ts";

export function historiesReport(tried: readonly Tried[], seed: number): string {
  const { unsafe, keepable, kept, lost } = verdictOn(tried);
  const pushes = [...new Set(tried.map(({ history }) => history.push))].sort();
  const row = (name: string, of: readonly Tried[]): readonly string[] => {
    const count = (holds: (one: Tried) => boolean): string => `${of.filter(holds).length}`;
    const truths = (["carries", "differs", "conflict"] as const).map((truth) => count((one) => one.truth === truth));
    const shared = count(({ history }) => history.sharesFile);
    return [name, `${of.length}`, shared, ...truths, count(({ carry }) => carry.carries), `${verdictOn(of).unsafe.length}`];
  };
  const columns = ["push", "histories", "both in one file", "git: carries", "differs", "conflict", "ours: carries", "unsafe"];
  const share = keepable.length === 0 ? "none" : `${((100 * kept.length) / keepable.length).toFixed(1)} %`;
  const reasons = [...new Set(lost.map(({ carry }) => (carry.carries ? "" : carry.reason)))].sort().join(", ");
  return [
    tableOf([
      columns,
      ...pushes.map((push) =>
        row(
          push,
          tried.filter(({ history }) => history.push === push),
        ),
      ),
      row("all", tried),
    ]),
    `${tried.length} random histories from seed ${seed}: ${unsafe.length} kept although git says no; without renames, of ` +
      `${keepable.length} that git merges, ${kept.length} kept (${share})${lost.length === 0 ? "" : `, ${lost.length} not: ${reasons}`}`,
    ...unsafe.map((one) => `kept although git says ${one.truth}: history ${tried.indexOf(one)}, ${one.history.push}`),
  ].join("\n");
}
