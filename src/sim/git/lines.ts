/** Counts and names the lines in which two texts differ. */

export interface LineChanges {
  readonly additions: number;
  readonly deletions: number;
  /** The removed and added lines in order, without their place: what makes two patches look alike. */
  readonly patch: string;
}

/** Cells of the table above which a block counts as replaced as a whole. */
const tableLimit = 250_000;

const isBinary = (bytes: Buffer): boolean => bytes.subarray(0, 8000).includes(0);

const linesOf = (text: string): string[] => {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines;
};

/** Length of the longest common subsequence of every two suffixes. */
function commonSuffixes(before: readonly string[], after: readonly string[]): Uint32Array[] {
  const table = Array.from({ length: before.length + 1 }, () => new Uint32Array(after.length + 1));
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      const row = table[i] ?? new Uint32Array();
      const below = table[i + 1] ?? new Uint32Array();
      row[j] = before[i] === after[j] ? 1 + (below[j + 1] ?? 0) : Math.max(below[j] ?? 0, row[j + 1] ?? 0);
    }
  }
  return table;
}

function changedLines(before: readonly string[], after: readonly string[]): string[] {
  if (before.length * after.length > tableLimit) return [...before.map((line) => `-${line}`), ...after.map((line) => `+${line}`)];
  const table = commonSuffixes(before, after);
  const lines: string[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    if (i < before.length && j < after.length && before[i] === after[j]) {
      i += 1;
      j += 1;
    } else if (i < before.length && (j === after.length || (table[i + 1]?.[j] ?? 0) >= (table[i]?.[j + 1] ?? 0))) {
      lines.push(`-${before[i++]}`);
    } else {
      lines.push(`+${after[j++]}`);
    }
  }
  return lines;
}

/** An absent file is an empty one. Binary content has no lines. */
export function lineChanges(before: Buffer, after: Buffer): LineChanges {
  if (isBinary(before) || isBinary(after)) {
    return { additions: 0, deletions: 0, patch: `${before.toString("base64")}>${after.toString("base64")}` };
  }
  const [old, now] = [linesOf(before.toString()), linesOf(after.toString())];
  let [start, end] = [0, 0];
  while (start < old.length && start < now.length && old[start] === now[start]) start += 1;
  while (end < old.length - start && end < now.length - start && old.at(-1 - end) === now.at(-1 - end)) end += 1;
  const lines = changedLines(old.slice(start, old.length - end), now.slice(start, now.length - end));
  const deletions = lines.filter((line) => line.startsWith("-")).length;
  return { additions: lines.length - deletions, deletions, patch: lines.join("\n") };
}
