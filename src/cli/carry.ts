/** `bowsprit carry`: whether an LGTM on one head of a pull request would hold for another one, by the bot's own rule, on a local clone. */
import type { Command } from "commander";
import type { Sha } from "../core/ids.ts";
import { carryOf } from "../core/revision/carry.ts";
import { type Commits, type Detail, detailOf } from "../core/revision/detail.ts";
import { type MergeCommand, mergeCommandOf } from "../core/revision/merge-command.ts";
import type { Carry, Revision } from "../core/revision/revision.ts";
import { Clone } from "./clone.ts";
import { BadInput, type Subcommand } from "./outcome.ts";

interface Settings {
  readonly repo: string;
  readonly base: string;
  readonly json?: true;
}

export const subcommand: Subcommand = {
  name: "carry",
  describe(command: Command, finish) {
    command
      .description("whether an LGTM on one head holds for another one, on a local clone; exit status 0 for either answer")
      .argument("<old head>", "the commit that was reviewed")
      .argument("<new head>", "the commit that is the head now")
      .requiredOption("--repo <dir>", "the clone")
      .requiredOption("--base <ref>", "the branch that the pull request aims at, as the clone has it")
      .option("--json", "print one JSON document (docs/carry.md)")
      .action((oldHead: string, newHead: string, settings: Settings) => {
        const told = carried(new Clone(settings.repo), settings.base, oldHead, newHead);
        process.stdout.write(settings.json ? `${JSON.stringify(answerOf(told), undefined, 2)}\n` : textOf(told));
        finish(0);
      });
  },
};

interface Told {
  readonly carry: Carry;
  readonly detail: Detail | null;
  readonly voted: Revision;
  readonly now: Revision;
  readonly proof: MergeCommand;
}

function carried(clone: Clone, baseName: string, oldName: string, newName: string): Told {
  const base = clone.commit(baseName);
  const voted = revisionIn(clone, base, clone.commit(oldName));
  const now = revisionIn(clone, base, clone.commit(newName));
  const computation = carryOf(voted, now);
  let step = computation.next();
  while (!step.done) step = computation.next(clone.read(step.value));
  const carry = step.value;
  return { carry, detail: detailOf(carry, commitsIn(clone, voted), commitsIn(clone, now)), voted, now, proof: mergeCommandOf(voted, now) };
}

function revisionIn(clone: Clone, base: Sha, head: Sha): Revision {
  const mergeBase = clone.mergeBase(base, head);
  if (mergeBase === undefined) throw new BadInput(`${head} has no merge base with ${base}`);
  return { head, tree: clone.tree(head), mergeBase, mergeBaseTree: clone.tree(mergeBase) };
}

const commitsIn = (clone: Clone, { head, mergeBase }: Revision): Commits => ({
  head,
  count: clone.countCommits(mergeBase, head),
  parents: clone.countParents(head),
});

const answerOf = ({ carry, detail }: Told) => ({
  carries: carry.carries,
  class: carry.class,
  reason: carry.carries ? null : carry.reason,
  detail,
  paths: carry.carries ? [] : carry.paths,
});

function textOf({ carry, detail, voted, now, proof }: Told): string {
  const lines = [
    carry.carries ? `carries: ${carry.class}${detail === null ? "" : ` (${detail})`}` : `does not carry: ${carry.reason}`,
    ...(carry.carries ? [] : carry.paths.map((path) => `  ${shown(path)}`)),
    `reviewed ${voted.head} on ${voted.mergeBase}`,
    `now      ${now.head} on ${now.mergeBase}`,
    "proof, with git 2.50 or later:",
    `  ${proof.command}`,
    `  prints ${proof.prints} alone if it carries`,
  ];
  return lines.map((line) => `${line}\n`).join("");
}

/** A name may hold what moves a terminal's cursor. */
const shown = (path: string): string => (/[\p{Cc}\p{Cs}"]/u.test(path) ? JSON.stringify(path) : path);
