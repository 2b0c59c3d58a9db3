/** Report: the texts in which people read a verdict: the status comment and the summary of the check run. */
import { type Feature, withheldLines } from "./permissions.ts";
import { beginning } from "./quoting.ts";
import type { Reason } from "./reasons.ts";

/** Hidden in the one comment that is edited in place. */
export const statusMark = "<!-- bowsprit:status -->";

// GitHub refuses a comment above 65,536 characters and a check summary above 65,535.
const longest = 65_000;

export interface StatusParts {
  readonly lead: { readonly title: string; readonly text: string; readonly meta: string } | undefined;
  readonly notes: readonly string[];
  readonly sections?: readonly string[];
  readonly details: readonly { readonly summary: string; readonly text: string }[];
}

/** The whole status comment. Equal parts give equal text, so that an unchanged state is no edit. */
export function statusComment({ lead, notes, sections = [], details }: StatusParts): string {
  const head = lead === undefined ? "**Bowsprit**" : `${lead.title}\n\n${lead.text}`.trimEnd();
  const folded = details.map(({ summary, text }) => `<details><summary>${summary}</summary>\n\n${text}\n\n</details>`);
  const tail = [lead?.meta, statusMark].filter((part) => part !== undefined && part !== "").join("\n");
  const room = longest - tail.length - 100;
  return `${cut([head, list(notes), ...sections, ...folded].filter((part) => part !== "").join("\n\n"), room)}\n\n${tail}`;
}

/** The text of a folded part of a status comment, as it was written; undefined where the comment has none of that summary. */
export function foldedIn(status: string, summary: string): string | undefined {
  const [, after] = status.split(`<details><summary>${summary}</summary>\n\n`);
  return after?.split("\n\n</details>")[0];
}

/** The reasons as a nested list, worst first at every level, in no more than so many characters. */
export function reasonsText(reasons: readonly Reason[], room = longest): string {
  if (reasons.length === 0) return "Nothing is asked of this pull request.";
  return fitting(lines(reasons, 0), room);
}

/** The reasons, and after them what is off for lack of a permission. */
export function summaryText(reasons: readonly Reason[], withheld: readonly Feature[]): string {
  if (withheld.length === 0) return reasonsText(reasons);
  const off = list(withheldLines(withheld));
  return `${reasonsText(reasons, longest - off.length)}\n\n${off}`;
}

/** A folded part of the status comment, whose summary names what is off for lack of a permission; none where nothing is. */
export function withheldDetails(withheld: readonly Feature[]): StatusParts["details"] {
  if (withheld.length === 0) return [];
  const summary = `Off, because a permission is not granted: ${withheld.map(({ name }) => name).join("; ")}`;
  return [{ summary, text: list(withheldLines(withheld)) }];
}

const list = (items: readonly string[]): string => items.map((item) => `- ${item}`).join("\n");

const signs: Readonly<Record<Reason["state"], string>> = { met: "✅", open: "⏳", broken: "❌", unread: "❔" };
const rank: Readonly<Record<Reason["state"], number>> = { broken: 0, unread: 1, open: 2, met: 3 };

const lines = (reasons: readonly Reason[], depth: number): string[] =>
  reasons
    .toSorted((a, b) => rank[a.state] - rank[b.state])
    .flatMap((reason) => [`${"  ".repeat(depth)}- ${signs[reason.state]} ${reason.what}`, ...lines(reason.because ?? [], depth + 1)]);

const cut = (text: string, room: number): string => (text.length <= room ? text : `${beginning(text, room)}\n\n(shortened)`);

/** Lines of Markdown, as much of them as GitHub takes. */
export const fitting = (lines: readonly string[], room = longest): string => cut(lines.join("\n"), room);
