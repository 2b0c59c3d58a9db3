/** What an options file may say: the keys that belong to no plugin, and one block per plugin, checked by that plugin's own schema. */
import { z } from "zod";
import type { OwnersOptions } from "../core/facts.ts";
import { compiled } from "../core/owners/pattern.ts";
import type { Plugin } from "../core/plugin.ts";
import { code } from "../core/quoting.ts";

/** Where a file stands decides what it may say. */
export type Place = "repository" | "organisation" | "profile";

/** Options that a repository must not set for itself, by path: a key, or a plugin's name and the option's. */
export const organisationOnly = (plugins: readonly Plugin[]): ReadonlySet<string> =>
  new Set([
    "activate",
    "former_bots",
    ...plugins.flatMap(({ name, organisationOnly }) => organisationOnly.map((option) => `${name}.${option}`)),
  ]);

/** From the least that the bot may do to the most. */
export const modes = ["off", "observe", "on"] as const;

/** A pattern that comes from a repository: RE2, of bounded size, or refused with the compiler's reason. */
const pattern = z
  .string()
  .check((context) => {
    const outcome = compiled(context.value);
    if (outcome.kind === "pattern") return;
    context.issues.push({
      code: "custom",
      input: context.value,
      message: `not a pattern that RE2 takes: ${code(outcome.reason.slice(0, 200))}`,
    });
  })
  .describe("An RE2 pattern");

const fileName = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[^/\\]+$/, "expected a file name without a folder");

/** Prow's `owners` section for one repository. A file name that is not given keeps its default, unlike in Prow, where it becomes empty. */
export const ownersSchema = z.strictObject({
  mdyaml: z.boolean().default(false).describe("Whether the front matter of a Markdown file may name owners of that file."),
  skip_collaborators: z
    .boolean()
    .default(false)
    .describe("Whether everybody named in OWNERS counts, collaborator of the repository or not. `/lgtm` is then limited to those named."),
  filenames: z
    .strictObject({
      owners: fileName.default("OWNERS").describe("Name of the files that say who owns a directory."),
      owners_aliases: fileName.default("OWNERS_ALIASES").describe("Name of the file at the root that gives groups of people a name."),
    })
    .prefault({}),
  owners_dir_denylist: z
    .array(pattern)
    .max(100)
    .default([])
    .describe("RE2 patterns of directories whose OWNERS files do not count, besides `\\.git$`, `_output$` and `vendor/.*/.*`."),
  ignore_preconfigured_defaults: z
    .boolean()
    .default(false)
    .describe("Whether the three built-in patterns of `owners_dir_denylist` are dropped."),
  labels_denylist: z
    .array(z.string().min(1).max(50))
    .max(100)
    .default(["approved", "lgtm"])
    .describe("Labels that no OWNERS file may give. One that tries is a mistake, and gives none of them."),
}) satisfies z.ZodType<OwnersOptions>;

const formerBot = z.strictObject({
  login: z
    .string()
    .max(100)
    .regex(/^[A-Za-z\d]+(?:-[A-Za-z\d]+)*(?:\[bot\])?$/, "expected a GitHub login")
    .describe("The bot's login, `[bot]` included where it is an App."),
  id: z.int().positive().describe("Its database id: a login can change hands."),
  until: z.iso
    .date()
    .describe("The last day (UTC) on which what it does to labels counts, as YYYY-MM-DD. What it did until then goes on counting."),
});

/** The keys that belong to no plugin. `profiles` are the names that `extends` knows. */
export const topLevel = (profiles: readonly string[], plugins: readonly Plugin[]) =>
  z.object({
    extends: z
      .enum([...profiles, "none"])
      .optional()
      .meta({
        default: "default",
        description:
          "The built-in profile underneath. `none` stops inheritance: the options' own defaults, and in a repository's file nothing of the organisation's either, save its `mode` and `former_bots`.",
      }),
    mode: z.enum(modes).optional().meta({
      default: "on",
      description:
        "`on` writes, `observe` decides and writes nothing, `off` does nothing. A repository can only lower what its organisation's file says.",
    }),
    activate: z.enum(["owners", "explicit"]).optional().meta({
      default: "owners",
      description: "Whether a root OWNERS file is enough to make a repository active, or only an options file of its own.",
    }),
    plugins: z
      .array(z.enum(plugins.map(({ name }) => name)))
      .max(100)
      .optional()
      .meta({
        default: plugins.filter(({ isOnByDefault }) => isOnByDefault).map(({ name }) => name),
        description: "The plugins that are on. The list replaces the one underneath.",
      }),
    former_bots: z.array(formerBot).max(20).optional().meta({
      default: [],
      description:
        "Bots that worked here before. What they did to labels counts as Bowsprit's own, what they say as a bot's, and an `lgtm` that they set and can prove as a vote. See docs/switching-from-prow.md.",
    }),
  });

export type TopLevel = z.infer<ReturnType<typeof topLevel>>;

/** Throws where a plugin's name is taken by a key of the file itself: a mistake in the program. */
export function fileSchema(profiles: readonly string[], plugins: readonly Plugin[]) {
  const own = { ...topLevel(profiles, plugins).shape, owners: ownersSchema.optional().describe("How OWNERS files are read.") };
  const taken = plugins.find(({ name }) => Object.hasOwn(own, name));
  if (taken !== undefined) throw new Error(`a plugin cannot be called ${taken.name}: the options file has a key of that name`);
  return z.strictObject({ ...own, ...Object.fromEntries(plugins.map((plugin) => [plugin.name, plugin.options.optional()])) });
}
