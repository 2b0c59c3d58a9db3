/**
 * Import: an LGTM that a former bot gave, taken over as its vote on the revision of now.
 *
 * Prow says of its LGTM which tree the head had, and in no later place which commit or which base. That is enough to know what the head
 * holds: a tree's hash names every file in it, so a head with this tree holds what the labelled head held, under whatever commits. It does
 * not tell what the base held. For Prow the base never mattered, and what the label covered a second before the switch is the change between
 * the merge base of now and this tree: so that is what is taken over, and recorded. From then on the base counts as for every vote. What
 * Prow let pass before (a merge that takes nothing from the base) is let pass once more; what comes later is not.
 */
import type { OurComment } from "../facts.ts";
import { isSha, type Sha, type UserId } from "../ids.ts";
import type { Person } from "../people.ts";
import type { LabelChange, Statement } from "../statements.ts";
import type { Revision, Sight } from "./revision.ts";
import { isVoteComment } from "./vote-comment.ts";

/** A labelling by a former bot, which is what its vote is bound to. */
export interface Imported {
  readonly labelling: LabelChange;
  readonly by: Person;
  /** Whether nobody has changed the label since, or only we have. */
  readonly isLastWord: boolean;
}

/** As both bots call it. */
const lgtm = "lgtm";

const isChange = (said: Statement): said is LabelChange => said.kind === "label" && said.label.toLowerCase() === lgtm;

/** The former bot's last word: it gave LGTM and did not take it back. */
export function importedIn(statements: readonly Statement[], me: UserId): Imported | undefined {
  const changes = statements.filter(isChange);
  const index = changes.findLastIndex(({ formerly }) => formerly !== undefined);
  const labelling = changes[index];
  if (labelling?.formerly === undefined || !labelling.on) return undefined;
  return { labelling, by: labelling.formerly, isLastWord: changes.slice(index + 1).every(({ by }) => by?.id === me) };
}

export interface ImportInput {
  readonly now: Revision;
  readonly statements: readonly Statement[];
  readonly ours: readonly OurComment[];
  /** Whether the thread carries the label. */
  readonly isLabelled: boolean;
}

/** What the former bot's label is about, where its own comment proves it. Only a label that stands as the former bot left it is taken over. */
export function sightOfImport({ labelling, by }: Imported, { now, statements, ours, isLabelled }: ImportInput): Sight {
  const tree = treeNamedBy(by, statements);
  // These come first: what is told must not change with our own taking off the label, of which no delivery wakes us.
  if (tree === undefined) return unknown("no unedited comment of it names a tree");
  if (tree !== now.tree) return unknown("its comment names another tree than that of the head");
  const isLeftAlone = isLabelled && statements.findLast(isChange) === labelling;
  // What we wrote down of a vote counts as long as it stands. Once it is folded away, the older proof must not come back in its place.
  if (!isLeftAlone || ours.some(isVoteComment)) return unknown("somebody decided about the label since");
  return { kind: "known", revisions: [now], isFinal: true };
}

const unknown = (reason: string): Sight => ({ kind: "unknown", reason });

/**
 * The whole comment, and not a part as in Prow: its robot quotes people when it answers them, and so can be made to write this line. Two
 * blanks before the tag: Prow's own pattern has them.
 */
const treeComment = /^LGTM label has been added\. {2}<details>Git tree hash: ([^<>\r\n]*)<\/details>\s*$/;

/** Of its comments that nobody edited the newest decides, also where it names nothing because Prow could not read the commit. */
function treeNamedBy(by: Person, statements: readonly Statement[]): Sha | undefined {
  const trees = statements.flatMap((said) => {
    if (said.kind !== "comment" || said.place !== "thread" || said.presence !== "standing" || said.by?.id !== by.id) return [];
    const [, tree] = treeComment.exec(said.body) ?? [];
    return tree === undefined ? [] : [tree];
  });
  const newest = trees.at(-1);
  return newest !== undefined && isSha(newest) ? newest : undefined;
}
