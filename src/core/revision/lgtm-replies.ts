/** What the bot answers where a word about LGTM did not count: what happened, why, and what to write instead. */
import type { Sha } from "../ids.ts";
import { quoted } from "../report.ts";
import { short } from "./lgtm-report.ts";
import type { Right } from "./right.ts";
import type { Speaker } from "./stances.ts";

interface Said {
  readonly by: Speaker | undefined;
  readonly url: string | undefined;
}

export const refusalReply = (said: Said, why: Extract<Right, { kind: "may not" }>["why"], wants: "vote" | "cancel"): string =>
  `${addressOf(said)}${refusals[why](wants === "vote" ? "give LGTM" : "take LGTM back")}`;

const refusals = {
  own: () => "It gave no LGTM: nobody reviews their own pull request. Ask somebody else with `/cc @name`; `/lgtm cancel` is yours to say.",
  "no collaborator": (what: string) =>
    `It changed nothing: only collaborators of this repository may ${what}. Write what you found as a review, and ask a collaborator with \`/cc @name\`.`,
  "no owner": (what: string) =>
    `It changed nothing: only approvers and reviewers of the changed files may ${what}, as their OWNERS files name them. ` +
    "Write what you found as a review, and ask one of them with `/cc @name`.",
} as const;

/** Nobody knows which commit was looked at: the writer is asked to look at one and say it again. */
export const againReply = (said: Said, head: Sha, why: string): string =>
  `${addressOf(said)}It could not be told which commit you had before you: ${quoted(why)}. ` +
  `The head is ${short(head)} now. If that is what you reviewed, say it again: write a new comment with \`/lgtm\`.`;

export const editedReply = (said: Said): string =>
  `${addressOf(said)}It gave no LGTM, because the comment was edited, and somebody else may have done that. Write a new comment with \`/lgtm\`.`;

function addressOf({ by, url }: Said): string {
  const words = url === undefined ? "your words" : `[your words](${url})`;
  return `@${quoted(by?.spelled ?? "ghost")}: about ${words}.\n\n`;
}
