/** The meter: sees every request that is sent, for whoever asks what a piece of work costs, and for the operator. */
import { AsyncLocalStorage } from "node:async_hooks";

/** One request that was answered, or was not. */
export interface Sent {
  /** Undefined for what the App asks as itself, and for tokens. */
  readonly installation: number | undefined;
  readonly kind: "read" | "write" | "query" | "app" | "token";
  /** Undefined: no answer came. */
  readonly status: number | undefined;
  /** What is left of the hour's quota, and of which, where GitHub says so. */
  readonly left: { readonly resource: string; readonly requests: number } | undefined;
}

export interface RequestCount {
  requests: number;
}

type Fetch = typeof globalThis.fetch;

export class Meter {
  readonly #counts = new AsyncLocalStorage<RequestCount>();
  readonly #installations = new AsyncLocalStorage<number>();
  readonly #tell: (sent: Sent) => void;
  /** All that were ever sent. */
  requests = 0;

  constructor(tell: (sent: Sent) => void = () => {}) {
    this.#tell = tell;
  }

  /** Counts what this work sends, whatever else is under way meanwhile. */
  counted<T>(count: RequestCount, work: () => Promise<T>): Promise<T> {
    return this.#counts.run(count, work);
  }

  actingFor<T>(installation: number, work: () => Promise<T>): Promise<T> {
    return this.#installations.run(installation, work);
  }

  metered(fetch: Fetch): Fetch {
    return async (input, init) => {
      this.requests += 1;
      const count = this.#counts.getStore();
      if (count !== undefined) count.requests += 1;
      const kind = kindOf(input, init);
      const installation = kind === "app" || kind === "token" ? undefined : this.#installations.getStore();
      try {
        const response = await fetch(input, init);
        this.#tell({ installation, kind, status: response.status, left: leftIn(response.headers) });
        return response;
      } catch (error) {
        this.#tell({ installation, kind, status: undefined, left: undefined });
        throw error;
      }
    };
  }
}

function kindOf(input: Parameters<Fetch>[0], init: Parameters<Fetch>[1]): Sent["kind"] {
  const { pathname } = new URL(input instanceof Request ? input.url : String(input));
  if (pathname.endsWith("/access_tokens")) return "token";
  if (pathname.endsWith("/graphql")) return "query";
  if (/^(?:\/api\/v3)?\/app(?:\/|$)/.test(pathname)) return "app";
  return (init?.method ?? "GET") === "GET" ? "read" : "write";
}

function leftIn(headers: Headers): Sent["left"] {
  const [resource, left] = [headers.get("x-ratelimit-resource"), headers.get("x-ratelimit-remaining")];
  return resource === null || left === null ? undefined : { resource, requests: Number(left) };
}
