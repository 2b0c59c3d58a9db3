/** What may stand between the bot and GitHub: answers that an App without a permission gets, and lists that end early. */

export type Gateway = (answer: () => Promise<Response>, url: string, init: RequestInit | undefined) => Promise<Response>;

export const open: Gateway = (answer) => answer();

/** Requests to these addresses are refused as where the App lacks a permission, with the date of GitHub's answer: nobody may write with them. */
export const refusing =
  (address: RegExp, permission: string): Gateway =>
  async (answer, url) => {
    const answered = await answer();
    return address.test(url) ? refusal(permission, answered.headers.get("date") ?? "") : answered;
  };

/** Writes to these addresses are refused, and not carried out. */
export const denying =
  (address: RegExp, permission: string): Gateway =>
  async (answer, url, init) =>
    address.test(url) && (init?.method ?? "GET") !== "GET" ? refusal(permission, new Date().toUTCString()) : await answer();

/** Reads of these addresses come to a gateway's error. */
export const failing =
  (address: RegExp): Gateway =>
  async (answer, url, init) =>
    address.test(url) && (init?.method ?? "GET") === "GET"
      ? Response.json({ message: "Bad Gateway" }, { status: 502, headers: { date: new Date().toUTCString() } })
      : await answer();

const refusal = (permission: string, date: string): Response =>
  Response.json(
    { message: "Resource not accessible by integration" },
    { status: 403, headers: { date, "x-accepted-github-permissions": permission } },
  );

/** A list of this name, in GraphQL or in a comparison, has only its first item, and says that this is all there is. */
export const cutting =
  (field: string): Gateway =>
  async (answer, url) => {
    const answered = await answer();
    if (!url.endsWith("/graphql") && !url.includes("/compare/")) return answered;
    return new Response(JSON.stringify(cut(await answered.json(), field)), { status: answered.status, headers: answered.headers });
  };

function cut(value: unknown, field: string): unknown {
  if (Array.isArray(value)) return value.map((item) => cut(item, field));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, key === field ? first(inner) : cut(inner, field)]));
}

function first(list: unknown): unknown {
  if (Array.isArray(list)) return list.slice(0, 1);
  if (typeof list !== "object" || list === null || !("nodes" in list) || !Array.isArray(list.nodes)) return list;
  const nodes = list.nodes.slice(0, 1);
  return { ...list, nodes, ...("totalCount" in list ? { totalCount: nodes.length } : {}) };
}
