/** What GitHub has to grant the App: each feature with its permission, and each event with the permission without which it is not sent. */

export type Level = "read" | "write";

export type Permission = "metadata" | "contents" | "pull_requests" | "issues" | "checks" | "members" | "statuses" | "merge_queues";

export type FeatureName =
  | "finding repositories"
  | "OWNERS files and options"
  | "looking at pull requests"
  | "labels, comments and requests for review"
  | "commands in comments"
  | "reactions to commands"
  | "the required check"
  | "members and teams"
  | "results of other systems"
  | "the merge queue";

/** Something the bot does that needs one permission. */
export interface Feature {
  readonly name: FeatureName;
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
    without: "No pull request is looked at: nobody knows whether the bot is on there.",
  },
  {
    ...{ name: "looking at pull requests", permission: "pull_requests", level: "read", ...essential },
    without: "No pull request is looked at.",
  },
  {
    ...{ name: "labels, comments and requests for review", permission: "pull_requests", level: "write", ...essential },
    without: "Only the check run shows the state, and nobody is answered.",
  },
  {
    ...{ name: "commands in comments", permission: "issues", level: "read", ...essential },
    without: "GitHub sends no comments: commands count once something else happens, or in the sweep, and on issues not at all.",
  },
  {
    ...{ name: "reactions to commands", permission: "issues", level: "write", ...partial },
    without: "Nobody sees at once that a command in a comment was heard.",
  },
  {
    ...{ name: "the required check", permission: "checks", level: "write", ...partial },
    without: "No check run is written: only labels show the state, and labels stop nobody from merging.",
  },
  {
    ...{ name: "members and teams", permission: "members", level: "read", ...partial },
    without: "Teams that options name are not known, and GitHub does not tell of people who come and go.",
  },
  {
    ...{ name: "results of other systems", permission: "statuses", level: "read", ...partial },
    without: "GitHub does not tell when another system reports on a commit, and `route.wait_for_status` waits in vain.",
  },
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
const featuresOn = (isEnterprise: boolean): readonly Feature[] =>
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

/** The features of a server that are off where no more than this is granted. */
export const withheldBy = (granted: Granted, isEnterprise: boolean): readonly Feature[] =>
  featuresOn(isEnterprise).filter((feature) => !isGranted(granted, feature));

export const isWithheld = (withheld: readonly Feature[], name: FeatureName): boolean => withheld.some((feature) => feature.name === name);

/** As GitHub names it on the pages where it is granted. */
export const permissionText = ({ permission, level }: Pick<Feature, "permission" | "level">): string => `${permission}: ${level}`;

/** "… is off" or "… are off". */
export const offText = ({ name }: Pick<Feature, "name">): string =>
  `${name} ${/^\w+ing /.test(name) || !/s$|, /.test(name) ? "is" : "are"} off`;

/** One sentence for each feature, in Markdown. */
export const withheldLines = (withheld: readonly Feature[]): readonly string[] =>
  withheld.map((feature) => {
    const text = `${offText(feature)}: the App lacks the permission \`${permissionText(feature)}\`. ${feature.without}`;
    return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
  });
