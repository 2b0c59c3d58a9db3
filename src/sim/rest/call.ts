/** One REST request while it is answered: what it names, who asks, and what that one may do. */
import type { Account } from "../accounts.ts";
import { Installation, type Level, mayWith, type Token } from "../apps.ts";
import { forbidden, notFound, unprocessable } from "../refusal.ts";
import type { Repository } from "../repositories.ts";
import { Pull, type PullState, type Thread, type ThreadState } from "../threads.ts";
import type { World } from "../world.ts";

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export const ok = (body: unknown, headers: Readonly<Record<string, string>> = {}): Answer => ({ status: 200, body, headers });
export const created = (body: unknown): Answer => ({ status: 201, body });
export const noContent: Answer = { status: 204 };

export interface Asked {
  readonly world: World;
  readonly url: URL;
  readonly parameters: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
  readonly token: Token | undefined;
  /** The moment that a lagging replica shows; undefined: now. */
  readonly moment: number | undefined;
}

export class Call {
  readonly world: World;
  readonly url: URL;
  readonly body: Readonly<Record<string, unknown>>;
  readonly moment: number | undefined;
  readonly #parameters: Readonly<Record<string, string>>;
  readonly #token: Token | undefined;

  constructor(asked: Asked) {
    this.world = asked.world;
    this.url = asked.url;
    this.body = asked.body;
    this.moment = asked.moment;
    this.#parameters = asked.parameters;
    this.#token = asked.token;
  }

  parameter(name: string): string {
    return this.#parameters[name] ?? "";
  }

  query(name: string): string | undefined {
    return this.url.searchParams.get(name) ?? undefined;
  }

  /** Some routes are for Apps alone. */
  get installation(): Installation {
    const { access } = this.token;
    if (!(access instanceof Installation)) throw forbidden();
    return access;
  }

  get token(): Token {
    if (this.#token === undefined) throw forbidden();
    return this.#token;
  }

  get actor(): Account {
    return this.token.access.actor;
  }

  may(permission: string, level: Level): boolean {
    return this.#token !== undefined && mayWith(this.#token, permission, level);
  }

  /** One of several permissions suffices. */
  require(level: Level, ...permissions: readonly string[]): void {
    if (permissions.some((permission) => this.may(permission, level))) return;
    throw forbidden(permissions.map((permission) => `${permission}=${level}`).join("; "));
  }

  /** The repository of the path: public ones may be read by anybody, written only where the App is installed. */
  repository(level: Level = "read"): Repository {
    const repository = this.world.repository(`${this.parameter("owner")}/${this.parameter("repo")}`);
    if (repository === undefined || repository.isDeleted) throw notFound();
    const { repositories, access } = this.token;
    const isIncluded = access.includes(repository) && (repositories === undefined || repositories.has(repository));
    if (isIncluded) return repository;
    if (repository.isPrivate) throw notFound();
    if (level === "write") throw forbidden();
    return repository;
  }

  /** The thread of the path, as issues routes have it: both rights show pull requests, only one shows issues. */
  thread(level: Level): { readonly thread: Thread; readonly state: ThreadState } {
    const thread = this.repository(level).threads.get(Number(this.parameter("number")));
    const state = thread?.at(level === "read" ? this.moment : undefined);
    if (thread === undefined || state === undefined) throw notFound();
    this.requireOn(thread, level);
    return { thread, state };
  }

  /** To write on a pull request needs its own right; that on issues is not enough. */
  requireOn(thread: Thread, level: Level): void {
    if (!(thread instanceof Pull)) this.require(level, "issues");
    else if (level === "write") this.require(level, "pull_requests");
    else this.require(level, "pull_requests", "issues");
  }

  pull(level: Level): { readonly pull: Pull; readonly state: PullState } {
    const pull = this.repository(level).pull(Number(this.parameter("number")));
    const state = pull?.at(level === "read" ? this.moment : undefined);
    if (pull === undefined || state === undefined) throw notFound();
    this.require(level, "pull_requests");
    return { pull, state };
  }

  text(field: string): string | undefined {
    const value = this.body[field];
    if (value === undefined || value === null) return undefined;
    if (typeof value !== "string")
      throw unprocessable(`Invalid request.\n\nFor 'properties/${field}', ${JSON.stringify(value)} is not a string.`);
    return value;
  }

  requiredText(field: string): string {
    const value = this.text(field);
    if (value === undefined) throw unprocessable(`Invalid request.\n\n"${field}" wasn't supplied.`);
    return value;
  }

  texts(field: string): readonly string[] {
    const value = this.body[field] ?? [];
    const list: readonly unknown[] = Array.isArray(value) ? value : [value];
    return list.map((item) => {
      if (typeof item !== "string")
        throw unprocessable(`Invalid request.\n\nFor 'properties/${field}', ${JSON.stringify(value)} is not an array.`);
      return item;
    });
  }

  /** One page of a list, with the Link header that names its neighbours. */
  page<T>(items: readonly T[], shape: (item: T) => unknown, wrap: (page: unknown[]) => unknown = (page) => page): Answer {
    const size = Math.min(100, Math.max(1, Number(this.query("per_page") ?? 30) || 30));
    const page = Math.max(1, Number(this.query("page") ?? 1) || 1);
    const last = Math.max(1, Math.ceil(items.length / size));
    const shown = items.slice((page - 1) * size, page * size).map(shape);
    return ok(wrap(shown), this.#links(page, last));
  }

  #links(page: number, last: number): Record<string, string> {
    const targets: [string, number][] = [];
    if (page > 1) targets.push(["first", 1], ["prev", page - 1]);
    if (page < last) targets.push(["next", page + 1], ["last", last]);
    const links = targets.map(([name, number]) => {
      const url = new URL(this.url);
      url.searchParams.set("page", String(number));
      return `<${url.href}>; rel="${name}"`;
    });
    return links.length === 0 ? {} : { link: links.join(", ") };
  }
}

/** How the routes of one topic are written down. `{name}` is one segment of the path. */
export interface Route {
  readonly method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  readonly path: string;
  readonly answer: (call: Call) => Answer;
  /** Answered to the App itself, by a JSON Web Token, and not to its installations. */
  readonly forApp?: boolean;
}
