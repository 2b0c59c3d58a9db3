/** Findings about a branch's rules, as far as rulesets show them: the required check, the merge queue, and what else a merge needs. */
import type { RepositoryOptions } from "../facts.ts";
import { checkName } from "../gate.ts";
import type { Branch, Rule } from "./facts.ts";
import { checkNamed, type Finding, listed } from "./finding.ts";
import { rulesetFor } from "./ruleset.ts";

export interface BranchOf {
  /** `OWNER/REPO`. */
  readonly repository: string;
  readonly mode: RepositoryOptions["mode"];
  readonly app: number;
}

const required = checkNamed("required check", "Labels stop nobody from merging. Only a required check does.");

/** `of.app` is the bot's own App. */
export function branchFindings({ name, rules }: Branch, of: BranchOf): readonly Finding[] {
  const where = `${of.repository}, branch ${name}`;
  if (rules.kind === "unread") return [required.unknown(`${where}: its rules are not known: ${rules.reason}`, "Ask again.")];
  const all = rules.value;
  return [
    requiredFinding(where, name, all, of),
    ...foreignFindings(where, name, all, of),
    ...queueFindings(where, all),
    ...mergeFindings(where, all),
  ];
}

const isOfKind =
  <K extends Rule["kind"]>(kind: K) =>
  (rule: Rule): rule is Extract<Rule, { kind: K }> =>
    rule.kind === kind;

const checksIn = (rules: readonly Rule[]) => rules.filter(isOfKind("required checks")).flatMap(({ checks }) => checks);

function requiredFinding(where: string, branch: string, rules: readonly Rule[], { repository, mode, app }: BranchOf): Finding {
  const own = checksIn(rules).filter(({ name }) => name === checkName(branch));
  if (own.length === 0) return absentFinding(where, branch, { repository, mode, app });
  if (mode !== "on")
    return required.broken(
      `${where}: \`${checkName(branch)}\` is required, and the bot, whose mode is ${mode}, does not write it`,
      "Say `mode: on`, or take the ruleset away until then.",
      "A required check that never runs blocks every merge.",
    );
  if (own.some(({ name, app: pinned }) => name === checkName(branch) && pinned !== undefined && pinned !== app))
    return required.broken(
      `${where}: \`${checkName(branch)}\` has to come from another App`,
      `In the ruleset choose this App as its source (integration_id ${app}).`,
      "The bot's own check does not count there, so that nothing can be merged.",
    );
  if (own.some(({ app: pinned }) => pinned === app))
    return required.ok(`${where}: \`${checkName(branch)}\` is required, from this App only`);
  return required.warn(
    `${where}: \`${checkName(branch)}\` is required, from any source`,
    `In the ruleset choose this App as its source (integration_id ${app}).`,
    "Whoever may write to the repository can set a status of that name, and merge.",
  );
}

function absentFinding(where: string, branch: string, { repository, mode, app }: BranchOf): Finding {
  if (mode !== "on")
    return required.ok(`${where}: nothing requires \`${checkName(branch)}\`, which the bot does not write in mode ${mode}`);
  const ruleset = JSON.stringify(rulesetFor(branch, app));
  return required.warn(
    `${where}: no ruleset requires \`${checkName(branch)}\``,
    `Save the line below as ruleset.json and import it under Settings, Rules, Rulesets, or run \`gh api -X POST repos/${repository}/rulesets --input ruleset.json\`:\n${ruleset}`,
  );
}

/** Checks of other branches that are required here. */
function foreignFindings(where: string, branch: string, rules: readonly Rule[], { app }: BranchOf): readonly Finding[] {
  const foreign = checksIn(rules).filter(
    ({ name, app: pinned }) => name.startsWith(checkName("")) && name !== checkName(branch) && (pinned === undefined || pinned === app),
  );
  if (foreign.length === 0) return [];
  return [
    required.broken(
      `${where}: ${listed([...new Set(foreign.map(({ name }) => `\`${name}\``))])} is required, which no pull request onto this branch gets`,
      "Make one ruleset per branch: the check bears the name of the branch that a pull request is aimed at.",
      "A required check that never runs blocks every merge.",
    ),
  ];
}

const queue = checkNamed("merge queue", "A pull request's check says nothing about those that are merged together with it.");

function queueFindings(where: string, rules: readonly Rule[]): readonly Finding[] {
  const queues = rules.filter(isOfKind("merge queue"));
  if (queues.length === 0) return [queue.ok(`${where}: no ruleset asks for a merge queue`)];
  if (queues.every(({ grouping }) => grouping === "ALLGREEN")) return [queue.ok(`${where}: the merge queue merges only groups that pass`)];
  return [
    queue.warn(
      `${where}: the merge queue merges a group whose last pull request passes, whatever the others say`,
      "In the ruleset's merge queue choose `Only merge non-failing pull requests` (ALLGREEN).",
      "The bot answers for the pull request that a group is named after; the others must pass for themselves.",
    ),
  ];
}

const settings = checkNamed("merge settings", "What GitHub itself asks for comes on top of what the bot asks for.");

function mergeFindings(where: string, rules: readonly Rule[]): readonly Finding[] {
  const asked = rules.filter(isOfKind("pull request"));
  const approvals = Math.max(0, ...asked.map((rule) => rule.approvals));
  const findings = [
    approvals > 0
      ? settings.warn(
          `${where}: GitHub asks for ${approvals} of its own approving reviews besides`,
          "Set the number of required approvals to 0, or tell approvers to use the Approve button.",
          "`/lgtm` and `/approve` in a comment are no reviews for GitHub.",
        )
      : undefined,
    asked.some(({ needsCodeOwners }) => needsCodeOwners)
      ? settings.warn(
          `${where}: GitHub asks for a review of CODEOWNERS besides`,
          "Leave it to either OWNERS or CODEOWNERS.",
          "Two files that say who owns what drift apart.",
        )
      : undefined,
  ].filter((finding) => finding !== undefined);
  return findings.length > 0 ? findings : [settings.ok(`${where}: ${methodsIn(asked)}`)];
}

function methodsIn(asked: readonly Extract<Rule, { kind: "pull request" }>[]): string {
  const limits = asked.map(({ mergeMethods }) => mergeMethods).filter((methods) => methods !== undefined);
  const [first, ...more] = limits;
  if (first === undefined) return "no ruleset limits how pull requests are merged";
  return `rulesets allow to merge by ${listed(first.filter((method) => more.every((methods) => methods.includes(method)))) || "no method at all"}`;
}
