/** What a repository holds of the files that switch the bot on, without a pull request to look at. */
import { z } from "zod";
import type { ListedRepository } from "../core/doctor/facts.ts";
import { shaOf } from "../core/ids.ts";
import type { Look } from "../core/look.ts";
import { shaped } from "./answers.ts";
import type { Place } from "./place.ts";
import { optionsFileQuery } from "./queries.ts";
import { directoriesAt } from "./trees.ts";

const sha = z.string().transform(shaOf);
const shape = z.object({
  repository: z.object({
    defaultBranchRef: z.object({ target: z.object({ oid: sha }) }).nullable(),
    options: z.object({ oid: sha }).nullable(),
  }),
});

/** As a look at a pull request shows it. */
export type RepositoryState = Pick<Look["repository"], "isArchived" | "isFork" | "tip" | "optionsFile" | "hasRootOwners">;

export async function repositoryState(place: Place & { readonly repository: ListedRepository }): Promise<RepositoryState> {
  const { owner, name, isArchived, isFork } = place.repository;
  const { data } = await place.session.query(optionsFileQuery, { owner, name, expression: "HEAD:.github/bowsprit.yaml" });
  const { defaultBranchRef, options } = shaped(shape, data, "the default branch").repository;
  const tip = defaultBranchRef?.target.oid;
  const root = tip === undefined ? undefined : (await directoriesAt(place, tip, [""])).get("");
  const hasRootOwners = root?.some((entry) => entry.name === "OWNERS") === true;
  return { isArchived, isFork, tip, optionsFile: options?.oid, hasRootOwners };
}
