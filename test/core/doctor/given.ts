/** Given: an App, an installation and a repository where all is well, to be changed by tests in one respect. */
import type { ActiveFacts, AppFacts, Installation, Registration, RepositoryFacts, Rule } from "../../../src/core/doctor/facts.ts";
import type { Finding } from "../../../src/core/doctor/finding.ts";
import { known, type RepositoryOptions } from "../../../src/core/facts.ts";
import type { Instant } from "../../../src/core/ids.ts";
import { defaultReading } from "../../../src/core/owners/tree.ts";
import { neededEvents, neededPermissions } from "../../../src/core/permissions.ts";

export const app = 42;

const asked = { permissions: Object.fromEntries(neededPermissions(false)), events: neededEvents(false) };

export const registration: Registration = { id: app, slug: "bowsprit", url: "https://github.test/apps/bowsprit", ...asked };

export const installation: Installation = {
  ...{ id: 5, account: "acme", url: "https://github.test/settings/installations/5", isSuspended: false, coversAll: true },
  ...asked,
};

const noon = 1_700_000_000 as Instant;

export const appFacts: AppFacts = {
  ...{ isEnterprise: false, secrets: 1, identity: { kind: "accepted", app: registration } },
  clocks: known({ gitHub: noon, here: noon }),
  hook: known({ url: "https://bot.test/api/github/webhooks", contentType: "json", hasSecret: true, isVerified: true }),
  attempts: known([{ id: 1, guid: "a", at: noon, event: "ping", status: "OK", code: 202 }]),
  installations: known([installation]),
};

export const options: RepositoryOptions = {
  ...{ mode: "on", plugins: ["lgtm"], byPlugin: new Map(), formerBots: [], problems: [] },
  owners: { ...defaultReading, skip_collaborators: false, labels_denylist: [] },
};

export const pinned: Rule = { kind: "required checks", checks: [{ name: "bowsprit: main", app }] };

export const active: ActiveFacts = {
  owners: known(new Map([["OWNERS", "approvers: [alice]\n"]])),
  labels: known(new Set(["LGTM"])),
  wantedLabels: [{ name: "lgtm", color: "15dd18", description: "Looks good; that's all", effect: "grants" }],
  branches: [{ name: "main", rules: known([pinned]) }],
};

export const repository: RepositoryFacts = {
  ...{ id: 7, owner: "acme", name: "widgets", isFork: false, isArchived: false, defaultBranch: "main" },
  ...{ hasOptionsFile: false, hasRootOwners: true, options, active },
};

/** The one finding of a check; throws where there is none, or more than one. */
export function theOne(findings: readonly Finding[], check: string): Finding {
  const [finding, ...more] = findings.filter((one) => one.check === check);
  if (finding === undefined || more.length > 0) throw new Error(`not one finding ${check}: ${JSON.stringify(findings)}`);
  return finding;
}

/** What is worse than ok, as `check: status`. */
export const bad = (findings: readonly Finding[]): string[] =>
  findings.filter(({ status }) => status !== "ok").map(({ check, status }) => `${check}: ${status}`);
