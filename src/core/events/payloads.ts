/** The fields of GitHub's payloads that this bot uses. Whatever else a payload holds is ignored. */
import { z } from "zod";
import { type Instant, instantOf, isSha, later, type NodeId, nodeIdOf, type Sha } from "../ids.ts";
import type { ThreadName } from "../look.ts";
import type { RepositoryName } from "../memory.ts";
import type { News, Reader, Self, Unreadable } from "./news.ts";

/** A reader of payloads of one shape. One that does not fit is told by its fields, without what stands in them. */
export const reading =
  <T>(shape: z.ZodType<T>, news: (payload: T, self: Self) => News): Reader =>
  (payload, self): News | Unreadable => {
    const parsed = shape.safeParse(payload);
    if (parsed.success) return news(parsed.data, self);
    return { kind: "unreadable", why: parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.code}`).join(", ") };
  };

export const sha = z.custom<Sha>((value) => typeof value === "string" && isSha(value));
export const time: z.ZodType<Instant> = z
  .string()
  .refine((text) => !Number.isNaN(Date.parse(text)))
  .transform(instantOf);
export const node: z.ZodType<NodeId> = z.string().min(1).transform(nodeIdOf);

const account = z.object({ id: z.int(), login: z.string(), type: z.string() });
type Account = z.output<typeof account>;

const app = z.object({ id: z.int() }).nullish();

const repository = z.object({
  id: z.int(),
  name: z.string(),
  owner: z.object({ login: z.string() }),
  default_branch: z.string(),
});

export const envelope = { installation: z.object({ id: z.int() }), sender: account.nullish() };
export const onRepository = { ...envelope, repository };
export type OnRepository = z.output<z.ZodObject<typeof onRepository>>;

export const pull = z.object({
  number: z.int(),
  created_at: time,
  updated_at: time,
  head: z.object({ sha }),
});

const text = { node_id: node, user: account.nullish() };
export const comment = z.object({ ...text, created_at: time, updated_at: time });
export const review = z.object({ ...text, commit_id: sha.nullish(), submitted_at: time.nullish() });
export const check = z.object({ head_sha: sha, app });

export const nameOf = ({ id, name, owner }: OnRepository["repository"]): RepositoryName => ({ id, owner: owner.login, name });

export const placeOf = ({ installation, repository: where }: OnRepository) => ({
  installation: installation.id,
  repository: nameOf(where),
});

export const threadOf = (payload: OnRepository, number: number): ThreadName => ({ ...placeOf(payload), number });

/** What this App did, GitHub tells it as well. */
export const isOurs = (sender: Account | null | undefined, self: Self): boolean =>
  self.slug !== undefined && sender?.type === "Bot" && sender.login.toLowerCase() === `${self.slug}[bot]`.toLowerCase();

/** Where history ends for a thread that is met through something done at this second: a person's own act is no history. */
export const historyBefore = (sender: Account | null | undefined, at: Instant): Instant => (sender?.type === "User" ? later(at, -1) : at);

/** Whether somebody took back what they wrote themselves. */
export const isOwnAct = (sender: Account | null | undefined, author: Account | null | undefined): boolean =>
  sender !== null && sender !== undefined && sender.id === author?.id;
