/** What the bot answers where a word about LGTM did not count: what happened, why, and what to write instead. */
import type { Sha } from "../ids.ts";
import { quoted } from "../quoting.ts";
import { short } from "./carry-report.ts";
import type { Right } from "./right.ts";
import type { Speaker } from "./stances.ts";

interface Said {
  readonly by: Speaker | undefined;
  readonly url: string | undefined;
}

export const refusalReply = (said: Said, why: Extract<Right, { kind: "may not" }>["why"], wants: "vote" | "cancel"): string =>
  `${addressOf(said)}${refusals[why](wants === "vote" ? "give LGTM" : "take LGTM back")}`;

const refusals = {
  own: () => "It did not count: nobody gives LGTM to their own pull request. Ask for a review with `/cc @name`.",
  "no collaborator": (what: string) =>
    `It did not count: only collaborators of this repository may ${what}. Write what you found as a review, and ask one of them with \`/cc @name\`.`,
  "no owner": (what: string) =>
    `It did not count: only those whom OWNERS names as approvers or reviewers of a changed file may ${what}. ` +
    "Write what you found as a review, and ask one of them with `/cc @name`.",
} as const;

/** Nobody knows which commit was looked at: the writer is asked to look at one and say it again. */
export const againReply = (said: Said, head: Sha, why: string): string =>
  `${addressOf(said)}It does not count yet, because it is not clear which commit you reviewed: ${quoted(why)}. ` +
  `The head is now ${short(head)}. If that is what you reviewed, write \`/lgtm\` in a new comment.`;

export const editedReply = (said: Said): string =>
  `${addressOf(said)}It did not count: the comment was edited, perhaps by somebody else. Write \`/lgtm\` in a new comment.`;

function addressOf({ by, url }: Said): string {
  const words = url === undefined ? "your comment" : `[your comment](${url})`;
  return `@${quoted(by?.spelled ?? "ghost")}: about ${words}.\n\n`;
}
