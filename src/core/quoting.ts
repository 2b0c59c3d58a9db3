/** Quoting: text from outside, made harmless and short enough for what people read. */

/** Half of a character must not stay behind: GitHub would replace it, and the text would differ from what we want for ever. */
export const beginning = (text: string, room: number): string => text.slice(0, room).replace(/[\ud800-\udbff]$/, "");

/** One line of text from outside, of bounded length. */
export const shortened = (text: string, most: number): string => (text.length <= most ? text : `${beginning(text, most - 1)}…`);

/**
 * Text from outside on one line. Half characters, as names that are no UTF-8 have them, and control characters would be mended by GitHub,
 * or make it refuse all that is written with them.
 */
export const onOneLine = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(/[\r\n]+/g, " ")
    .replaceAll(/\p{Cc}/gu, "\ufffd");

const entities: Readonly<Record<string, string>> = {
  ...{ "&": "&amp;", "<": "&lt;", ">": "&gt;", "`": "&#96;", "@": "@\u200b" },
  ...{ "[": "&#91;", "]": "&#93;", "*": "&#42;", "~": "&#126;", "\\": "&#92;", "|": "&#124;" },
};

/** Text from outside, made harmless inside Markdown: no mention, no command, no HTML, no link, no emphasis. */
export const quoted = (text: string): string => onOneLine(text).replaceAll(/[&<>`@[\]*~\\|]/g, (character) => entities[character] ?? "");

/** Text from outside as code, which Markdown takes as it is: between more backticks than it holds in a row. */
export function code(text: string): string {
  const line = onOneLine(text);
  const fence = "`".repeat(1 + Math.max(0, ...(line.match(/`+/g) ?? []).map((run) => run.length)));
  return /^`|`$|^ .* $|^$/.test(line) ? `${fence} ${line} ${fence}` : `${fence}${line}${fence}`;
}

export const percentEncoded = (text: string): string =>
  [...new TextEncoder().encode(text)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join("");

/** A link to an address from outside, which cannot end the link or begin something new. */
export const linkTo = (text: string, address: string): string =>
  `[${quoted(text)}](${address.replaceAll(/[^\w\-.~!$&+,;=:@/?#%]+/gu, percentEncoded)})`;
