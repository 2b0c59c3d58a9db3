/** `bowsprit explain` for people. */
import { reasonsText } from "../core/report.ts";
import { plain } from "./demo-changes.ts";
import type { ThreadExplanation } from "./explain-thread.ts";
import { choiceText } from "./route-text.ts";

export function threadText(explanation: ThreadExplanation): string {
  const { eyes } = explanation;
  const sections = [
    heading(explanation),
    verdictText(explanation),
    ...(explanation.revisions === null
      ? []
      : [`Reviewed revisions and what became of them, as the bot's status comment tells:\n${plain(explanation.revisions)}`]),
    planText(explanation),
    ...(explanation.routing === null ? [] : [`Reviewers, if nobody were asked yet:\n\n${choiceText(explanation.routing)}`]),
    [`Seen through ${eyes.viewer}'s eyes:`, ...eyes.limits.map((limit) => `  ${limit}`)].join("\n"),
  ];
  return `${harmless(sections.join("\n\n"))}\n`;
}

function heading({ thread: { url, title, state, isDraft, head, base, labels } }: ThreadExplanation): string {
  const standing = [
    `${isDraft ? "draft, " : ""}${state}`,
    `${head.slice(0, 12)} onto ${base.name}`,
    labels.length === 0 ? "no labels" : `labels: ${labels.join(", ")}`,
  ];
  return `${url}: ${title}\n${standing.join(" · ")}`;
}

function verdictText({ verdict, options: { problems } }: ThreadExplanation): string {
  if (verdict !== null) {
    const { isReady, title, reasons } = verdict;
    return `${isReady ? "READY" : `NOT READY: ${plain(title)}`}\n${plain(reasonsText(reasons))}`;
  }
  const off = `OFF: Bowsprit is not active in this repository${problems.length === 0 ? "" : ", as far as can be seen"}`;
  return [off, ...problems.map((what) => `- ${plain(what)}`)].join("\n");
}

function planText({ plan, options: { mode } }: ThreadExplanation): string {
  const lines = plan.map(({ what, isOnce }) => `  ${what}${isOnce ? " (once; perhaps done already)" : ""}`);
  return [`Plan (mode ${mode}):`, ...(lines.length === 0 ? ["  nothing to do"] : lines)].join("\n");
}

/** Titles are a stranger's: a terminal obeys control characters, and bidirectional ones turn a line round. */
const harmless = (text: string): string => text.replaceAll(/(?!\n)[\p{Cc}\p{Bidi_Control}]/gu, "\ufffd");
