/** The name that somebody probably meant. */

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
