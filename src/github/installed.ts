/** Where the App is installed, and on which repositories. */
import { z } from "zod";
import type { Installation, ListedRepository } from "../core/doctor/facts.ts";
import { shaped } from "./answers.ts";
import type { Client, Session } from "./client.ts";
import { IncompleteRead } from "./errors.ts";

const perPage = 100;

/** An enterprise has a slug in place of a login. */
const account = z.union([
  z.object({ login: z.string() }).transform(({ login }) => login),
  z.object({ slug: z.string() }).transform(({ slug }) => slug),
]);

const installationShape = z
  .object({
    id: z.number(),
    account,
    html_url: z.string(),
    repository_selection: z.enum(["all", "selected"]),
    permissions: z.record(z.string(), z.string()),
    events: z.array(z.string()),
    suspended_at: z.string().nullish(),
  })
  .transform(
    ({ html_url: url, repository_selection: selection, suspended_at: suspendedAt, ...installation }): Installation => ({
      ...installation,
      ...{ url, isSuspended: suspendedAt != null, coversAll: selection === "all" },
    }),
  );

/** Suspended ones too. */
export async function installationsOf(client: Client): Promise<readonly Installation[]> {
  const found: Installation[] = [];
  for (let page = 1; ; page += 1) {
    const { data } = await client.asApp("/app/installations", { per_page: perPage, page });
    const rows = shaped(z.array(installationShape), data, "installations");
    found.push(...rows);
    if (rows.length < perPage) return found;
  }
}

const repositoryShape = z
  .object({
    id: z.number(),
    name: z.string(),
    owner: z.object({ login: z.string() }),
    fork: z.boolean(),
    archived: z.boolean(),
    default_branch: z.string(),
  })
  .transform(
    ({ id, name, owner, fork, archived, default_branch: defaultBranch }): ListedRepository => ({
      ...{ id, name, owner: owner.login, isFork: fork, isArchived: archived, defaultBranch },
    }),
  );

const listShape = z.object({ total_count: z.number(), repositories: z.array(repositoryShape) });

export async function included(session: Session): Promise<readonly ListedRepository[]> {
  const found: ListedRepository[] = [];
  for (let page = 1; ; page += 1) {
    const { data } = await session.get("/installation/repositories", { per_page: perPage, page });
    const { total_count: total, repositories } = shaped(listShape, data, "repositories");
    found.push(...repositories);
    if (found.length >= total) return found;
    if (repositories.length === 0) throw new IncompleteRead(`there are ${total} repositories, and ${found.length} were listed`);
  }
}

/** Throws NotFound where the installation does not include it: whoever asks may look into any public repository, so that a look proves nothing. */
export async function named(client: Client, session: Session, owner: string, name: string): Promise<ListedRepository> {
  await client.asApp("/repos/{owner}/{name}/installation", { owner, name });
  const { data } = await session.get("/repos/{owner}/{name}", { owner, name });
  return shaped(repositoryShape, data, "the repository");
}
