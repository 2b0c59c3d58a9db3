/**
 * Probot's set-up flow behind a lock: GitHub creates the App from app.yml, sends the browser back with a code, and the code is exchanged for
 * the App's key. Nothing but the address with the token in it is answered, and the exchange succeeds once.
 *
 * Probot's own pages are not served: they are open to whoever finds them first, send webhooks to the root path, take the address to
 * come back to from any header, and break on an apostrophe in app.yml.
 */
import type { Log } from "../web/log.ts";
import { envText, type Kept } from "./env-file.ts";
import { isPlaceholder, type Manifest, manifestFor } from "./manifest.ts";
import { createdPage, creationPage, refusalPage } from "./pages.ts";
import { isToken } from "./token.ts";

/** As GitHub hands it over, once. */
export interface NewApp {
  readonly id: number;
  /** As shown on its page. */
  readonly name: string;
  /** PEM. */
  readonly privateKey: string;
  readonly webhookSecret: string;
  readonly url: string;
}

export interface DoorOptions {
  readonly token: string;
  readonly manifest: Manifest;
  /** Of GitHub's pages. */
  readonly gitHub: string;
  readonly isEnterprise: boolean;
  /** Exchanges GitHub's code, which works once and for an hour. Rejects where GitHub does not take it. */
  readonly exchange: (code: string) => Promise<NewApp>;
  readonly keep: (values: Readonly<Record<string, string>>) => Promise<Kept>;
  /** Names that are set outside `.env`. */
  readonly isSet: (name: string) => boolean;
  readonly log: Log;
}

/** Pages below this path, with the token in it: whoever comes back from GitHub brings it along, without a cookie to be ridden on. */
export const pathFor = (token: string): string => `/probot/${token}`;

/** The handler of every request while there is no App. Lives, is not ready, takes no webhook. */
export function door(options: DoorOptions): (request: Request) => Promise<Response> {
  let state: "open" | "creating" | "created" = "open";
  const create = async (code: string): Promise<Response> => {
    if (state === "creating") return refusal(409, "The App is being created", "Another request is at it.");
    state = "creating";
    try {
      const app = await options.exchange(code);
      state = "created";
      return await created(options, app);
    } catch (error) {
      if (state === "creating") state = "open";
      options.log.error({ why: error instanceof Error ? error.message : "unknown" }, "GitHub did not hand over the App");
      return refusal(
        502,
        "GitHub did not hand over the App",
        "The log says why. If GitHub shows the App already, delete it there and begin again.",
      );
    }
  };
  return async (request) => {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === "/livez") return plain(200, "alive");
    if (pathname === "/readyz") return plain(503, "not set up: the log says how");
    const [, probot, token = "", step, ...rest] = pathname.split("/");
    if (!isToken(token, options.token) || probot !== "probot" || rest.length > 0) return plain(404, "nothing here");
    if (request.method !== "GET") return plain(405, "another method", { allow: "GET" });
    if (state === "created") return refusal(410, "The App is created", "This address has done its work: start the process again.");
    if (step === undefined) return creation(options, request.headers, searchParams);
    const code = searchParams.get("code");
    if (step !== "setup" || !code) return plain(404, "nothing here");
    return await create(code);
  };
}

function creation({ token, manifest, gitHub, isEnterprise }: DoorOptions, headers: Headers, chosen: URLSearchParams): Response {
  const here = ownOrigin(headers);
  const owner = chosen.get("organization")?.trim() ?? "";
  const wanted = chosen.get("origin");
  const origin = wanted === null ? here : originOf(wanted);
  if (here === undefined || origin === undefined)
    return refusal(400, "No address", "It must begin with https:// or http:// and name a host.");
  if (!/^[0-9A-Za-z_-]*$/.test(owner)) return refusal(400, "No organisation", "Write its login, as in its address on GitHub.");
  const isFromFile = wanted === null && !isPlaceholder(manifest.hook_attributes.url);
  const placed = manifestFor(manifest, { origin: isFromFile ? undefined : origin, isEnterprise });
  return answer(
    200,
    creationPage({
      ...{ manifest: placed, redirectUrl: `${here}${pathFor(token)}/setup`, gitHub },
      ...{ organization: owner === "" ? undefined : owner, origin: new URL(placed.hook_attributes.url).origin },
    }),
    // Chrome asks for the form's own address here and for those it is redirected to; the last one is ours.
    `form-action 'self' ${gitHub}`,
  );
}

async function created({ keep, isSet, log }: DoorOptions, app: NewApp): Promise<Response> {
  const values = { APP_ID: String(app.id), PRIVATE_KEY: app.privateKey, WEBHOOK_SECRET: app.webhookSecret };
  const kept = await keep(values);
  if (kept.kind === "written") log.info({ app: app.id, path: kept.path }, "the App is created: start this process again");
  else log.warn({ app: app.id, why: kept.why }, "the App is created, and .env cannot be written: its settings were shown in the browser");
  const lines = kept.kind === "written" ? undefined : envText(values);
  const hiding = Object.keys(values).filter(isSet);
  return answer(200, createdPage({ name: app.name, installUrl: `${app.url}/installations/new`, lines, hiding }), "form-action 'none'");
}

/** As the browser sees it, through a proxy or not. Only whoever has the token can make it up, and only for themselves. */
function ownOrigin(headers: Headers): string | undefined {
  const protocol = headers.get("x-forwarded-proto")?.split(",")[0]?.trim() ?? "http";
  return originOf(`${protocol}://${headers.get("x-forwarded-host") ?? headers.get("host")}`);
}

function originOf(text: string): string | undefined {
  const url = URL.parse(text.trim());
  return url !== null && /^https?:$/.test(url.protocol) && url.hostname !== "" ? url.origin : undefined;
}

const unseen = { "cache-control": "no-store", "x-content-type-options": "nosniff" };

const plain = (status: number, text: string, headers: Readonly<Record<string, string>> = {}): Response =>
  new Response(`${text}\n`, { status, headers: { "content-type": "text/plain; charset=utf-8", ...unseen, ...headers } });

const refusal = (status: number, title: string, text: string): Response => answer(status, refusalPage(title, text), "form-action 'none'");

/** The address holds the token: other sites are told the origin alone, and nobody may frame the page. */
const answer = (status: number, body: string, forms: string): Response =>
  new Response(body, {
    status,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": `default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'; ${forms}`,
      "referrer-policy": "strict-origin",
      ...unseen,
    },
  });
