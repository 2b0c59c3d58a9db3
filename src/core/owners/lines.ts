/** Line breaks and document marks of YAML 1.1, which are more than the parser underneath knows. */

/** Every break becomes a line feed, so that lines count as in an editor; a byte order mark in front goes. */
export function normalisedBreaks(text: string): string {
  return text.replace(/^\ufeff/, "").replaceAll(/\r\n|[\r\u0085\u2028\u2029]/g, "\n");
}

/** The parser takes a tab between a colon and a flow collection for indentation; a blank there means the same. Offsets stay. */
export const withoutSeparatingTabs = (text: string): string => text.replaceAll(/(?<=:[ \t]*)\t(?=[ \t]*[[{])/g, " ");

const documentMark = /^(?:---|\.\.\.)(?=[ \t\n]|$)/gm;
const beforeContent = /^(?:(?:[ \t]*(?:#[^\n]*)?|%[^\n]*)\n)*/;

/** The text up to the mark that ends its first document: what follows is never looked at, however broken. */
export function firstDocument(text: string): string {
  const content = beforeContent.exec(text)?.[0].length ?? 0;
  documentMark.lastIndex = text.startsWith("---", content) ? content + 3 : content;
  const end = documentMark.exec(text);
  return end === null ? text : text.slice(0, end.index);
}
