/** The gate: texts of options files in, the complete and typed options of one repository out. Nothing else reads options. */
import type { RepositoryOptions } from "../core/facts.ts";
import type { OptionsNeed, OptionsText } from "../core/look.ts";
import { optionsPath } from "../core/options-path.ts";
import { fileInForce, type InForce } from "./history.ts";
import { layered, lowerOf, type Mode, type Rulebook } from "./layers.ts";

/** What else decides whether the bot is active in a repository. */
export interface RepositoryState {
  readonly owner: string;
  readonly name: string;
  readonly isFork: boolean;
  readonly isArchived: boolean;
  /** Whether the default branch has an OWNERS file at its root. */
  readonly hasRootOwners: boolean;
}

/**
 * Yields which version of which file it needs next. Never throws for what a file says.
 *
 * A repository is active if it has an options file, or, unless the organisation says `activate: explicit`, a root OWNERS file and is neither a fork
 * nor archived. Where a file may exist and is not known, nothing may be looser than it could say: nothing is written (`observe`), and OWNERS
 * alone activates nothing.
 */
export function* repositoryOptions(
  rulebook: Rulebook,
  repository: RepositoryState,
): Generator<OptionsNeed, RepositoryOptions, OptionsText> {
  // The file of the repository `.github` is the organisation's own; it makes that repository active like any other.
  const isOrganisations = repository.name.toLowerCase() === ".github";
  const own = yield* fileInForce(rulebook.grammar, {
    where: "repository",
    place: isOrganisations ? "organisation" : "repository",
    name: `\`${optionsPath}\``,
  });
  if (own.kind === "absent" && !mayBeActivatedByOwners(repository)) return off(rulebook, []);
  if (isOrganisations) return optionsOf(rulebook, repository, { kind: "absent" }, own, own.kind !== "absent");
  const organisation = yield* fileInForce(rulebook.grammar, {
    where: "organisation",
    place: "organisation",
    name: `the organisation's \`${optionsPath}\` in \`${repository.owner}/.github\``,
  });
  return optionsOf(rulebook, repository, own, organisation, own.kind !== "absent");
}

const mayBeActivatedByOwners = ({ isFork, isArchived, hasRootOwners }: RepositoryState): boolean => hasRootOwners && !isFork && !isArchived;

function optionsOf(
  rulebook: Rulebook,
  { owner, isArchived }: RepositoryState,
  own: InForce,
  organisation: InForce,
  hasFile: boolean,
): RepositoryOptions {
  const problems = [own, organisation].flatMap((file) => (file.kind !== "absent" && file.problem !== undefined ? [file.problem] : []));
  if (!hasFile && !activatesByOwners(organisation)) return off(rulebook, problems);
  const options = layered(rulebook, { repository: fileOf(own), organisation: fileOf(organisation) }, owner);
  // GitHub takes no write to an archived repository.
  const most = isArchived ? lowerOf(options.mode, "observe") : options.mode;
  const mode = [own, organisation].reduce<Mode>((lowest, { kind }) => (kind === "unknown" ? lowerOf(lowest, "observe") : lowest), most);
  return { ...options, mode, problems: [...problems, ...options.problems] };
}

function activatesByOwners(organisation: InForce): boolean {
  switch (organisation.kind) {
    case "absent":
      return true;
    case "options":
      return organisation.file.says.activate !== "explicit";
    case "unknown":
      return false;
    default:
      return organisation satisfies never;
  }
}

const fileOf = (file: InForce) => (file.kind === "options" ? file.file : undefined);

const off = (rulebook: Rulebook, problems: readonly string[]): RepositoryOptions => ({
  ...layered(rulebook, { repository: undefined, organisation: undefined }),
  mode: "off",
  problems,
});
