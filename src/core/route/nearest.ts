/** The nearest owners of a change: of whom it is worth knowing how much they have to do. */
import type { ChangedFile } from "../facts.ts";
import type { Login } from "../ids.ts";
import { byBytes } from "../owners/bytes.ts";
import { answering } from "../owners/questions.ts";
import type { Owners } from "../owners/tree.ts";
import { closenessIn, type Role, type RoutedFile } from "./closeness.ts";
import { hashOf } from "./draw.ts";
import { isBot } from "./engaged.ts";

/** Changed files with what OWNERS say of each, in GitHub's order. */
export function routedFiles(files: readonly ChangedFile[], owners: Owners): readonly RoutedFile[] {
  const answerTo = answering(owners);
  return files.map(({ path, additions = 0, deletions = 0 }) => ({ path, lines: additions + deletions, answer: answerTo(path) }));
}

/** GitHub is asked about so many people for one pull request. */
export const mostWeighed = 25;

/**
 * Reviewers before approvers, who are asked where there are too few of them. Nobody who cannot be asked is among them. Of those who are as
 * near a draw decides: by the alphabet the same ones would be weighed, and chosen, every time.
 */
export function nearestOwners(files: readonly RoutedFile[], author: Login | undefined, seed: string): readonly Login[] {
  const nearest = (role: Role): readonly Login[] =>
    [...closenessIn(files, role)]
      .filter(([login, { isEmeritus }]) => !isEmeritus && login !== author && login !== "" && !isBot(login))
      .map(([login, { distance }]) => ({ login, distance, place: hashOf(`${seed} ${login}`) }))
      .toSorted((a, b) => a.distance - b.distance || a.place - b.place || byBytes(a.login, b.login))
      .map(({ login }) => login);
  return [...new Set([...nearest("reviewer"), ...nearest("approver")])];
}

/** Everybody whom OWNERS name for one of the files, in whatever role. */
export function ownersOfAll(files: readonly RoutedFile[]): ReadonlySet<Login> {
  const answers = [...new Set(files.map(({ answer }) => answer))];
  const layers = answers.flatMap(({ reviewerLayers, approverLayers }) => [...reviewerLayers, ...approverLayers]);
  return new Set([...layers.flatMap(({ people }) => people), ...requiredOf(files)]);
}

export const requiredOf = (files: readonly RoutedFile[]): ReadonlySet<Login> =>
  new Set([...new Set(files.map(({ answer }) => answer))].flatMap(({ requiredReviewers }) => requiredReviewers));
