/** GitHub as one person sees it: the reads of a pass with that person's own token, and no way to write. */
import { z } from "zod";
import { userIdOf } from "../core/ids.ts";
import type { Me, ThreadName } from "../core/look.ts";
import type { RepositoryName } from "../core/memory.ts";
import { shaped } from "./answers.ts";
import { memoryCache } from "./cache.ts";
import { Client, type Connection, type Session } from "./client.ts";
import { NotFound } from "./errors.ts";
import { viewerQuery } from "./queries.ts";
import { type Reads, type ReadsOptions, readsThrough } from "./reads.ts";

export interface ReaderOptions extends Connection, Pick<ReadsOptions, "checkOptions"> {
  readonly token: string;
  /** The login of the bot whose comments are ours, with or without `[bot]`. Absent: none is. */
  readonly bot?: string;
  /** The App whose check runs are ours. Absent: none is. */
  readonly appId?: number;
}

export interface Reader extends Reads {
  /** Whose eyes these are. */
  readonly viewer: string;
  readonly target: ThreadName;
}

/** A person's token belongs to no installation. */
const noInstallation = 0;
/** GitHub has no such App, and no account has that id: what is compared with them is nobody's of ours. */
const noApp = 2 ** 31 - 1;
const nobody: Me = { id: userIdOf(0), slug: "" };

/** Throws NotFound where this person sees no such repository, or there is no such bot; Unauthorised where GitHub refuses the token. */
export async function connectReader(
  { bot, appId = noApp, ...options }: ReaderOptions,
  { owner, name, number }: Pick<RepositoryName, "owner" | "name"> & Pick<ThreadName, "number">,
): Promise<Reader> {
  const session = new Client({ ...options, appId, me: nobody }).session(noInstallation, "answer");
  const { viewer, repository } = await viewOf(session, owner, name);
  const me = bot === undefined ? nobody : await botNamed(session, bot);
  const reads = readsThrough(new Client({ ...options, appId, me }), memoryCache(), options);
  return { ...reads, viewer, target: { installation: noInstallation, repository, number } };
}

const viewShape = z.object({
  viewer: z.object({ login: z.string() }),
  repository: z.object({ databaseId: z.number(), name: z.string(), owner: z.object({ login: z.string() }) }),
});

async function viewOf(session: Session, owner: string, name: string): Promise<Pick<Reader, "viewer"> & { repository: RepositoryName }> {
  const { data } = await session.query(viewerQuery, { owner, name });
  const { viewer, repository } = shaped(viewShape, data, "viewer");
  return { viewer: viewer.login, repository: { id: repository.databaseId, owner: repository.owner.login, name: repository.name } };
}

const accountShape = z.object({ id: z.number(), type: z.string() });

/** Only REST finds a bot by its name, which ends in `[bot]` there. */
async function botNamed(session: Session, login: string): Promise<Me> {
  const slug = login.replace(/\[bot\]$/, "");
  const { data } = await session.get("/users/{login}", { login: `${slug}[bot]` });
  const { id, type } = shaped(accountShape, data, "bot");
  if (type !== "Bot") throw new NotFound(`${login} is no bot`);
  return { id: userIdOf(id), slug };
}
