/** A small organisation on a simulated GitHub that always works, and an App's way to ask it. */
import { createSign } from "node:crypto";
import { readFileSync } from "node:fs";
import { type DefinitionNode, Kind, parse, print, visit } from "graphql";
import { type Installation, noFaults, World, type WorldOptions } from "../../src/sim/index.ts";

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** What is at a path of parsed JSON, as in "data.repository.nodes.0.name"; undefined where it leads nowhere. */
export function at(value: unknown, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>((here, key) => (typeof here === "object" && here !== null ? Reflect.get(here, key) : undefined), value);
}

/** The list at a path ("" for the value itself), and what is at another path in each of its items. */
export function column(value: unknown, path: string, field: string): unknown[] {
  const list = path === "" ? value : at(value, path);
  if (!Array.isArray(list)) throw new Error(`there is no list at ${path} in ${JSON.stringify(value)?.slice(0, 500)}`);
  return list.map((item) => at(item, field));
}

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/** A JSON Web Token as an App signs it. */
export function jsonWebToken(world: World): string {
  const now = Math.floor(Date.now() / 1000);
  const unsigned = `${encoded({ alg: "RS256", typ: "JWT" })}.${encoded({ iat: now - 30, exp: now + 500, iss: world.app.id })}`;
  return `${unsigned}.${createSign("RSA-SHA256").update(unsigned).sign(world.app.privateKey, "base64url")}`;
}

/** One request with these credentials. */
export async function ask(
  world: World,
  credentials: string,
  method: string,
  path: string,
  body?: unknown,
  init: RequestInit = {},
): Promise<Answered> {
  const payload = body === undefined ? {} : { body: JSON.stringify(body) };
  const headers = { authorization: `Bearer ${credentials}` };
  const response = await world.fetch(`${world.api}${path}`, { ...init, method, headers, ...payload });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === "" ? undefined : JSON.parse(text) };
}

/** An installation token, with fewer permissions where some are given. */
export async function tokenFor(world: World, installation: Installation, request: unknown = {}): Promise<string> {
  const { body } = await ask(world, jsonWebToken(world), "POST", `/app/installations/${installation.id}/access_tokens`, request);
  return String(at(body, "token"));
}

/** Alice is a member of the organisation, Bob and Carol are not; the App is on everything the organisation has. */
export async function given(options: WorldOptions = {}) {
  const world = new World({ faults: noFaults, ...options });
  const org = world.organization("kubernetes");
  const [alice, bob, carol] = [world.user("alice"), world.user("bob"), world.user("carol")];
  org.adds(alice);
  const files = { OWNERS: "approvers: [alice]\n", "pkg/a.go": "one\ntwo\nthree\n", "pkg/b.go": "four\n" };
  const repo = org.repository({ name: "kubernetes", files });
  const installation = world.installs(org);
  const token = await world.faults.without(() => tokenFor(world, installation));
  const rest = (method: string, path: string, body?: unknown, init?: RequestInit) => ask(world, token, method, path, body, init);
  const onRepo = (method: string, path: string, body?: unknown, init?: RequestInit) =>
    rest(method, `/repos/kubernetes/kubernetes${path}`, body, init);
  const graphql = async (query: string, variables: unknown = {}) => (await rest("POST", "/graphql", { query, variables })).body;
  world.outbox.take();
  return { world, org, alice, bob, carol, repo, installation, token, rest, onRepo, graphql };
}

const definitions = parse(readFileSync(new URL("queries.graphql", import.meta.url), "utf8")).definitions;

/** One of the queries in queries.graphql, with the fragments that it uses. */
export function queryNamed(name: string): string {
  const used = new Set<DefinitionNode>();
  const take = (wanted: string): void => {
    const definition = definitions.find((candidate) => "name" in candidate && candidate.name?.value === wanted);
    if (definition === undefined) throw new Error(`there is no ${wanted}`);
    if (used.has(definition)) return;
    used.add(definition);
    visit(definition, { [Kind.FRAGMENT_SPREAD]: (spread) => take(spread.name.value) });
  };
  take(name);
  return [...used].map((definition) => print(definition)).join("\n");
}

/** What the outbox holds, as "event.action", and empties it. */
export const told = (world: World): string[] =>
  world.outbox.take().map(({ event, payload }) => (payload.action === undefined ? event : `${event}.${payload.action}`));
