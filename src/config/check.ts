/** Checks options files before they are pushed, through the same rules that read them on GitHub. */
import type { RepositoryOptions } from "../core/facts.ts";
import { optionsPath } from "../core/options-path.ts";
import { lineWithin, type OptionsCheck } from "../core/owners-edit/mistake.ts";
import type { Fault } from "./faults.ts";
import { type OptionsFile, readFile } from "./file.ts";
import { layered, type Rulebook } from "./layers.ts";
import type { Place } from "./schema.ts";

export interface NamedText {
  /** As the person named the file. */
  readonly file: string;
  readonly text: string;
}

export interface Problem extends Fault {
  readonly file: string;
}

export type Checked =
  /** What would hold in an active repository. */
  { readonly kind: "valid"; readonly options: RepositoryOptions } | { readonly kind: "invalid"; readonly problems: readonly Problem[] };

/**
 * A repository's file, an organisation's, or one over the other. Without a repository's file: what a repository without one gets. `owner`: of
 * the repository, where it is known.
 */
export function checked(
  rulebook: Rulebook,
  { repository, organisation }: { readonly repository: NamedText | undefined; readonly organisation: NamedText | undefined },
  owner?: string,
): Checked {
  const own = readNamed(rulebook, repository, "repository");
  const above = readNamed(rulebook, organisation, "organisation");
  const faults = [...own.problems, ...above.problems];
  if (faults.length > 0) return { kind: "invalid", problems: faults };
  const options = layered(rulebook, { repository: own.file, organisation: above.file }, owner);
  if (options.problems.length === 0) return { kind: "valid", options };
  const file = (repository ?? organisation)?.file ?? "";
  return { kind: "invalid", problems: options.problems.map((what) => ({ file, path: "", what })) };
}

/** The check of an options file that a pull request would leave behind. Of the repository `.github` it is the organisation's. */
export const optionsCheck =
  (rulebook: Rulebook): OptionsCheck =>
  (text, repository) => {
    const named = { file: optionsPath, text };
    const isOrganisations = repository.name.toLowerCase() === ".github";
    const files = { repository: isOrganisations ? undefined : named, organisation: isOrganisations ? named : undefined };
    const result = checked(rulebook, files, repository.owner);
    if (result.kind === "valid") return [];
    return result.problems.map(({ file, line = 1, ...fault }) => ({
      ...{ file, line: lineWithin(text, line), level: "failure" },
      what: plainSentence(fault),
    }));
  };

const plainSentence = ({ path, what, suggestion }: Fault): string =>
  [path === "" ? "" : `${path}: `, what, suggestion === undefined ? "" : `; did you mean ${suggestion}?`].join("");

function readNamed(
  { grammar }: Rulebook,
  named: NamedText | undefined,
  place: Place,
): { readonly file: OptionsFile | undefined; readonly problems: readonly Problem[] } {
  if (named === undefined) return { file: undefined, problems: [] };
  const read = readFile(grammar, named.text, place);
  if (read.kind === "options") return { file: read.file, problems: [] };
  return { file: undefined, problems: read.faults.map((fault) => ({ file: named.file, ...fault })) };
}
