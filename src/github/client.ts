/**
 * The client: requests to GitHub as an installation of the App, or with a person's token, one limiter each; nothing is ever sent twice that
 * might have been done.
 */
import { Octokit } from "@octokit/rest";
import { RetryLater, Withheld } from "../core/errors.ts";
import type { Instant } from "../core/ids.ts";
import type { Me } from "../core/look.ts";
import type { Feature, FeatureName } from "../core/permissions.ts";
import { type Answer, dateOf, errorFor } from "./answers.ts";
import { type AppKey, type Credentials, credentialsOf, type PersonalToken, silent } from "./credentials.ts";
import { Forbidden, IncompleteRead, Unanswered, Unauthorised } from "./errors.ts";
import { type Changed, changedIn, dataOf } from "./graphql.ts";
import { Limiter, type Limits, type RequestKind, type Urgency, usualLimits } from "./limiter.ts";
import { Meter, type Sent } from "./meter.ts";
import { Rights } from "./rights.ts";

export interface Connection {
  /** `https://HOST/api/v3` on an Enterprise Server. */
  readonly baseUrl?: string;
  readonly fetch?: typeof globalThis.fetch;
  readonly limits?: Limits;
  /** Seconds, for limits only: what is on a thread is told by GitHub's clock. */
  readonly clock?: () => number;
  /** Told of every request once it is answered. */
  readonly sent?: (sent: Sent) => void;
  /** Told what is off in an installation because its permission is not granted, at first and whenever that changes. */
  readonly withheld?: (installation: number, features: readonly Feature[]) => void;
}

export type ConnectionOptions = Connection & AppKey;

type Parameters = Readonly<Record<string, unknown>>;

/** Requests with one installation's rights and urgency. */
export interface Session {
  readonly appId: number;
  /** Undefined: whom GitHub says that we are. */
  readonly me: Me | undefined;
  /** Whether GitHub said, when it handed out the token, that the installation includes all repositories of its owner. */
  coversAll(): boolean;
  /** What is off because its permission is not granted. Costs nothing while the token is good. */
  withheld(): Promise<readonly Feature[]>;
  /** Throws Withheld where one of these is off. */
  needs(...names: readonly FeatureName[]): Promise<void>;
  /** A GET. `manual`: a redirect is an answer, not a way to go. */
  get(route: string, parameters: Parameters, redirect?: "manual"): Promise<Answer>;
  /** Anything that changes something: sent once. */
  write(kind: Exclude<RequestKind, "read">, route: string, parameters: Parameters): Promise<Answer>;
  /** A GraphQL query: whole, or the errors of `graphql.ts`. Variables may depend on the attempt (from 1 on): a smaller page may be answered. */
  query(text: string, variables: Parameters | ((attempt: number) => Parameters)): Promise<{ readonly data: unknown; readonly at: Instant }>;
  /** A query of parts, some of which may have failed. */
  queryParts(text: string, variables: Parameters): Promise<Changed>;
  /** A mutation of one or more parts: sent once, and some of them may have failed. */
  change(kind: Exclude<RequestKind, "read">, text: string, variables: Parameters, created?: number): Promise<Changed>;
}

const isEnterprise = (baseUrl: string): boolean => baseUrl.endsWith("/api/v3");

const apiVersion = "2022-11-28";
/** GitHub itself gives up after ten seconds (milliseconds). */
const patience = 30_000;
const readAttempts = 3;

export class Client {
  readonly #octokit: Octokit;
  readonly #credentials: Credentials;
  readonly #graphqlUrl: string;
  readonly #limits: Limits;
  readonly #clock: () => number;
  readonly #limiters = new Map<number, Limiter>();
  readonly #rights: Rights;
  readonly meter: Meter;

  constructor(options: Connection & (AppKey | PersonalToken)) {
    const { baseUrl = "https://api.github.com", fetch = globalThis.fetch } = options;
    this.meter = new Meter(options.sent);
    this.#octokit = new Octokit({ baseUrl, request: { fetch: this.meter.metered(inTime(fetch)) }, log: silent });
    this.#credentials = credentialsOf(options, this.#octokit.request);
    this.#rights = new Rights(this.#credentials, isEnterprise(baseUrl), options.withheld);
    this.#graphqlUrl = `${baseUrl.replace(/\/api\/v3$/, "/api")}/graphql`;
    this.#limits = options.limits ?? usualLimits;
    this.#clock = options.clock ?? (() => Date.now() / 1000);
  }

  session(installation: number, urgency: Urgency): Session {
    const limiter = this.#limiterOf(installation);
    const send = async <T>(kind: RequestKind, task: () => Promise<T>, created?: number): Promise<T> => {
      if (kind !== "read" && this.#credentials.isReadOnly) throw new Error("nothing is written with a person's token");
      const run = async () => {
        try {
          return await task();
        } catch (error) {
          if (error instanceof RetryLater) limiter.close(error.againIn);
          if (error instanceof Forbidden) this.#rights.doubt(installation, this.#clock());
          throw error;
        }
      };
      return limiter.run(kind, urgency, run, created);
    };
    const rest = (kind: RequestKind, route: string, parameters: Parameters, redirect?: "manual") =>
      send(kind, () => this.#authorised(installation, route, parameters, redirect));
    const graphql = <T>(kind: RequestKind, text: string, variables: Parameters, meaning: (answer: Answer) => T, created?: number) =>
      send(
        kind,
        async () => meaning(await this.#authorised(installation, `POST ${this.#graphqlUrl}`, { query: text, variables })),
        created,
      );
    const wholeOf = (answer: Answer) => ({ data: dataOf(answer), at: dateOf(answer) });
    return {
      appId: this.#credentials.appId,
      me: this.#credentials.me,
      coversAll: () => this.#credentials.selectionOf(installation) === "all",
      withheld: () => this.#rights.withheld(installation),
      needs: async (...names) => {
        const lacking = (await this.#rights.withheld(installation)).find(({ name }) => names.includes(name));
        if (lacking !== undefined) throw new Withheld(lacking);
      },
      get: (route, parameters, redirect) => patiently(() => rest("read", `GET ${route}`, parameters, redirect)),
      write: rest,
      query: (text, variables) =>
        patiently((attempt) => graphql("read", text, typeof variables === "function" ? variables(attempt) : variables, wholeOf)),
      queryParts: (text, variables) => patiently(() => graphql("read", text, variables, changedIn)),
      change: (kind, text, variables, created) => graphql(kind, text, variables, changedIn, created),
    };
  }

  /** A GET as the App itself, which sees its installations and nothing in them. */
  asApp(route: string, parameters: Parameters): Promise<Answer> {
    return patiently(async () => this.#send(`GET ${route}`, parameters, await this.#credentials.asApp()));
  }

  /** Rejects where no token can be had: then nothing can be done for the installation. Keeps a token that is good for a while. */
  async proveAccess(installation: number): Promise<void> {
    await this.#credentials.asInstallation(installation);
  }

  /** Its rights have changed: the next request has a new token. */
  renew(installation: number): void {
    this.#credentials.forget(installation);
  }

  /** A token may have been revoked before its hour was over: nothing was done then, so a new one may ask again. */
  async #authorised(installation: number, route: string, parameters: Parameters, redirect?: "manual"): Promise<Answer> {
    try {
      const authorization = await this.#credentials.asInstallation(installation);
      return await this.meter.actingFor(installation, () => this.#send(route, parameters, authorization, redirect));
    } catch (error) {
      const renewed = error instanceof Unauthorised ? await this.#credentials.renewed(installation) : undefined;
      if (renewed === undefined) throw error;
      return this.meter.actingFor(installation, () => this.#send(route, parameters, renewed, redirect));
    }
  }

  async #send(route: string, parameters: Parameters, authorization: string, redirect?: "manual"): Promise<Answer> {
    const headers = { authorization, "x-github-api-version": apiVersion };
    try {
      return await this.#octokit.request(route, { ...parameters, headers, ...(redirect === undefined ? {} : { request: { redirect } }) });
    } catch (error) {
      throw errorFor(error, route.replace(/^POST .*\/graphql$/, "query"));
    }
  }

  #limiterOf(installation: number): Limiter {
    const known = this.#limiters.get(installation);
    if (known !== undefined) return known;
    const limiter = new Limiter(this.#limits, this.#clock);
    this.#limiters.set(installation, limiter);
    return limiter;
  }
}

/**
 * Gives up after a while, answers and their bodies together. A timer that runs on would keep the whole exchange in memory until it ends:
 * a busy minute would fill it.
 */
const inTime =
  (fetch: typeof globalThis.fetch): typeof globalThis.fetch =>
  async (input, init) => {
    const giving = new AbortController();
    const timer = setTimeout(() => giving.abort(new DOMException(`no answer within ${patience} ms`, "TimeoutError")), patience);
    try {
      const answer = await fetch(input, { ...init, signal: giving.signal });
      const body = await answer.arrayBuffer();
      return new Response(body.byteLength === 0 ? null : body, answer);
    } finally {
      clearTimeout(timer);
    }
  };

/** Reads may be repeated: what failed on the way, and answers with a hole in them. */
async function patiently<T>(read: (attempt: number) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await read(attempt);
    } catch (error) {
      const isPassing = error instanceof Unanswered || error instanceof IncompleteRead;
      if (!isPassing || attempt === readAttempts) throw error;
    }
  }
}
