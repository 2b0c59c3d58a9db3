/** Labels from OWNERS on a thread: which ones are still to be given, and which ones it carries for no reason any more. */
import { type ChangedFile, type Facts, hasLabel, type OwnersOptions } from "./facts.ts";
import { ownedPaths } from "./owners/changed-paths.ts";
import { areLabelsKnown, labelsFor } from "./owners/labels.ts";
import type { Owners } from "./owners/tree.ts";
import { changesOfLabel } from "./statements.ts";

export interface OwnersLabels {
  /** As OWNERS files spell them. The repository may lack them. */
  readonly missing: readonly string[];
  /** As the thread has them: we gave them, and no changed file asks for them. */
  readonly needless: readonly string[];
}

/** GitHub takes 100 labels on a thread and no more; some room is for the others. */
const mostCarried = 80;

type Thread = Pick<Facts, "thread" | "statements" | "me">;

/**
 * What somebody took off stays off, and what somebody set stays on, a former bot included: it set labels for other reasons as well. Where an
 * OWNERS file cannot be read, nothing is needless.
 */
export function ownersLabels(
  facts: Thread,
  { owners, files, denied }: { owners: Owners; files: readonly ChangedFile[]; denied: OwnersOptions["labels_denylist"] },
): OwnersLabels {
  const asked = labelsFor(owners, ownedPaths(files)).filter((name) => !isAmong(denied, name));
  const carried = facts.thread.labels.map(({ name }) => name);
  return {
    missing: asked
      .filter((name) => !hasLabel(facts.thread, name) && !isTakenOff(facts, name))
      .slice(0, Math.max(0, mostCarried - carried.length)),
    needless: areLabelsKnown(owners) ? carried.filter((name) => !isAmong(asked, name) && isGivenByUs(facts, name)) : [],
  };
}

/** GitHub compares names of labels without case. */
const isAmong = (names: readonly string[], name: string): boolean => names.some((other) => other.toLowerCase() === name.toLowerCase());

function isTakenOff(facts: Thread, name: string): boolean {
  const last = changesOfLabel(name, facts.statements).at(-1);
  return last !== undefined && !last.on && !isOurs(last, facts);
}

function isGivenByUs(facts: Thread, name: string): boolean {
  const last = changesOfLabel(name, facts.statements).at(-1);
  return last?.on === true && isOurs(last, facts);
}

const isOurs = ({ by, formerly }: ReturnType<typeof changesOfLabel>[number], { me }: Thread): boolean =>
  by?.id === me.id && formerly === undefined;
