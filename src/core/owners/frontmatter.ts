/** The YAML header of a Markdown file, which may name owners of that one file. */

const openingMark = "---\n";
const closingMark = "\n---";

/**
 * The text from the opening mark to the last line that starts with `---`; only its first YAML document will be read. Undefined where
 * there is no header: the file starts with anything else (a byte order mark, a blank line, CRLF), nothing closes it, or nothing is in it.
 */
export function headerOf(text: string): string | undefined {
  if (!text.startsWith(openingMark)) return undefined;
  const end = text.lastIndexOf(closingMark);
  // Go's pattern needs one character or line between the marks, so the closing mark cannot share the opening line's end.
  return end < openingMark.length ? undefined : text.slice(0, end + closingMark.length);
}
