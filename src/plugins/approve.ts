/**
 * Approves a pull request once people named in OWNERS have approved every file that it changes. Who has approved follows from the comments
 * and reviews that stand on it now, judged by the OWNERS files of now; the label `approved` says so, and the head of the status comment
 * tells what is missing. Bots approve nothing. Needs the changed files and the OWNERS files; where either cannot be read, nothing changes.
 */
import { z } from "zod";
import { assess } from "../core/approve/assessment.ts";
import { notice } from "../core/approve/notice.ts";
import { approvalReasons } from "../core/approve/reasons.ts";
import { approvalsIn, approveWord } from "../core/approve/replay.ts";
import type { Surroundings } from "../core/plugin.ts";
import { definePlugin, type LabelDefinition } from "../core/plugin.ts";
import { quoted } from "../core/quoting.ts";
import type { LabelChange, Statement } from "../core/statements.ts";

const label: LabelDefinition = {
  name: "approved",
  color: "0ffa16",
  description: "Everybody whose approval OWNERS asks for has given it.",
  effect: "grants",
};

const options = z.strictObject({
  issue_required: z.boolean().default(false).describe("Whether a pull request has to name an issue, or an approver to waive it."),
  require_self_approval: z
    .boolean()
    .default(false)
    .describe("Whether authors have to approve their own files with a word, like anybody else."),
  lgtm_acts_as_approve: z.boolean().default(false).describe("Whether `/lgtm` approves too."),
  ignore_review_state: z
    .boolean()
    .default(false)
    .describe("Whether only words approve, and neither approving reviews nor requests for changes count."),
  manual_approval: z
    .enum(["none", "prow"])
    .default("none")
    .describe("What setting the label `approved` by hand does: nothing, or, as in Prow, stand in for all that is missing."),
  commandHelpLink: z
    .url()
    .default("https://go.k8s.io/bot-commands")
    .describe("Page with the commands; the repository's name is put behind it."),
  pr_process_link: z
    .url()
    .default("https://git.k8s.io/community/contributors/guide/owners.md#the-code-review-process")
    .describe("Page that explains how a change is reviewed."),
});

export default definePlugin({
  name: "approve",
  isOnByDefault: true,
  labels: [label],
  needs: ["owners", "files"],
  words: [approveWord],
  options,
  decide: ({ thread, statements, me, sources, options }) => {
    const approvals = approvalsIn(
      { thread, statements },
      {
        lgtmApproves: options.lgtm_acts_as_approve,
        reviewsApprove: !options.ignore_review_state,
        authorApproves: !options.require_self_approval,
      },
    );
    const assessment = assess({ thread, ...sources, approvals, issueRequired: options.issue_required });
    const hand = setByHand({ statements, me });
    const counts = options.manual_approval === "prow" && hand !== undefined && thread.labels.some(({ name }) => name === label.name);
    const ignored = hand !== undefined && !counts && !assessment.isMet;
    return {
      labels: [{ label, on: assessment.isMet || counts }],
      reasons: approvalReasons(assessment, counts ? hand : undefined),
      lead: notice(thread, assessment, counts, options),
      notes: ignored ? [`${quoted(hand)} set the label \`approved\` by hand; here it follows from OWNERS alone, and is taken off.`] : [],
    };
  },
});

/** Who set the label last, unless that was us or a person took it off since. What another bot does is done by hand. */
function setByHand({ statements, me }: Pick<Surroundings, "statements" | "me">): string | undefined {
  const changes = statements.filter(isChangeOfLabel);
  const lastOn = changes.findLastIndex(({ on }) => on);
  const setter = changes[lastOn]?.by;
  const isTakenOff = changes.slice(lastOn + 1).some(({ by }) => by?.id !== me.id);
  return setter === undefined || setter.id === me.id || isTakenOff ? undefined : setter.spelled;
}

/** Prow compares the name of this label by its exact spelling. */
const isChangeOfLabel = (statement: Statement): statement is LabelChange => statement.kind === "label" && statement.label === label.name;
