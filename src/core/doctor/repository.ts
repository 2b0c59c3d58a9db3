/** Findings about one repository: whether the bot is active there, whether what it reads is valid, and what its branches require. */
import type { Read } from "../facts.ts";
import { ownersOf } from "../owners/tree.ts";
import { branchFindings } from "./branch.ts";
import type { ActiveFacts, RepositoryFacts } from "./facts.ts";
import { checkNamed, counted, type Finding, listed } from "./finding.ts";
import { jobsFindings } from "./jobs.ts";

const visible = checkNamed("repository", "The bot acts only in repositories that its installation includes.");

/** `app` is the bot's own App. `name`: `OWNER/REPO`, as it was asked for. */
export function repositoryFindings(name: string, read: Read<RepositoryFacts | undefined>, app: number): readonly Finding[] {
  if (read.kind === "unread") return [visible.unknown(`${name} could not be looked at: ${read.reason}`, "Ask again.")];
  const facts = read.value;
  if (facts === undefined)
    return [visible.broken(`the installation does not include ${name}`, "Add the repository to the installation, or correct its name.")];
  const found = [visible.ok(`${name} is visible`), activityFinding(name, facts), optionsFinding(name, facts)];
  return facts.active === undefined ? found : [...found, ...activeFindings(name, facts, facts.active, app)];
}

const activity = checkNamed("active", "Where the bot is off it says and writes nothing.");

function activityFinding(name: string, facts: RepositoryFacts): Finding {
  const { mode, problems } = facts.options;
  if (mode === "off") return activity.warn(`${name} is off: ${whyOff(facts)}`, howOn(facts));
  if (facts.isArchived)
    return activity.warn(
      `${name} is archived`,
      "Unarchive it, or take its options file away.",
      "GitHub lets nobody write to an archived repository.",
    );
  if (mode === "on") return activity.ok(`${name} is on`);
  if (problems.length === 0) return activity.ok(`${name} is in mode observe: the bot decides and writes nothing`);
  return activity.warn(`${name} is in mode observe: its options are not sound`, "See the check `options`.");
}

type Off = "by mode" | "no file" | "archived" | "fork" | "explicit" | "organisation unknown";

/** In the order in which the gate decides. */
function reasonOf({ hasOptionsFile, hasRootOwners, isArchived, isFork, options }: RepositoryFacts): Off {
  if (hasOptionsFile) return "by mode";
  if (!hasRootOwners) return "no file";
  if (isArchived) return "archived";
  if (isFork) return "fork";
  return options.problems.length > 0 ? "organisation unknown" : "explicit";
}

const reasons: Readonly<Record<Off, string>> = {
  "by mode": "its options file or the organisation's says `mode: off`",
  "no file": "its default branch has neither `.github/bowsprit.yaml` nor a root OWNERS file",
  archived: "it is archived, where OWNERS alone activates nothing",
  fork: "it is a fork, where OWNERS alone activates nothing",
  explicit: "the organisation says `activate: explicit` or `mode: off`, and it has no `.github/bowsprit.yaml`",
  "organisation unknown": "the organisation's options are not known, and OWNERS alone activates nothing then",
};

const whyOff = (facts: RepositoryFacts): string => reasons[reasonOf(facts)];

function howOn(facts: RepositoryFacts): string {
  switch (reasonOf(facts)) {
    case "by mode":
      return "Say `mode: observe` or `mode: on` there.";
    case "organisation unknown":
      return "See the check `options`.";
    default:
      return "Put a `.github/bowsprit.yaml` on the default branch; it may be empty.";
  }
}

const options = checkNamed(
  "options",
  "A file that is broken is replaced by its last sound version; one that nobody can read makes the bot write nothing.",
);

function optionsFinding(name: string, { options: { problems }, hasOptionsFile }: RepositoryFacts): Finding {
  if (problems.length === 0)
    return options.ok(`${name}: ${hasOptionsFile ? "its options are valid" : "it has no options file of its own"}`);
  return options.broken(`${name}: ${problems.join("; ")}`, "Mend the file; `bowsprit config check FILE` tells before you push.");
}

const activeFindings = (name: string, facts: RepositoryFacts, active: ActiveFacts, app: number): readonly Finding[] => [
  ownersFinding(name, facts, active),
  labelsFinding(name, active),
  ...active.branches.flatMap((branch) => branchFindings(branch, { repository: name, mode: facts.options.mode, app })),
  ...(active.jobs === undefined ? [] : jobsFindings(name, active.jobs)),
  classicFinding(name),
];

const owners = checkNamed("OWNERS", "A broken OWNERS file blocks every path whose approvers it could name.");

function ownersFinding(name: string, { options: { owners: reading } }: RepositoryFacts, active: ActiveFacts): Finding {
  if (active.owners.kind === "unread")
    return owners.unknown(
      `${name}: not all OWNERS files could be read: ${active.owners.reason}`,
      "Check them with `bowsprit owners explain --root DIR`.",
    );
  const files = active.owners.value;
  if (files.size === 0)
    return owners.warn(`${name}: there is no OWNERS file`, "Write one at the root.", "Nobody can approve what nobody owns.");
  const { problems } = ownersOf({ files, reading, collaborators: undefined });
  if (problems.length === 0) return owners.ok(`${name}: ${counted(files.size, "OWNERS file")} ${files.size === 1 ? "is" : "are"} valid`);
  const told = problems.map(({ file, line, what, reason }) => `${line > 0 ? `${file}:${line}` : file}: ${what}: ${reason}`);
  return owners.broken(`${name}: ${listed(told, 5)}`, "Mend them; `bowsprit owners explain --root DIR` tells all that is wrong.");
}

const labels = checkNamed("labels", "The bot makes a label when it first needs it; until then nobody can set it by hand or search for it.");

function labelsFinding(name: string, { labels: there, wantedLabels }: ActiveFacts): Finding {
  if (there.kind === "unread") return labels.unknown(`${name}: its labels are not known: ${there.reason}`, "Ask again.");
  const known = new Set([...there.value].map((label) => label.toLowerCase()));
  const missing = wantedLabels.filter((label) => !known.has(label.name.toLowerCase()));
  if (missing.length === 0) return labels.ok(`${name}: all labels are there`);
  const commands = missing.map(
    (label) => `gh label create ${quoted(label.name)} --color ${label.color} --description ${quoted(label.description)} --repo ${name}`,
  );
  return labels.warn(`${name}: missing ${missing.map((label) => label.name).join(", ")}`, `Make them:\n${commands.join("\n")}`);
}

/** For a shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

const classic = checkNamed("classic branch protection", "It may require further checks and reviews, or forbid merges, besides rulesets.");

const classicFinding = (name: string): Finding =>
  classic.unknown(
    `${name}: branch protection rules of the older kind are shown to administrators only`,
    "Look under Settings, Branches. Rulesets can replace them, and everybody can see those.",
  );
