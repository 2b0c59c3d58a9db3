/** Answers HTTP requests as api.github.com would: who asks, what goes wrong, and then REST or GraphQL. */
import type { App, Token } from "./apps.ts";
import type { Fault } from "./faults.ts";
import { graphqlAnswer, graphqlRequest, isMutation, operationName } from "./graphql/face.ts";
import { Refusal } from "./refusal.ts";
import { type Answer, Call, ok } from "./rest/call.ts";
import { quotaOf, type Resource, spend } from "./rest/quota.ts";
import { routeOf } from "./rest/router.ts";
import type { Shape } from "./shapes.ts";
import type { World } from "./world.ts";

type Body = Readonly<Record<string, unknown>>;

/** A request that the simulator understands, ready to be carried out. */
interface Errand {
  readonly route: string;
  readonly resource: Resource;
  readonly isWrite: boolean;
  readonly forApp: boolean;
  readonly run: (token: Token | undefined, fault: Fault | undefined) => Answer;
}

const documentation = "https://docs.github.com/rest";

const problem = (status: number, message: string, more: Shape = {}, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status,
  body: { message, ...more, documentation_url: documentation, status: String(status) },
  headers,
});

function answerOf(run: () => Answer): Answer {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const accepted: Record<string, string> = error.accepted === undefined ? {} : { "x-accepted-github-permissions": error.accepted };
    return problem(error.status, error.message, error.details === undefined ? {} : { errors: error.details }, accepted);
  }
}

const momentOf = (fault: Fault | undefined): number | undefined => (fault?.kind === "stale" ? fault.moment : undefined);

function graphqlErrand(world: World, body: Body): Errand {
  const request = graphqlRequest(body);
  const run: Errand["run"] = (token, fault) => {
    if (token === undefined) throw new Refusal(401, "This endpoint requires you to be authenticated.");
    return ok(graphqlAnswer(world, token, request, momentOf(fault), fault?.kind === "partial" ? fault.draw : undefined));
  };
  return {
    route: `graphql ${operationName(request.prepared?.operation)}`,
    resource: "graphql",
    isWrite: isMutation(request),
    forApp: false,
    run,
  };
}

function restErrand(world: World, method: string, url: URL, body: Body): Errand | undefined {
  const match = routeOf(method, url.pathname);
  if (match === undefined) return undefined;
  const { route, parameters } = match;
  const run: Errand["run"] = (token, fault) => {
    if (token !== undefined && route.path !== "/rate_limit") spend(world, token.access, "core", 1);
    return answerOf(() => route.answer(new Call({ world, url, parameters, body, token, moment: momentOf(fault) })));
  };
  return { route: route.path, resource: "core", isWrite: method !== "GET", forApp: route.forApp === true, run };
}

type Caller = { readonly token: Token } | { readonly app: App };

function callerOf(world: World, authorization: string | null): Caller | undefined {
  const value = /^(?:bearer|token) (.+)$/i.exec(authorization ?? "")?.[1] ?? "";
  const token = world.tokens.get(value);
  if (token !== undefined) return { token };
  const app = world.apps.find((candidate) => candidate.recognises(value));
  return app === undefined ? undefined : { app };
}

/** A token serves installations, a JSON Web Token the App itself. */
function accessProblem(world: World, errand: Errand, caller: Caller | undefined): Answer | undefined {
  if (caller === undefined) return problem(401, "Bad credentials");
  if (errand.forApp) return "app" in caller ? undefined : problem(401, "A JSON web token could not be decoded");
  if ("app" in caller) return problem(403, "Resource not accessible by integration");
  if (caller.token.expiresAt < world.clock.now() && world.tokensExpire) return problem(401, "Bad credentials");
  return caller.token.access.suspended ? problem(403, "This installation has been suspended") : undefined;
}

function limitProblem(world: World, errand: Errand, token: Token | undefined, fault: Fault | undefined): Answer | undefined {
  if (fault?.kind === "secondary limit") {
    const message = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.";
    return problem(403, message, {}, { "retry-after": String(fault.retryAfter) });
  }
  const isSpent = token !== undefined && quotaOf(world, token.access, errand.resource).remaining === 0;
  if (fault?.kind !== "primary limit" && !isSpent) return undefined;
  const reset = fault?.kind === "primary limit" ? { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(fault.resetAt) } : {};
  const message = `API rate limit exceeded for installation ID ${token?.access.id}.`;
  if (errand.resource === "core") return problem(403, message, {}, reset);
  return { status: 200, body: { errors: [{ type: "RATE_LIMITED", message }] }, headers: reset };
}

const badGateway: Answer = { status: 502, body: { message: "Server Error" } };

/** Undefined: the connection breaks. */
function carriedOut(world: World, errand: Errand, caller: Caller | undefined, fault: Fault | undefined): Answer | undefined {
  const token = caller !== undefined && "token" in caller ? caller.token : undefined;
  const refusal = accessProblem(world, errand, caller) ?? limitProblem(world, errand, token, fault);
  if (refusal !== undefined) return refusal;
  if (fault?.kind === "gateway" || fault?.kind === "reset") {
    if (fault.done) answerOf(() => errand.run(token, undefined));
    return fault.kind === "gateway" ? badGateway : undefined;
  }
  return answerOf(() => errand.run(token, fault));
}

function headersOf(world: World, errand: Errand | undefined, caller: Caller | undefined): Record<string, string> {
  const headers: Record<string, string> = {
    "content-type": "application/json; charset=utf-8",
    date: new Date(world.clock.now() * 1000).toUTCString(),
    "x-github-request-id": `SIM:${world.journal.requests}`,
    "x-github-media-type": "github.v3; format=json",
  };
  if (errand === undefined || caller === undefined || !("token" in caller)) return headers;
  const { limit, remaining, used, reset } = quotaOf(world, caller.token.access, errand.resource);
  return {
    ...headers,
    "x-ratelimit-limit": String(limit),
    "x-ratelimit-remaining": String(remaining),
    "x-ratelimit-used": String(used),
    "x-ratelimit-reset": String(reset),
    "x-ratelimit-resource": errand.resource,
  };
}

async function bodyOf(request: Request): Promise<Body | undefined> {
  const text = request.method === "GET" ? "" : await request.text();
  if (text === "") return {};
  try {
    const parsed: unknown = JSON.parse(text);
    if (Array.isArray(parsed)) return { labels: parsed };
    return typeof parsed === "object" && parsed !== null ? Object.fromEntries(Object.entries(parsed)) : undefined;
  } catch {
    return undefined;
  }
}

const faultName = (fault: Fault | undefined): string | undefined =>
  fault !== undefined && "done" in fault ? `${fault.kind} ${fault.done ? "after" : "before"}` : fault?.kind;

/** Answers one request. Rejects, as fetch does, where the connection breaks. */
export async function answer(world: World, request: Request): Promise<Response> {
  const url = new URL(request.url);
  const body = await bodyOf(request);
  const isGraphql = url.pathname === "/graphql";
  const errand = body === undefined ? undefined : isGraphql ? graphqlErrand(world, body) : restErrand(world, request.method, url, body);
  const caller = callerOf(world, request.headers.get("authorization"));
  const fault = errand === undefined ? undefined : world.faults.draw({ isRead: !errand.isWrite, isGraphql });
  const unknown = body === undefined ? problem(400, "Problems parsing JSON") : problem(404, "Not Found");
  if (errand === undefined && body !== undefined) world.journal.unimitated.push(`${request.method} ${url.pathname}`);
  const answered = errand === undefined ? unknown : carriedOut(world, errand, caller, fault);
  const { method } = request;
  world.journal.note({
    at: world.clock.now(),
    method,
    route: errand?.route ?? url.pathname,
    path: url.pathname,
    status: answered?.status ?? 0,
    fault: faultName(fault),
    isWrite: errand?.isWrite === true,
  });
  if (answered === undefined)
    throw new TypeError("fetch failed", { cause: Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" }) });
  const headers = { ...headersOf(world, errand, caller), ...answered.headers };
  if (answered.status === 302 && request.redirect !== "manual")
    return answer(world, new Request(headers.location ?? "", { headers: request.headers }));
  const payload = answered.body === undefined ? null : JSON.stringify(answered.body);
  return new Response(payload, { status: answered.status, headers });
}
