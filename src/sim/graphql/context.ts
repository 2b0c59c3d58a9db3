/** What every GraphQL resolver is handed, the shape of a table of resolvers, and GitHub's kinds of errors. */
import { GraphQLError } from "graphql";
import { type Level, mayWith, type Token } from "../apps.ts";
import type { Repository } from "../repositories.ts";
import type { Thread } from "../threads.ts";
import type { World } from "../world.ts";

export interface Cost {
  readonly points: number;
  readonly nodes: number;
}

export interface Context {
  readonly world: World;
  readonly token: Token;
  /** The moment that a lagging replica shows; undefined: now. */
  readonly moment: number | undefined;
  readonly cost: Cost;
}

export type Arguments = Readonly<Record<string, unknown>>;

/** The fields of one type that the simulator knows. */
export type Fields<S> = Readonly<Record<string, (source: S, args: Arguments, context: Context) => unknown>>;

/** Whatever a table's sources are, the executor hands it the right ones: the schema says so. */
export type Tables = Readonly<Record<string, Fields<never>>>;

export type ErrorType =
  | "NOT_FOUND"
  | "FORBIDDEN"
  | "UNPROCESSABLE"
  | "MISSING_PAGINATION_BOUNDARIES"
  | "EXCESSIVE_PAGINATION"
  | "INVALID_CURSOR_ARGUMENTS"
  | "MAX_NODE_LIMIT_EXCEEDED"
  | "RESOURCE_LIMITS_EXCEEDED";

export const failure = (type: ErrorType, message: string): GraphQLError => new GraphQLError(message, { extensions: { type } });

/** Thrown, and told apart from GitHub's own refusals: the simulator is asked for something that it does not imitate. */
export const unimitated = (what: string): GraphQLError =>
  new GraphQLError(`the simulated GitHub does not imitate ${what}`, { extensions: { type: "NOT_IMITATED" } });

export const forbidden = (): GraphQLError => failure("FORBIDDEN", "Resource not accessible by integration");

/** Public data of other owners may be read without any permission. */
export const mayRead = ({ token }: Context, repository: Repository, ...permissions: readonly string[]): boolean =>
  permissions.some((permission) => mayWith(token, permission, "read")) || (!repository.isPrivate && !token.access.includes(repository));

export function requireRead(context: Context, repository: Repository, ...permissions: readonly string[]): void {
  if (!mayRead(context, repository, ...permissions)) throw forbidden();
}

export function requireWrite({ token }: Context, repository: Repository, ...permissions: readonly string[]): void {
  const level: Level = "write";
  if (!token.access.includes(repository) || !permissions.some((permission) => mayWith(token, permission, level))) throw forbidden();
}

/** To write on a pull request needs its own right; that on issues is not enough. */
export const requireWriteOn = (context: Context, thread: Thread): void =>
  requireWrite(context, thread.repository, ...(thread.kind === "PullRequest" ? ["pull_requests"] : ["issues"]));

export const textOf = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
export const integerOf = (value: unknown): number | undefined => (typeof value === "number" ? value : undefined);
export const textsOf = (value: unknown): readonly string[] | undefined =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : undefined;

/** An input object. */
export const recordOf = (value: unknown): Arguments =>
  typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : {};
