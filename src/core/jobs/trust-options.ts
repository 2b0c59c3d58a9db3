/** The options about trust, under `trust` in an options file; the plugins `trust` and `jobs` go by the same ones. */
import { z } from "zod";
import type { RepositoryOptions } from "../facts.ts";

const path = z
  .string()
  .max(200)
  .regex(
    /^(?!\.{0,2}(?:\/|$))(?!.*\/(?:\.{0,2})\/)(?!.*\/\.{1,2}$)[^\p{C}\\:]+$/u,
    "expected the path of a file or directory from the root",
  );

export const trustOptions = z.strictObject({
  only_org_members: z
    .boolean()
    .default(false)
    .describe("Whether collaborators who are no members of the organisation are strangers like anybody else."),
  trusted_org: z
    .string()
    .regex(/^[\w-]{0,39}$/, "expected an organisation's login")
    .default("")
    .describe(
      "Another organisation whose members are trusted. Where the App may not ask there, only those count who show their membership.",
    ),
  trusted_apps: z
    .array(z.int().positive())
    .max(100)
    .default([])
    .describe("Apps whose pull requests are tested: the database ids of their bots' accounts. A login can change hands."),
  join_org_url: z
    .string()
    .max(500)
    .regex(/^(?:https:\/\/[^\s<>]+)?$/, "expected an https address")
    .default("")
    .describe("Where strangers read how to become a member; shown to them."),
  ignore_ok_to_test: z.boolean().default(false).describe("Whether nobody can vouch for a stranger's pull request."),
  ok_to_test: z
    .strictObject({
      scope: z
        .enum(["pull", "head"])
        .default("pull")
        .describe(
          "Whether `/ok-to-test` is about the pull request, with all that is pushed later, or about the commit that its writer had before them.",
        ),
      revoked_by: z
        .array(path)
        .max(20)
        .default([])
        .describe(
          "Files and directories. `/ok-to-test` ends when a later push changes one of them, other than by bringing what the base branch has.",
        ),
    })
    .prefault({}),
});

export type TrustOptions = z.infer<typeof trustOptions>;

/** Where the plugin `trust` is off, no word and no label vouches for anybody. */
export function trustOptionsIn({ plugins, byPlugin }: Pick<RepositoryOptions, "plugins" | "byPlugin">): TrustOptions {
  const options = trustOptions.parse(byPlugin.get("trust") ?? {});
  return plugins.includes("trust") ? options : { ...options, ignore_ok_to_test: true };
}

/** Paths that matter for how long a word holds. One that is about a single commit needs none. */
export const guardedPaths = ({
  ignore_ok_to_test: isIgnored,
  ok_to_test: { scope, revoked_by: paths },
}: TrustOptions): readonly string[] => (isIgnored || scope === "head" ? [] : paths);

type Comparison = (own: TrustOptions, above: TrustOptions) => boolean;

/** Where a join link leads is nobody's trust. */
const noLooser: ReadonlyMap<string, Comparison> = new Map<string, Comparison>([
  ["only_org_members", (own, above) => own.only_org_members || !above.only_org_members],
  ["trusted_org", (own, above) => own.trusted_org === "" || own.trusted_org.toLowerCase() === above.trusted_org.toLowerCase()],
  ["trusted_apps", (own, above) => own.trusted_apps.every((app) => above.trusted_apps.includes(app))],
  ["join_org_url", () => true],
  ["ignore_ok_to_test", (own, above) => own.ignore_ok_to_test || !above.ignore_ok_to_test],
  ["ok_to_test.scope", (own, above) => own.ok_to_test.scope === "head" || above.ok_to_test.scope === "pull"],
  ["ok_to_test.revoked_by", (own, above) => above.ok_to_test.revoked_by.every((path) => own.ok_to_test.revoked_by.includes(path))],
]);

/** Whether nobody is trusted by one option of a repository whom its organisation does not trust. `option`: its path below `trust`. */
export const isNoLooser = (option: string, own: TrustOptions, above: TrustOptions): boolean => noLooser.get(option)?.(own, above) ?? false;
