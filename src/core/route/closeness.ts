/** How near people are to a change: by the directories between a changed file and the OWNERS file that names them, and by changed lines. */
import type { Login } from "../ids.ts";
import { cleaned, parentOf } from "../owners/paths.ts";
import type { Answer, Layer } from "../owners/questions.ts";

export interface RoutedFile {
  readonly path: string;
  /** Added and deleted ones. */
  readonly lines: number;
  readonly answer: Answer;
}

export type Role = "reviewer" | "approver";

/** In what OWNERS name somebody: a required reviewer may be a team, and is nobody's choice. */
export type Naming = Role | "required";

/** The people who are named so for a path, the nearest level first. */
export function layersOf(answer: Answer, naming: Naming): readonly Layer[] {
  switch (naming) {
    case "reviewer":
      return answer.reviewerLayers;
    case "approver":
      return answer.approverLayers;
    case "required":
      return answer.requiredLayers;
    default:
      return naming satisfies never;
  }
}

export interface Closeness {
  /** Changed lines in files that the person owns in this role. A file counts at least one line: a renamed one has none. */
  readonly lines: number;
  /** Directories between file and owner, on average over those lines, and up to `strangeness` more for lines that are not the person's. */
  readonly distance: number;
  /** Whether OWNERS list them as emeritus in this role wherever they name them. */
  readonly isEmeritus: boolean;
}

/** So many directories further away counts who owns nothing of what changed; who owns a half of it, half as many. */
const strangeness = 2;

interface Sum {
  lines: number;
  /** Directories, each times the lines for which it lies between. */
  steps: number;
}

/** Of everybody whom OWNERS name so for one of the files. */
export function closenessIn(files: readonly RoutedFile[], naming: Naming): ReadonlyMap<Login, Closeness> {
  const active = new Map<Login, Sum>();
  const emeriti = new Map<Login, Sum>();
  let total = 0;
  for (const [answer, { lines, depths }] of groupsOf(files)) {
    total += lines;
    for (const { key, people, emeritus } of layersOf(answer, naming)) {
      // Front matter lies deeper than the directory of the file that it owns.
      const steps = Math.max(0, depths - lines * depthOf(key));
      for (const login of people) add(emeritus.includes(login) ? emeriti : active, login, lines, steps);
    }
  }
  const closeness =
    (isEmeritus: boolean) =>
    ({ lines, steps }: Sum) => ({
      ...{ lines, isEmeritus },
      // Rounded, so that two people who are equally near are so in floating point too.
      distance: Math.round((steps / lines + strangeness * (1 - lines / total)) * 1e6) / 1e6,
    });
  return new Map([...mapped(emeriti, closeness(true)), ...mapped(active, closeness(false))]);
}

function add(sums: Map<Login, Sum>, login: Login, lines: number, steps: number): void {
  const sum = sums.get(login);
  if (sum === undefined) sums.set(login, { lines, steps });
  else {
    sum.lines += lines;
    sum.steps += steps;
  }
}

const mapped = <T>(sums: ReadonlyMap<Login, Sum>, value: (sum: Sum) => T): [Login, T][] =>
  [...sums].map(([login, sum]) => [login, value(sum)]);

/** Lines of all files about which OWNERS say the same, and the depths of their directories, each times its file's lines. */
function groupsOf(files: readonly RoutedFile[]): ReadonlyMap<Answer, { readonly lines: number; readonly depths: number }> {
  const groups = new Map<Answer, { lines: number; depths: number }>();
  for (const { path, lines: changed, answer } of files) {
    const lines = Math.max(1, changed);
    const depths = lines * depthOf(parentOf(cleaned(path)));
    const group = groups.get(answer);
    if (group === undefined) groups.set(answer, { lines, depths });
    else {
      group.lines += lines;
      group.depths += depths;
    }
  }
  return groups;
}

/** Of a directory: 0 for the root. */
const depthOf = (directory: string): number => (directory === "" ? 0 : directory.split("/").length);
