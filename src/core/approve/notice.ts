/**
 * Notice: the head of the status comment, in the layout that users and tools of Prow know: title, who approved, whom to ask, the issue,
 * one line for each OWNERS file, and META for programs.
 */
import type { Thread } from "../facts.ts";
import { byBytes } from "../owners/bytes.ts";
import type { Problem } from "../owners/tree.ts";
import type { Wants } from "../plugin.ts";
import { code, quoted } from "../quoting.ts";
import type { Assessment, Part } from "./assessment.ts";
import { approvalLink, fileLink, personLink, problemText } from "./links.ts";

export interface NoticeOptions {
  readonly commandHelpLink: string;
  readonly pr_process_link: string;
}

/** `byHand`: the label was set by a person, and the options let that count. */
export function notice(thread: Thread, assessment: Assessment, byHand: boolean, options: NoticeOptions): NonNullable<Wants["lead"]> {
  const isApproved = assessment.isMet || byHand;
  const isSettled = assessment.areFilesApproved || byHand;
  const { owner, name } = thread.repository;
  const blocks = [
    byHand && !assessment.isMet ? "The label was set by hand: what is missing below does not count." : "",
    `This change is approved by: ${assessment.approvals.map(approvalLink).join(", ")}`.trimEnd(),
    isSettled ? "" : requestText(assessment, options),
    issueText(assessment, byHand),
    `Every command of this repository: [list](${options.commandHelpLink}?repo=${owner}%2F${name})`,
    isSettled ? `How a change is reviewed here: [process](${options.pr_process_link})` : "",
    filesText(thread, assessment, isSettled),
  ];
  return {
    title: `[APPROVALNOTIFIER] This PR is **${isApproved ? "APPROVED" : "NOT APPROVED"}**`,
    text: blocks.filter((block) => block !== "").join("\n\n"),
    meta: metaOf(assessment),
  };
}

/** So many names it holds at the most: the rest of the comment needs its room. */
const longestMeta = 200;

/** Programs read it. Nothing in it may end the HTML comment. */
const metaOf = ({ ask }: Assessment): string =>
  `<!-- META=${JSON.stringify({ approvers: ask.all.slice(0, longestMeta) })
    .replaceAll("<", "\\u003c")
    .replaceAll(">", "\\u003e")
    .replaceAll("&", "\\u0026")} -->`;

function requestText({ ask }: Assessment, { pr_process_link }: NoticeOptions): string {
  const assigned = ask.assigned.map(personLink).join(", ");
  const others = ask.others.map(personLink).join(", ");
  const explained = `See [the process](${pr_process_link}).`;
  if (assigned !== "" && others !== "")
    return `Ask ${assigned}, who are assigned, for approval, and additionally assign ${others}. ${explained}`;
  if (others !== "")
    return `For approval, assign ${others}: ${code(`/assign ${ask.others.map((login) => `@${login}`).join(" ")}`)}. ${explained}`;
  return assigned === "" ? "" : `Ask ${assigned}, to whom this is assigned, for approval. ${explained}`;
}

function issueText({ issue }: Assessment, byHand: boolean): string {
  switch (issue.kind) {
    case "not asked":
      return "";
    case "named":
      return `Associated issue: *#${issue.number}*`;
    case "waived":
      return `No associated issue; none is needed according to: ${issue.by.map(approvalLink).join(", ")}`;
    case "missing":
      return byHand
        ? "No associated issue; the label that was set by hand makes up for it."
        : "No associated issue. Name one in the description (`#123`), or have an approver write `/approve no-issue`.";
    default:
      return issue satisfies never;
  }
}

function filesText(thread: Thread, { parts, problems }: Assessment, isSettled: boolean): string {
  const lines = parts.flatMap((part) => partLines(thread, part));
  const title = lines.length === 0 ? [] : ["An approver named in each of these files has to approve:", lines.join("\n")];
  const faults = problems.length === 0 ? [] : ["These OWNERS files need fixing:", problemLines(problems)];
  const how = "Approvers write `/approve` in a comment, and `/approve cancel` to take it back.";
  return `<details ${isSettled ? "" : "open"}>\n\n${[...title, how, ...faults].join("\n\n")}\n\n</details>`;
}

function partLines(thread: Thread, { file, isApproved, by, standing }: Part): readonly string[] {
  const link = fileLink(thread, file);
  const people = by.map((approval) => approval.by.spelled).sort(byBytes);
  const names = people.length === 0 ? "" : ` [${people.map(quoted).join(",")}]`;
  if (isApproved) return [`- ~~${link}~~${names || " []"}`];
  const more = by.length === 0 ? [] : ["  > Approved in part: its other files need another approver."];
  return [`- **${link}**${names}`, ...more, ...standingLines(standing)];
}

function standingLines(standing: Part["standing"]): readonly string[] {
  switch (standing.kind) {
    case "owned":
      return [];
    case "blocked":
      return [`  > Nobody can approve this until it is fixed: ${problemText(standing.by)}`];
    case "administrators":
      return [`  > An administrator of the repository may approve its repair: ${problemText(standing.repair)}`];
    default:
      return standing satisfies never;
  }
}

/** So many problems of OWNERS files are shown; `bowsprit owners explain` lists all. */
const longestList = 20;

function problemLines(problems: readonly Problem[]): string {
  const shown = problems.slice(0, longestList).map((problem) => `- ${problemText(problem)}`);
  return [...shown, ...(problems.length > longestList ? [`- and ${problems.length - longestList} more`] : [])].join("\n");
}
