/** Texts at random, of the kinds that are hard to merge: repeated lines, moved blocks, neighbouring edits, odd line ends, no end. */
import type { Random } from "../../../../src/sim/index.ts";

export function pick<T>(random: Random, items: readonly T[]): T {
  const item = items[random.below(items.length)];
  if (item === undefined) throw new RangeError("nothing to pick from");
  return item;
}

/** Lines that code has all over. */
const common = ["\n", "}\n", "  }\n", "{\n", "\treturn err\n"];

/** Lines of a few words make a text in which the same lines come again and again. */
function lineMaker(random: Random): () => string {
  const words = pick(random, [2, 5, 20, 1000]);
  const isCode = random.happens(0.5);
  return () => (isCode && random.happens(0.3) ? pick(random, common) : `line ${random.below(words)}\n`);
}

export function randomText(random: Random): string {
  const line = lineMaker(random);
  const size = random.happens(0.1) ? 100 + random.below(200) : random.below(pick(random, [4, 20, 60, 60]));
  const text = Array.from({ length: size }, line).join("");
  if (random.happens(0.05)) return `${text}\0binary\n`;
  if (random.happens(0.1)) return text.replaceAll("\n", "\r\n");
  return random.happens(0.1) ? text.replace(/\n$/, "") : text;
}

export const linesOf = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

/** Where somebody edits, so that two may keep out of each other's way. */
export type Half = "upper" | "lower" | "any";

/** Always another text: by one edit, or a few. */
export function editedText(random: Random, text: string, half: Half): string {
  const lines = linesOf(text);
  const middle = half === "any" ? 0 : Math.floor(lines.length / 2);
  const kept = half === "upper" ? lines.splice(middle) : lines.splice(0, middle);
  const line = lineMaker(random);
  for (let edits = random.happens(0.7) ? 1 : 2 + random.below(3); edits > 0; edits--) edit(random, lines, line);
  const edited = [...(half === "upper" ? [lines, kept] : [kept, lines])].flat().join("");
  if (random.happens(0.03)) return edited.replaceAll(/\r?\n/g, "\r\n");
  if (random.happens(0.05)) return edited.replace(/\r?\n$/, "");
  return edited === text ? `${text}one more\n` : edited;
}

function edit(random: Random, lines: string[], line: () => string): void {
  const at = random.below(lines.length + 1);
  const added = Array.from({ length: 1 + random.below(3) }, line);
  const block = lines.slice(at, at + 1 + random.below(6));
  const elsewhere = () => random.below(lines.length + 1);
  switch (random.below(7)) {
    case 0:
      lines.splice(at, 0, ...added);
      break;
    case 1:
      lines.splice(at, 1 + random.below(3));
      break;
    case 2:
    case 3:
      lines.splice(at, 1 + random.below(2), ...added);
      break;
    case 4: // moves a block
      lines.splice(at, block.length);
      lines.splice(elsewhere(), 0, ...block);
      break;
    case 5: // repeats one
      lines.splice(elsewhere(), 0, ...block);
      break;
    default: // blanks at the end of a line
      lines.splice(at, 1, ...lines.slice(at, at + 1).map((one) => one.replace(/\r?\n$/, " $&")));
  }
}
