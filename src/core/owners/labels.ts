/** Labels that OWNERS files give to a change. */
import { sortedSet } from "./bytes.ts";
import { type Answer, answering } from "./questions.ts";
import type { Owners } from "./tree.ts";

/** All that the answers to the changed paths name, as spelled, in order of bytes. */
export const labelsIn = (answers: readonly Pick<Answer, "labels">[]): readonly string[] =>
  sortedSet(answers.flatMap(({ labels }) => labels));

export const labelsFor = (owners: Owners, paths: readonly string[]): readonly string[] =>
  labelsIn([...new Set(paths.map(answering(owners)))]);

/** Whether every OWNERS file that was read could be read: one that could not may give labels that nobody knows. */
export const areLabelsKnown = ({ places }: Pick<Owners, "places">): boolean => places.values().every(({ broken }) => broken === undefined);
