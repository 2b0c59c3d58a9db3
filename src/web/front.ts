/** What this process answers over HTTP: webhooks, and whether it lives and is ready. */

export interface FrontOptions {
  readonly receive: (request: Request) => Promise<Response>;
  /** Whether a webhook that came now could be kept. */
  readonly isReady: () => Promise<boolean>;
  readonly webhookPath?: string;
}

export interface Front {
  readonly handle: (request: Request) => Promise<Response>;
  /** From now on it is not ready: whoever spreads the load looks elsewhere. Webhooks that come all the same are kept. */
  readonly retire: () => void;
}

const text = (status: number, body: string, headers: Record<string, string> = {}): Response =>
  new Response(`${body}\n`, { status, headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store", ...headers } });

/** Routes of the handler: `POST <webhookPath>`, `GET /livez`, `GET /readyz`. */
export function front({ receive, isReady, webhookPath = "/api/github/webhooks" }: FrontOptions): Front {
  let isRetired = false;
  const routes = new Map<string, { readonly method: string; readonly answer: (request: Request) => Promise<Response> }>([
    [webhookPath, { method: "POST", answer: receive }],
    ["/livez", { method: "GET", answer: async () => text(200, "alive") }],
    [
      "/readyz",
      {
        method: "GET",
        answer: async () => {
          if (isRetired) return text(503, "draining");
          return (await isReady()) ? text(200, "ready") : text(503, "the ledger cannot be written");
        },
      },
    ],
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
