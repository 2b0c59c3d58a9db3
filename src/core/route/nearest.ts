/** The nearest owners of a change: of whom it is worth knowing how much they have to do. */
import type { ChangedFile } from "../facts.ts";
import type { Login } from "../ids.ts";
import { byBytes } from "../owners/bytes.ts";
import { answering } from "../owners/questions.ts";
import type { Owners } from "../owners/tree.ts";
import { closenessIn, type Role, type RoutedFile } from "./closeness.ts";
import { isBot } from "./engaged.ts";

/** Changed files with what OWNERS say of each, in GitHub's order. */
export function routedFiles(files: readonly ChangedFile[], owners: Owners): readonly RoutedFile[] {
  const answerTo = answering(owners);
  return files.map(({ path, additions = 0, deletions = 0 }) => ({ path, lines: additions + deletions, answer: answerTo(path) }));
}

/** Reviewers before approvers, who are asked where there are too few of them. Nobody who cannot be asked is among them. */
export function nearestOwners(files: readonly RoutedFile[], author: Login | undefined): readonly Login[] {
  const nearest = (role: Role): readonly Login[] =>
    [...closenessIn(files, role)]
      .filter(([login, { isEmeritus }]) => !isEmeritus && login !== author && login !== "" && !isBot(login))
      .toSorted(([a, one], [b, other]) => one.distance - other.distance || byBytes(a, b))
      .map(([login]) => login);
  return [...new Set([...nearest("reviewer"), ...nearest("approver")])];
}
