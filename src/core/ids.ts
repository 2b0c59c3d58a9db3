/** Names of things on GitHub, branded so that one cannot be taken for another, and the points in time they carry. */

declare const brand: unique symbol;
type Branded<T, Name extends string> = T & { readonly [brand]: Name };

/** A commit, tree or blob id: 40 (or 64) lower-case hex digits. */
export type Sha = Branded<string, "Sha">;
/** A login, lower-case, without a leading `@`: the form in which logins are compared. */
export type Login = Branded<string, "Login">;
/** GitHub's database id of a user or bot: survives a rename, unlike the login. */
export type UserId = Branded<number, "UserId">;
/** GitHub's node id of a comment, review or event. */
export type NodeId = Branded<string, "NodeId">;
/** A second in UTC, counted from 1970, by GitHub's clock. GitHub has no finer time; two things in one second have no order. */
export type Instant = Branded<number, "Instant">;
/** Name of an order: `<plugin>/<what>/<cause>`. */
export type OrderKey = Branded<string, "OrderKey">;
/** What a number in a repository may stand for. */
export type ThreadKind = "pull request" | "issue";
/** `<repository database id>#<number>`: a thread under a name that a rename or transfer of its repository does not change. */
export type ThreadKey = Branded<string, "ThreadKey">;

const shaShape = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

export const isSha = (text: string): text is Sha => shaShape.test(text);

/** Throws where the text is no object id: what GitHub hands over as one is never anything else. */
export function shaOf(text: string): Sha {
  if (!isSha(text)) throw new TypeError(`not an object id: ${JSON.stringify(text)}`);
  return text;
}

/** Lower-case, one leading `@` removed: Prow's normal form of a login. */
export const loginOf = (text: string): Login => text.toLowerCase().replace(/^@/, "") as Login;

export const userIdOf = (id: number): UserId => id as UserId;
export const nodeIdOf = (id: string): NodeId => id as NodeId;
export const threadKeyOf = (repositoryId: number, number: number): ThreadKey => `${repositoryId}#${number}` as ThreadKey;
export const orderKeyOf = (plugin: string, what: string, cause: string): OrderKey => `${plugin}/${what}/${cause}` as OrderKey;

/** Throws where the text is not a time as GitHub writes it (`2026-11-24T06:30:00Z`). */
export function instantOf(iso: string): Instant {
  const milliseconds = Date.parse(iso);
  if (Number.isNaN(milliseconds)) throw new TypeError(`not a time: ${JSON.stringify(iso)}`);
  return Math.floor(milliseconds / 1000) as Instant;
}

export const later = (instant: Instant, seconds: number): Instant => (instant + seconds) as Instant;
export const latest = (first: Instant, ...others: readonly Instant[]): Instant =>
  others.reduce((last, at) => (at > last ? at : last), first);

/** Of those that there are. */
export const earliest = (...instants: readonly (Instant | undefined)[]): Instant | undefined =>
  instants.reduce((first, at) => (at !== undefined && (first === undefined || at < first) ? at : first), undefined);

/** The form in which GitHub writes a time. */
export const isoOf = (instant: Instant): string => `${new Date(instant * 1000).toISOString().slice(0, 19)}Z`;
