/** Texts of options files: the repository's own, and the organisation's, in force and earlier ones. */
import { z } from "zod";
import { type Sha, shaOf } from "../core/ids.ts";
import type { Look, OptionsNeed, OptionsText } from "../core/look.ts";
import { optionsPath } from "../core/options-path.ts";
import { shaped } from "./answers.ts";
import { textsOf } from "./blobs.ts";
import { shelf } from "./cache.ts";
import { Forbidden, NotFound } from "./errors.ts";
import type { Place } from "./place.ts";
import { optionsFileQuery } from "./queries.ts";

/** The repository in which an organisation keeps what holds for all of its repositories. */
export const organisationRepository = ".github";
/** Seconds until a change of the organisation's file is seen everywhere, where its delivery is lost. */
const lifetime = 600;
const homes = "organisation options";

/** Never throws because of the file: what could not be looked at is `unread`. Passing failures of GitHub are thrown. */
export async function optionsText(
  place: Place,
  look: { readonly repository: Pick<Look["repository"], "tip" | "optionsFile"> },
  { where, version }: OptionsNeed,
): Promise<OptionsText> {
  try {
    if (where === "organisation") return await organisationText(place, version);
    const { tip, optionsFile } = look.repository;
    if (tip === undefined) return { kind: "absent" };
    return version === 0 ? await textOf(place, optionsFile, tip) : await earlierText(place, tip, version);
  } catch (error) {
    if (error instanceof Forbidden) return { kind: "unread", reason: error.message };
    throw error;
  }
}

async function textOf(place: Place, blob: Sha | undefined, commit: Sha): Promise<OptionsText> {
  if (blob === undefined) return { kind: "absent" };
  const text = (await textsOf(place, [blob], new Map())).get(blob);
  if (typeof text === "string") return { kind: "text", text, commit };
  return { kind: "unread", reason: text?.reason ?? "no answer" };
}

const sha = z.string().transform(shaOf);
const rowsShape = z.array(z.object({ sha }));

/** The n-th commit from the tip backwards that changed the file, and what the file was then: absent where that commit deleted it. */
async function earlierText(place: Place, tip: Sha, version: number): Promise<OptionsText> {
  const { session, cache, clock, repository } = place;
  const { id, owner, name } = repository;
  const commit = await shelf(cache, clock, "options version", sha.nullable()).one(`${id} ${tip} ${version}`, async () => {
    const parameters = { owner, repo: name, sha: tip, path: optionsPath, per_page: 1, page: version + 1 };
    const { data } = await session.get("/repos/{owner}/{repo}/commits", parameters);
    return shaped(rowsShape, data, "history")[0]?.sha ?? null;
  });
  if (commit === null) return { kind: "absent" };
  const { repository: at } = await filesAt(place, name, `${commit}:${optionsPath}`);
  return textOf(place, at.options?.oid, commit);
}

const answerShape = z.object({
  repository: z.object({
    databaseId: z.number(),
    defaultBranchRef: z.object({ target: z.object({ oid: sha }) }).nullable(),
    options: z.object({ oid: sha }).nullable(),
  }),
});

async function filesAt({ session, repository: { owner } }: Place, name: string, expression: string): Promise<z.infer<typeof answerShape>> {
  const { data } = await session.query(optionsFileQuery, { owner, name, expression });
  return shaped(answerShape, data, "options file");
}

const homeShape = z.object({ id: z.number(), tip: sha, options: sha.nullable() }).nullable();

async function organisationText(place: Place, version: number): Promise<OptionsText> {
  const { repository } = place;
  const home = await organisationHome(place);
  if (home === null) return { kind: "absent" };
  const there: Place = { ...place, repository: { id: home.id, owner: repository.owner, name: organisationRepository } };
  return version === 0 ? textOf(there, home.options ?? undefined, home.tip) : earlierText(there, home.tip, version);
}

/** The organisation's file, or whether the installation sees it, may have changed: the next pass looks. */
export const forgetOrganisation = ({ cache, clock }: Pick<Place, "cache" | "clock">, installation: number): Promise<void> =>
  cache.put(homes, [{ key: String(installation), text: "null", expiresAt: clock() }]);

/** As it was some minutes ago at the earliest. Null: there certainly is no such repository, or nothing in it. */
export function organisationHome(place: Place): Promise<z.infer<typeof homeShape>> {
  const { cache, clock, installation } = place;
  return shelf(cache, clock, homes, homeShape, lifetime).one(String(installation), () => readHome(place));
}

async function readHome(place: Place): Promise<z.infer<typeof homeShape>> {
  try {
    const { repository } = await filesAt(place, organisationRepository, `HEAD:${optionsPath}`);
    const tip = repository.defaultBranchRef?.target.oid;
    return tip === undefined ? null : { id: repository.databaseId, tip, options: repository.options?.oid ?? null };
  } catch (error) {
    if (!(error instanceof NotFound)) throw error;
    if (await coversAll(place)) return null;
    throw new Forbidden(
      `see whether ${place.repository.owner} has a repository ${organisationRepository}: only selected repositories are shown`,
    );
  }
}

/** Installed on everything the owner has: then what it does not see is not there. Nobody but an installation may ask, or knows. */
async function coversAll({ session }: Place): Promise<boolean> {
  if (session.coversAll()) return true;
  try {
    const { data } = await session.get("/installation/repositories", { per_page: 1 });
    return shaped(z.object({ repository_selection: z.enum(["all", "selected"]) }), data, "installation").repository_selection === "all";
  } catch (error) {
    if (error instanceof Forbidden) return false;
    throw error;
  }
}
