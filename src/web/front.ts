/** What this process answers over HTTP: webhooks, whether it lives and is ready, and what it measures. */
import type { Readiness } from "./readiness.ts";

export interface FrontOptions {
  readonly receive: (request: Request) => Promise<Response>;
  readonly readiness: () => Promise<Readiness>;
  /** In Prometheus's text format. */
  readonly metrics: () => Promise<string>;
  readonly webhookPath?: string;
  /** What runners report, where one does. */
  readonly runCallback?: (request: Request) => Promise<Response>;
}

export interface Front {
  readonly handle: (request: Request) => Promise<Response>;
  /** From now on it is not ready: whoever spreads the load looks elsewhere. Webhooks that come all the same are kept. */
  readonly retire: () => void;
}

const text = (status: number, body: string, headers: Record<string, string> = {}): Response =>
  new Response(`${body}\n`, { status, headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store", ...headers } });

const metricsType = "text/plain; version=0.0.4; charset=utf-8";

/** A word, or all of it as JSON for who asks `?verbose`. */
function ready(request: Request, { problems, state }: Readiness): Response {
  const status = problems.length === 0 ? 200 : 503;
  if (!new URL(request.url).searchParams.has("verbose")) return text(status, problems.length === 0 ? "ready" : problems.join("\n"));
  return Response.json({ ready: problems.length === 0, problems, state }, { status, headers: { "cache-control": "no-store" } });
}

/** Routes of the handler: `POST <webhookPath>`, `POST /api/runs` where runners report, `GET /livez`, `GET /readyz`, `GET /metrics`. */
export function front({ receive, readiness, metrics, webhookPath = "/api/github/webhooks", runCallback }: FrontOptions): Front {
  let isRetired = false;
  const routes = new Map<string, { readonly method: string; readonly answer: (request: Request) => Promise<Response> }>([
    [webhookPath, { method: "POST", answer: receive }],
    ...(runCallback === undefined ? [] : [["/api/runs", { method: "POST", answer: runCallback }] as const]),
    ["/livez", { method: "GET", answer: async () => text(200, "alive") }],
    [
      "/readyz",
      {
        method: "GET",
        answer: async (request) => {
          const { problems, state } = await readiness();
          return ready(request, { problems: [...(isRetired ? ["draining"] : []), ...problems], state });
        },
      },
    ],
    ["/metrics", { method: "GET", answer: async () => text(200, (await metrics()).trimEnd(), { "content-type": metricsType }) }],
  ]);
  return {
    retire: () => {
      isRetired = true;
    },
    handle: async (request) => {
      const route = routes.get(new URL(request.url).pathname);
      if (route === undefined) return text(404, "nothing here");
      return route.method === request.method ? await route.answer(request) : text(405, "another method", { allow: route.method });
    },
  };
}
