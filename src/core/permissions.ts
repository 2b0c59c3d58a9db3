/** What GitHub has to grant the App: each feature with its permission, and each event with the permission without which it is not sent. */

export type Level = "read" | "write";

export type Permission = "metadata" | "contents" | "pull_requests" | "issues" | "checks" | "members" | "statuses" | "merge_queues";

/** Something the bot does that needs one permission. */
export interface Feature {
  readonly name: string;
  readonly permission: Permission;
  readonly level: Level;
  /** What is off while the permission is withheld. */
  readonly without: string;
  /** Whether the bot can do nothing useful without it. */
  readonly isEssential: boolean;
}

const essential = { isEssential: true } as const;
const partial = { isEssential: false } as const;

/** Every permission in `app.yml` is needed by one of these, and by none less than it asks for. */
export const features: readonly Feature[] = [
  { name: "finding repositories", permission: "metadata", level: "read", without: "Nothing works.", ...essential },
  {
    ...{ name: "OWNERS files and options", permission: "contents", level: "read", ...essential },
    without: "Nobody's approval can be judged, and no vote can be carried over a push.",
  },
  {
    ...{ name: "labels, comments and requests for review", permission: "pull_requests", level: "write", ...essential },
    without: "Nothing is written on pull requests.",
  },
  {
    ...{ name: "commands in comments", permission: "issues", level: "read", ...essential },
    without: "GitHub sends no comments: commands count once something else happens, or in the sweep.",
  },
  {
    ...{ name: "reactions to commands", permission: "issues", level: "write", ...partial },
    without: "Nobody sees whether a command was heard.",
  },
  {
    ...{ name: "looking at pull requests with their checks", permission: "checks", level: "read", ...essential },
    without: "No pull request can be looked at.",
  },
  {
    ...{ name: "the required check", permission: "checks", level: "write", ...partial },
    without: "Only labels show the state, and labels stop nobody from merging.",
  },
  {
    ...{ name: "members and teams", permission: "members", level: "read", ...partial },
    without: "Only collaborators can be trusted; teams that OWNERS files and options name cannot be read.",
  },
  { name: "results of other systems", permission: "statuses", level: "read", without: "Their statuses are not seen.", ...partial },
  {
    ...{ name: "the merge queue", permission: "merge_queues", level: "read", ...partial },
    without: "Groups in a merge queue are not told of, and wait in vain for the check.",
  },
];

/** Each event that the App subscribes to, with its permission. Events about installations come without being asked for. */
export const permissionOfEvent: ReadonlyMap<string, Permission> = new Map([
  ["pull_request", "pull_requests"],
  ["pull_request_review", "pull_requests"],
  ["pull_request_review_comment", "pull_requests"],
  ["pull_request_review_thread", "pull_requests"],
  ["issue_comment", "issues"],
  ["push", "contents"],
  ["status", "statuses"],
  ["check_run", "checks"],
  ["check_suite", "checks"],
  ["organization", "members"],
  ["membership", "members"],
  ["team", "members"],
  ["member", "members"],
  ["label", "metadata"],
  ["repository", "metadata"],
  ["merge_group", "merge_queues"],
]);

/** Events that are subscribed to where the App is to start jobs, and nowhere else. */
export const permissionOfJobEvent: ReadonlyMap<string, string> = new Map([["workflow_run", "actions"]]);

/** An Enterprise Server knows neither this permission nor its event. */
const onlyOnGitHubCom: Permission = "merge_queues";

/** The features that a server can offer. */
export const featuresOn = (isEnterprise: boolean): readonly Feature[] =>
  features.filter(({ permission }) => !isEnterprise || permission !== onlyOnGitHubCom);

/** The highest level that any feature needs, by permission. */
export function neededPermissions(isEnterprise: boolean): ReadonlyMap<Permission, Level> {
  const needed = new Map<Permission, Level>();
  for (const { permission, level } of featuresOn(isEnterprise)) if (needed.get(permission) !== "write") needed.set(permission, level);
  return needed;
}

export const neededEvents = (isEnterprise: boolean): readonly string[] =>
  [...permissionOfEvent].filter(([, permission]) => !isEnterprise || permission !== onlyOnGitHubCom).map(([event]) => event);

/** As GitHub writes what an App may do: by permission `read`, `write` or `admin`; what is not there is withheld. */
export type Granted = Readonly<Record<string, string>>;

export const isGranted = (granted: Granted, { permission, level }: { readonly permission: string; readonly level: Level }): boolean =>
  granted[permission] === "write" || granted[permission] === "admin" || granted[permission] === level;
