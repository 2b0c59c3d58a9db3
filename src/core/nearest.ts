/** The names that somebody probably meant. */

/** The nearest of the names by edits, where it is near enough to be a slip of the pen; undefined otherwise. */
export function nearestName(written: string, names: Iterable<string>): string | undefined {
  if (written.length > 60) return undefined;
  const most = Math.max(1, Math.floor(written.length / 3));
  let nearest: { readonly name: string; readonly distance: number } | undefined;
  for (const name of names) {
    const distance = editDistance(folded(written), folded(name));
    if (distance <= most && (nearest === undefined || distance < nearest.distance)) nearest = { name, distance };
  }
  return nearest?.name;
}

/** The longest text that is compared with names: the work grows with its length times theirs. */
const longestWritten = 100;

/** At most so many names, nearest first: those that hold what was written or lie in it, then slips of the pen. */
export function nearestNames(written: string, names: Iterable<string>, most: number): string[] {
  const text = folded(written);
  if (text === "" || text.length > longestWritten) return [];
  return [...new Set(names)]
    .flatMap((name) => {
      const rank = distanceTo(text, folded(name));
      return rank === undefined ? [] : [{ name, rank }];
    })
    .toSorted((a, b) => a.rank - b.rank)
    .slice(0, most)
    .map(({ name }) => name);
}

/** Undefined: nobody would take the one for the other. A name that was cut short counts by what is missing, always before a slip. */
function distanceTo(text: string, name: string): number | undefined {
  if (text.length >= 3 && (name.includes(text) || text.includes(name))) return Math.abs(name.length - text.length) / 1000;
  const most = Math.max(1, Math.floor(text.length / 4));
  if (Math.abs(text.length - name.length) > most) return undefined;
  const distance = editDistance(text, name);
  return distance <= most ? distance : undefined;
}

/** Case, and dashes for underscores, are the slips that cost nothing. */
const folded = (name: string): string => name.toLowerCase().replaceAll("-", "_");

/** Insertions, deletions, replacements and swaps of neighbours between two texts. */
function editDistance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const cost = from[row - 1] === to[column - 1] ? 0 : 1;
      const isSwap = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      const swapped = isSwap ? (beforeLast[column - 2] ?? Number.POSITIVE_INFINITY) + 1 : Number.POSITIVE_INFINITY;
      const replaced = (last[column - 1] ?? 0) + cost;
      current.push(Math.min((last[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, replaced, swapped));
    }
    beforeLast = last;
    last = current;
  }
  return last[to.length] ?? 0;
}
