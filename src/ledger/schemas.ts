/**
 * The shapes in which the ledger reads back what it wrote. A field that is not named here makes the read fail: it must not get lost in
 * silence when the types in core grow.
 */
import { z } from "zod";
import type { OurComment, Person } from "../core/facts.ts";
import { type Instant, isSha, type Login, type NodeId, type Sha, type UserId } from "../core/ids.ts";
import type { RunKey } from "../core/jobs/run.ts";
import type { CommitStatus } from "../core/jobs/status.ts";
import type { OrderOutcome, RepositoryName, Sighting, VoteRecord, Wake } from "../core/memory.ts";
import type { Revision, Sight } from "../core/revision/revision.ts";
import type { Statement } from "../core/statements.ts";

const isWhole = (value: unknown): boolean => Number.isSafeInteger(value);
const isText = (value: unknown): boolean => typeof value === "string" && value !== "";

export const sha = z.custom<Sha>((value) => typeof value === "string" && isSha(value), "not an object id");
export const instant = z.custom<Instant>(isWhole, "not a time");
export const nodeId = z.custom<NodeId>(isText, "not a node id");
const runKey = z.custom<RunKey>(isText, "not the key of a run");
const userId = z.custom<UserId>(isWhole, "not a database id");
export const login = z.custom<Login>((value) => isText(value) && value === String(value).toLowerCase(), "not a login");

/** A column of JSON text. */
export const json = <T>(schema: z.ZodType<T>): z.ZodType<T, string> =>
  z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(schema);

const person: z.ZodType<Person> = z.strictObject({ id: userId, login, spelled: z.string(), kind: z.enum(["user", "bot", "mannequin"]) });

// JSON has no undefined: a value that a type requires, undefined included, is put back when it is read.
const orUndefined = <T>(schema: z.ZodType<T>) => z.preprocess((value) => value, schema.or(z.undefined()));
const said = { id: nodeId, at: instant, by: orUndefined(person) };
const text = {
  ...said,
  body: z.string(),
  firstBody: z.string().exactOptional(),
  presence: z.enum(["standing", "edited", "withdrawn", "gone"]),
  url: z.string(),
};
const acts = [
  "ready",
  "draft",
  "assigned",
  "unassigned",
  "review requested",
  "review request removed",
  "dismissed",
  "comment deleted",
] as const;

export const statement: z.ZodType<Statement> = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("comment"),
    ...text,
    place: z.enum(["body", "thread", "inline"]),
    isMinimized: z.boolean(),
    review: nodeId.exactOptional(),
    submittedOn: sha.exactOptional(),
  }),
  z.strictObject({
    kind: z.literal("review"),
    ...text,
    state: z.enum(["approved", "changes requested", "commented", "dismissed"]),
    submittedOn: sha.exactOptional(),
  }),
  z.strictObject({ kind: z.literal("label"), ...said, label: z.string(), on: z.boolean() }),
  z.strictObject({
    kind: z.literal("head"),
    ...said,
    what: z.enum(["forced", "deleted", "restored"]),
    before: orUndefined(sha),
    after: orUndefined(sha),
  }),
  z.strictObject({ kind: z.literal("base"), ...said, from: z.string(), to: z.string() }),
  z.strictObject({ kind: z.literal("act"), ...said, what: z.enum(acts), whom: z.string().exactOptional() }),
]);

export const ourComment: z.ZodType<OurComment> = z.strictObject({
  id: nodeId,
  databaseId: z.int(),
  body: z.string(),
  at: instant,
  isEdited: z.boolean(),
  isMinimized: z.boolean(),
});

export const sighting: z.ZodType<Sighting> = z.strictObject({
  head: sha,
  at: instant,
  source: z.enum(["opened", "delivery", "read"]),
  before: sha.exactOptional(),
});

const revision: z.ZodType<Revision> = z.strictObject({ head: sha, tree: sha, mergeBase: sha, mergeBaseTree: sha });

const sight: z.ZodType<Sight> = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("known"), revisions: z.array(revision), isFinal: z.boolean() }),
  z.strictObject({ kind: z.literal("unknown"), reason: z.string() }),
]);

export const vote: z.ZodType<VoteRecord> = z.strictObject({
  statement: nodeId,
  by: userId,
  login,
  at: instant,
  isEntitled: z.boolean(),
  baseRef: z.string(),
  sight,
});

const commitStatus: z.ZodType<CommitStatus> = z.strictObject({
  context: z.string(),
  state: z.enum(["success", "pending", "failure", "error"]),
  description: z.string(),
  url: orUndefined(z.string()),
});

export const outcome: z.ZodType<OrderOutcome> = z.strictObject({
  refused: z.array(z.string()).exactOptional(),
  written: z.int().exactOptional(),
  why: z.string().exactOptional(),
  answer: z
    .strictObject({
      head: sha,
      base: z.string().exactOptional(),
      reply: z.string().exactOptional(),
      notes: z.array(z.string()),
      statuses: z.array(commitStatus),
      checks: z.array(z.string()).exactOptional(),
      overridden: z.array(runKey).exactOptional(),
    })
    .exactOptional(),
  areas: z.array(z.string()).exactOptional(),
});

const repository: z.ZodType<RepositoryName> = z.strictObject({ id: z.int(), owner: z.string(), name: z.string() });
const placed = { installation: z.int(), repository };

/** Rows from before there was a choice mean everything. */
const thoroughly = z.boolean().default(true);

export const wake: z.ZodType<Wake> = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("thread"), ...placed, number: z.int(), thoroughly: z.boolean() }),
  z.strictObject({ kind: z.literal("issue"), ...placed, number: z.int() }),
  z.strictObject({ kind: z.literal("merge group"), ...placed, head: sha, base: z.string(), number: z.int().exactOptional() }),
  z.strictObject({ kind: z.literal("commit"), ...placed, sha }),
  z.strictObject({ kind: z.literal("branch"), ...placed, branch: z.string() }),
  z.strictObject({ kind: z.literal("repository"), ...placed, thoroughly }),
  z.strictObject({ kind: z.literal("installation"), installation: z.int(), thoroughly }),
]);

export const counts = z.strictObject({ timeline: z.int(), inline: z.int() });
