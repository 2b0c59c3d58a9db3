/** How far people are from changed files, counted apart from the code that is measured: by the directories between file and OWNERS file. */
import type { Login } from "../../src/core/ids.ts";
import { parentOf } from "../../src/core/owners/paths.ts";
import type { Answer } from "../../src/core/owners/questions.ts";
import type { RoutedFile } from "../../src/core/route/closeness.ts";

const depthOf = (directory: string): number => (directory === "" ? 0 : directory.split("/").length);

const known = new WeakMap<Answer, ReadonlyMap<Login, number>>();

/** Depth of the nearest OWNERS file that names each person, in whatever role. */
function ownersOf(answer: Answer): ReadonlyMap<Login, number> {
  const before = known.get(answer);
  if (before !== undefined) return before;
  const depths = new Map<Login, number>();
  for (const { key, people } of [...answer.reviewerLayers, ...answer.approverLayers])
    for (const login of people) depths.set(login, Math.max(depths.get(login) ?? 0, depthOf(key)));
  known.set(answer, depths);
  return depths;
}

/** Undefined where the person does not own the file. */
function distanceFrom(login: Login, { path, answer }: RoutedFile): number | undefined {
  const depth = ownersOf(answer).get(login);
  return depth === undefined ? undefined : depthOf(parentOf(path)) - depth;
}

const distancesOf = (login: Login, files: readonly RoutedFile[]): number[] => files.flatMap((file) => distanceFrom(login, file) ?? []);

const mean = (numbers: readonly number[]): number =>
  numbers.length === 0 ? 0 : numbers.reduce((sum, one) => sum + one, 0) / numbers.length;

export const distanceOf = (login: Login, files: readonly RoutedFile[]): number => mean(distancesOf(login, files));

export const ownedShareOf = (login: Login, files: readonly RoutedFile[]): number => distancesOf(login, files).length / files.length;

/** A file that nobody of them owns counts as one directory beyond the root. */
export const nearestOf = (people: readonly Login[], files: readonly RoutedFile[]): number =>
  mean(files.map((file) => Math.min(depthOf(parentOf(file.path)) + 1, ...people.flatMap((login) => distanceFrom(login, file) ?? []))));
