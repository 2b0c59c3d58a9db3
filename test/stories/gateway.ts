/** What may stand between the bot and GitHub: answers that an App without a permission gets, and lists that end early. */

export type Gateway = (answer: () => Promise<Response>, url: string, init: RequestInit | undefined) => Promise<Response>;

export const open: Gateway = (answer) => answer();

/** Requests to these addresses are refused as where the App lacks a permission. */
export const refusing =
  (address: RegExp, permission: string): Gateway =>
  async (answer, url) => {
    const answered = await answer();
    if (!address.test(url)) return answered;
    const headers = { date: answered.headers.get("date") ?? "", "x-accepted-github-permissions": permission };
    return Response.json({ message: "Resource not accessible by integration" }, { status: 403, headers });
  };

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
