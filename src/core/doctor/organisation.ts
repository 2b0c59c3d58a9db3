/** Findings about an owner as a whole: the repository with its options, and one line for each repository that has something worse than ok. */
import type { Read } from "../facts.ts";
import type { RepositoryFacts } from "./facts.ts";
import { checkNamed, type Finding, type Status, worstOf } from "./finding.ts";
import { repositoryFindings } from "./repository.ts";

const home = checkNamed(
  "organisation's options",
  "Where the organisation's options may stand and cannot be seen, the bot decides and writes nothing.",
);

/** `isVisible`: whether the installation shows `OWNER/.github`; with all repositories it does, or there is none. */
export function homeFinding(owner: string, coversAll: boolean, isVisible: Read<boolean>): Finding {
  if (isVisible.kind === "unread")
    return home.unknown(`whether ${owner}/.github is visible is not known: ${isVisible.reason}`, "Ask again.");
  if (isVisible.value) return home.ok(`${owner}/.github is visible`);
  if (coversAll) return home.ok(`${owner} has no repository .github, so that nothing holds for all of its repositories`);
  return home.broken(
    `the App is installed on selected repositories of ${owner}, and .github is not among them`,
    `Add ${owner}/.github to the installation; it may be empty, and may have to be made first.`,
  );
}

export interface Examined {
  /** `OWNER/REPO`. */
  readonly name: string;
  readonly facts: Read<RepositoryFacts>;
}

/** `skipped`: how many were too many to look at. */
export function ownerFindings(owner: string, read: Read<readonly Examined[]>, skipped: number, app: number): readonly Finding[] {
  if (read.kind === "unread") return [repositories.unknown(`${owner}: its repositories are not known: ${read.reason}`, "Ask again.")];
  return [summary(owner, read.value, skipped), ...read.value.flatMap(({ name, facts }) => lineOf(name, facts, app))];
}

const repositories = checkNamed("repositories", "The bot acts only in repositories that its installation includes.");

function summary(owner: string, examined: readonly Examined[], skipped: number): Finding {
  const modes = examined.map(({ facts }) => (facts.kind === "known" ? facts.value.options.mode : undefined));
  const count = (mode: string) => modes.filter((one) => one === mode).length;
  const what = `${owner}: ${examined.length} looked at, of which ${count("on")} on, ${count("observe")} in mode observe, ${count("off")} off`;
  if (examined.length === 0) return repositories.warn(`the installation on ${owner} includes no repository`, "Add repositories to it.");
  if (skipped === 0) return repositories.ok(what);
  return repositories.unknown(`${what}; ${skipped} more were not looked at`, "Ask for them one by one: `bowsprit doctor OWNER/REPO`.");
}

const one = checkNamed("repository", "Something there does not work as it could.");

/** Being off is a choice, and classic branch protection is unknown everywhere: neither is worth a line. */
const isWorthALine = ({ check, status }: Finding, isOff: boolean): boolean =>
  status !== "ok" && check !== "classic branch protection" && !(isOff && check === "active");

function lineOf(name: string, facts: Examined["facts"], app: number): readonly Finding[] {
  const isOff = facts.kind === "known" && facts.value.options.mode === "off";
  const worth = repositoryFindings(name, facts, app).filter((finding) => isWorthALine(finding, isOff));
  if (worth.length === 0) return [];
  const worst = worstOf(worth);
  const what = `${name}: ${worth
    .filter(({ status }) => status === worst)
    .map(briefly(name))
    .join("; ")}`;
  return [one[reported(worst)](what, `\`bowsprit doctor ${name}\` tells more.`)];
}

const reported = (status: Status): "warn" | "broken" | "unknown" => (status === "ok" ? "unknown" : status);

/** Without the repository's name, which stands in front already. */
const briefly =
  (name: string) =>
  ({ what }: Finding): string =>
    what.startsWith(`${name}: `) || what.startsWith(`${name}, `) ? what.slice(name.length + 2) : what;
