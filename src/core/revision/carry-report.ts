/** How it reads that a reviewed change is, or is not, the change of another head: the word for the push, the reason, and the proof. */
import type { Sha } from "../ids.ts";
import { code } from "../quoting.ts";
import { detailOf } from "./detail.ts";
import { mergeCommandOf } from "./merge-command.ts";
import type { Pushed } from "./pushes.ts";
import { type Carry, type CarryReason, type Revision, revisionKey } from "./revision.ts";

export const short = (sha: Sha): string => `\`${sha.slice(0, 8)}\``;

type Carries = Extract<Carry, { readonly carries: true }>;
type Loses = Extract<Carry, { readonly carries: false }>;

/** The one git command with which anybody can check it on a clone; undefined where there is nothing to check. */
function proofOf(carry: Carries, from: Revision, to: Revision): string | undefined {
  switch (carry.class) {
    case "same commit":
      return undefined;
    case "same change":
      return `\`${diffCommand(from, to)}\` prints nothing`;
    case "base moved": {
      const { command, prints } = mergeCommandOf(from, to);
      return `\`${command}\` prints ${code(prints)}, the tree of ${short(to.head)}`;
    }
    default:
      return carry.class satisfies never;
  }
}

const likenesses: Readonly<Record<Carries["class"], string>> = {
  "same commit": "the very commit",
  "same change": "the same files on the same base",
  "base moved": "the same change on another base",
};

function diffCommand(from: Revision, to: Revision): string {
  const heads = `git diff ${from.head} ${to.head}`;
  return from.mergeBase === to.mergeBase ? heads : `${heads}; git diff ${from.mergeBase} ${to.mergeBase}`;
}

/** Paths are listed up to so many: as many may stand for more. */
const mostNamed = 10;

/** Which files are why it is another change, with a link to what lies between the two heads, or between the bases of an unchanged one. */
export function lossOf({ reason, paths }: Loses, from: Revision, to: Revision, repositoryUrl: string): string {
  const more = paths.length < mostNamed ? "" : " and perhaps more";
  const named = paths.length === 0 ? "something in it" : `${paths.map(code).join(", ")}${more}`;
  const compared = from.head === to.head ? `${from.mergeBase}..${to.mergeBase}` : `${from.head}..${to.head}`;
  return `${losses[reason](named)} ([compare](${repositoryUrl}/compare/${compared}))`;
}

const losses: Readonly<Record<CarryReason, (named: string) => string>> = {
  differs: (named) => `not as reviewed: ${named}`,
  conflict: (named) => `changed on both sides in the same place: ${named}`,
  mode: (named) => `permissions changed beside other changes: ${named}`,
  symlink: (named) => `a symbolic link changed on both sides: ${named}`,
  submodule: (named) => `a submodule changed on both sides: ${named}`,
  rename: (named) => `edited on one side and moved on the other: ${named}`,
  "too large": (named) => `too large to be compared: ${named}`,
  unreadable: (named) => `not to be read any more: ${named}`,
  "contents not given": (named) => `without their contents: ${named}`,
};

/** What one push made of a reviewed change. */
export interface PushOutcome {
  readonly text: string;
  /** How to check it, where it carries and is not the very commit. */
  readonly proof?: string;
  /** Undefined: nobody compared. */
  readonly carries: boolean | undefined;
}

/** Each push since, in their order. A change that may be one of several carries where all of them do: the worst is told. */
export const pushOutcomes = (reviewed: readonly Revision[], pushes: readonly Pushed[], repositoryUrl: string): readonly PushOutcome[] =>
  pushes.map((push) => outcomeOf(push, reviewed, pushes, repositoryUrl));

function outcomeOf(push: Pushed, reviewed: readonly Revision[], pushes: readonly Pushed[], repositoryUrl: string): PushOutcome {
  const { head, revision } = push;
  if (revision === undefined) return { text: `${short(head)} was gone again before it was compared`, carries: undefined };
  const pairs = reviewed.flatMap((from) => {
    const carry = push.carries.get(revisionKey(from));
    return carry === undefined ? [] : [{ from, carry }];
  });
  const [worst] = pairs.toSorted((a, b) => Number(a.carry.carries) - Number(b.carry.carries));
  if (worst === undefined || pairs.length < reviewed.length) return { text: `${short(head)} was not compared`, carries: undefined };
  const { from, carry } = worst;
  if (!carry.carries) return { text: `${short(head)} is another change; ${lossOf(carry, from, revision, repositoryUrl)}`, carries: false };
  const word = wordFor(carry, from, push, pushes);
  const proof = proofOf(carry, from, revision);
  const text = `${short(head)}${word === null ? "" : ` (${word})`} is ${likenesses[carry.class]}`;
  return { text, carries: true, ...(proof === undefined ? {} : { proof }) };
}

/** A head that came without force has the one before in its history: if the base moved all the same, it was merged in. */
function wordFor(carry: Carries, from: Revision, { head, commits = 1, isForced }: Pushed, pushes: readonly Pushed[]): string | null {
  const count = pushes.find((push) => push.head === from.head)?.commits ?? commits;
  return detailOf(carry, { head: from.head, count, parents: 1 }, { head, count: commits, parents: isForced ? 1 : 2 });
}
