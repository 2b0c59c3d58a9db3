/** Findings about one installation of the App: whether it works at all, what it was granted, and what it is told. */
import { type Granted, isGranted, neededEvents, neededPermissions, offText, permissionText, withheldBy } from "../permissions.ts";
import type { AppFacts, Installation, Registration } from "./facts.ts";
import { checkNamed, type Finding, listed } from "./finding.ts";

const installed = checkNamed("installation", "Where the App is not installed, the bot sees nothing and is told nothing.");

/** About every installation, or about the one of an owner, named as GitHub names accounts: in any case. */
export function installationFindings(facts: AppFacts, owner: string | undefined): readonly Finding[] {
  const { installations, identity, isEnterprise } = facts;
  if (installations.kind === "unread") return [installed.unknown(`the installations are not known: ${installations.reason}`, "Ask again.")];
  const app = identity.kind === "accepted" ? identity.app : undefined;
  const meant = installations.value.filter(({ account }) => owner === undefined || isCalled(account, owner));
  if (meant.length > 0) return meant.flatMap((installation) => findingsOf(installation, app, isEnterprise));
  const what = owner === undefined ? "the App is installed nowhere" : `the App is not installed on ${owner}`;
  const fix = `Install it${app === undefined ? "" : ` from ${app.url}`}.`;
  return [owner === undefined ? installed.warn(what, fix) : installed.broken(what, fix)];
}

export const isCalled = (account: string, name: string): boolean => account.toLowerCase() === name.toLowerCase();

function findingsOf(installation: Installation, app: Registration | undefined, isEnterprise: boolean): readonly Finding[] {
  const { account, isSuspended, url, coversAll } = installation;
  if (isSuspended) return [installed.broken(`the installation on ${account} is suspended`, `Unsuspend it at ${url}.`)];
  return [
    installed.ok(`installed on ${coversAll ? "all" : "selected"} repositories of ${account}`),
    ...permissionFindings(installation, app, isEnterprise),
    excessFinding(installation, isEnterprise),
    eventsFinding(installation, app, isEnterprise),
  ].filter((finding) => finding !== undefined);
}

const permissions = checkNamed("permissions", "A feature whose permission is withheld is off.");

function permissionFindings(installation: Installation, app: Registration | undefined, isEnterprise: boolean): readonly Finding[] {
  const { account } = installation;
  const lacking = withheldBy(installation.permissions, isEnterprise);
  if (lacking.length === 0) return [permissions.ok(`${account} grants all that the bot's features need`)];
  return lacking.map((feature) => {
    const { without, isEssential } = feature;
    const what = `${account} does not grant ${permissionText(feature)}, so that ${offText(feature)}`;
    const fix = fixFor(installation, app !== undefined && isGranted(app.permissions, feature), permissionText(feature));
    return isEssential ? permissions.broken(what, fix, without) : permissions.warn(what, fix, without);
  });
}

/** What the App asks for since is granted by an owner; what it does not ask for cannot be. */
const fixFor = ({ url }: Installation, isAskedFor: boolean, what: string): string =>
  isAskedFor
    ? `The App asks for it already: let an owner accept the new permissions at ${url}.`
    : `Add ${what} on the App's page under Permissions & events, then let an owner accept it at ${url}.`;

/** Jobs need these, where somebody wants the bot to start them. */
const optional: Granted = { actions: "write", statuses: "write", metadata: "read" };

function excessFinding({ account, permissions: granted }: Installation, isEnterprise: boolean): Finding | undefined {
  const needed: ReadonlyMap<string, string> = neededPermissions(isEnterprise);
  const isMore = ([name, level]: readonly [string, string]) =>
    level !== "read" && needed.get(name) !== "write" && optional[name] !== "write";
  const excess = Object.entries(granted).filter(isMore);
  if (excess.length === 0) return undefined;
  return permissions.warn(
    `${account} grants more than the bot uses: ${listed(excess.map(([name, level]) => `${name}: ${level}`))}`,
    "Take it off the App's page under Permissions & events: that takes effect at once.",
    "Whoever steals the App's key can do all that it was granted.",
  );
}

const events = checkNamed("events", "What the bot is not told of it finds late, in the slow sweep, or never.");

/** Commands and pull requests themselves: without them nobody is answered. */
const essentialEvents: ReadonlySet<string> = new Set(["pull_request", "issue_comment"]);

function eventsFinding(installation: Installation, app: Registration | undefined, isEnterprise: boolean): Finding {
  const { account } = installation;
  const missing = neededEvents(isEnterprise).filter((event) => !installation.events.includes(event));
  if (missing.length === 0) return events.ok(`all events that the bot reads are sent for ${account}`);
  const isAskedFor = missing.every((event) => app?.events.includes(event) === true);
  const what = `for ${account} these events are not sent: ${missing.join(", ")}`;
  const fix = fixFor(installation, isAskedFor, "these events");
  return missing.some((event) => essentialEvents.has(event)) ? events.broken(what, fix) : events.warn(what, fix);
}
