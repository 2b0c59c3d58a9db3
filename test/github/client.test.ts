/** Single odd answers of GitHub, one request at a time: what is sent again, what never is, and which error each becomes. */
import { generateKeyPairSync } from "node:crypto";
import nock from "nock";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { RetryLater } from "../../src/core/errors.ts";
import { Client } from "../../src/github/client.ts";
import { Forbidden, IncompleteRead, NotFound, Refused, Unanswered } from "../../src/github/errors.ts";

const { privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
});

const api = "https://github.example.org";
const date = "Mon, 02 Mar 2026 10:00:00 GMT";
const atDate = Date.parse(date) / 1000;
const usual = { date };

const clientOf = (clock: () => number) =>
  new Client({ appId: 1, privateKey, baseUrl: `${api}/api/v3`, limits: { spacing: 0, contentAnHour: 2 }, clock });

const handsOut = (token: string, more: object = {}, meanwhile = () => {}) =>
  nock(api)
    .post("/api/v3/app/installations/5/access_tokens")
    .reply(201, () => {
      meanwhile();
      return { token, expires_at: "2026-03-02T11:00:00Z", permissions: {}, ...more };
    });

/** On an Enterprise Server, so that the addresses of both faces are looked at. */
function session(now: () => number = () => 0) {
  const client = clientOf(now);
  handsOut("first");
  return client.session(5, "pass");
}

const rest = () => nock(api, { reqheaders: { "x-github-api-version": "2022-11-28" } });
const graphql = () => nock(api).post("/api/graphql");

beforeAll(() => {
  if (!nock.isActive()) nock.activate();
});
// Other files of this process serve real sockets.
afterAll(() => nock.restore());
beforeEach(() => nock.disableNetConnect());
afterEach(() => {
  const left = nock.pendingMocks();
  nock.cleanAll();
  nock.enableNetConnect();
  expect(left).toEqual([]);
});

describe("a read", () => {
  test("is sent again after a bad gateway", async () => {
    rest().get("/api/v3/x").reply(502).get("/api/v3/x").reply(200, { fine: true }, usual);
    await expect(session().get("/x", {})).resolves.toMatchObject({ data: { fine: true } });
  });

  test("is given up after three times", async () => {
    rest().get("/api/v3/x").times(3).reply(502);
    await expect(session().get("/x", {})).rejects.toThrow(Unanswered);
  });

  test("is asked with a smaller page after a time-out", async () => {
    graphql()
      .reply(504)
      .post("/api/graphql", { query: "query($items: Int!) { x }", variables: { items: 50 } })
      .reply(200, { data: { small: true } }, usual);
    const asked = session().query("query($items: Int!) { x }", (attempt) => ({ items: 100 / attempt }));
    await expect(asked).resolves.toMatchObject({ data: { small: true } });
  });

  test("that leads elsewhere is an answer where it is asked so", async () => {
    rest()
      .get("/api/v3/orgs/a/members/b")
      .reply(302, "", { ...usual, location: `${api}/api/v3/orgs/a/public_members/b` });
    await expect(session().get("/orgs/a/members/b", {}, "manual")).resolves.toMatchObject({ status: 302 });
  });

  test("gets a new token where the old one was revoked", async () => {
    const asking = session();
    handsOut("second");
    nock(api, { reqheaders: { authorization: "token first" } })
      .get("/api/v3/x")
      .reply(401, { message: "Bad credentials" }, usual);
    nock(api, { reqheaders: { authorization: "token second" } })
      .get("/api/v3/x")
      .reply(200, { fine: true }, usual);
    await expect(asking.get("/x", {})).resolves.toMatchObject({ data: { fine: true } });
  });
});

describe("a GraphQL answer", () => {
  const hole = { data: { repository: { pullRequest: null } }, errors: [{ message: "boom", path: ["repository", "pullRequest"] }] };

  test("with errors beside its data is read again, and never used", async () => {
    graphql()
      .reply(200, hole, usual)
      .post("/api/graphql")
      .reply(200, { data: { whole: true } }, usual);
    await expect(session().query("{ x }", {})).resolves.toEqual({ data: { whole: true }, at: atDate });
    graphql().times(3).reply(200, hole, usual);
    await expect(session().query("{ x }", {})).rejects.toThrow(IncompleteRead);
    nock.cleanAll();
  });

  test.each([
    ["NOT_FOUND", NotFound],
    ["FORBIDDEN", Forbidden],
    ["RATE_LIMITED", RetryLater],
  ])("of type %s is told apart", async (type, kind) => {
    graphql().reply(200, { data: null, errors: [{ type, message: "no" }] }, { ...usual, "x-ratelimit-reset": String(atDate + 90) });
    await expect(session().query("{ x }", {})).rejects.toThrow(kind);
  });
});

describe("a write", () => {
  test("is never sent twice, whatever the answer", async () => {
    rest().post("/api/v3/x").reply(502);
    await expect(session().write("write", "POST /x", {})).rejects.toThrow(Unanswered);
  });

  test("that breaks on the way is never sent twice", async () => {
    rest().post("/api/v3/x").replyWithError("read ECONNRESET");
    await expect(session().write("write", "POST /x", {})).rejects.toThrow(Unanswered);
  });

  test("that GitHub declines tells why", async () => {
    rest()
      .post("/api/v3/x")
      .reply(422, { message: "Validation Failed", errors: [{ resource: "Label", code: "already_exists", field: "name" }] }, usual);
    const refused = await session()
      .write("write", "POST /x", {})
      .catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(Refused);
    expect(refused).toMatchObject({ codes: ["already_exists"] });
  });

  test("without the permission names it", async () => {
    const headers = { ...usual, "x-accepted-github-permissions": "checks=write" };
    rest().post("/api/v3/x").reply(403, { message: "Resource not accessible by integration" }, headers);
    await expect(session().write("write", "POST /x", {})).rejects.toThrow(/checks=write/);
  });

  test("that creates content waits for the next hour once this one is used up", async () => {
    let now = 0;
    const asking = session(() => now);
    rest().post("/api/v3/x").times(3).reply(201, {}, usual);
    await asking.write("content", "POST /x", {});
    now = 600;
    await asking.write("content", "POST /x", {});
    await expect(asking.write("content", "POST /x", {})).rejects.toMatchObject({ name: "RetryLater", againIn: 3000 });
    now = 3601;
    await asking.write("content", "POST /x", {});
  });
});

describe("a limit", () => {
  test.each([
    [403, { "retry-after": "30" }, "You have exceeded a secondary rate limit", 30],
    [429, { "retry-after": "7" }, "slow down", 7],
    [403, { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(atDate + 90) }, "API rate limit exceeded", 90],
    [403, {}, "You have exceeded a secondary rate limit", 60],
  ])("answered with %i and %o says how long to wait", async (status, headers, message, againIn) => {
    rest()
      .get("/api/v3/x")
      .reply(status, { message }, { ...usual, ...headers });
    await expect(session().get("/x", {})).rejects.toMatchObject({ name: "RetryLater", againIn });
  });

  test("keeps everything back until it is over", async () => {
    let now = 0;
    const asking = session(() => now);
    rest()
      .get("/api/v3/x")
      .reply(403, { message: "secondary rate limit" }, { ...usual, "retry-after": "30" });
    await expect(asking.get("/x", {})).rejects.toThrow(RetryLater);
    now = 10;
    await expect(asking.write("write", "POST /y", {})).rejects.toMatchObject({ againIn: 20 });
    now = 31;
    rest().get("/api/v3/x").reply(200, {}, usual);
    await expect(asking.get("/x", {})).resolves.toMatchObject({ status: 200 });
  });
});

describe("whether an installation includes all repositories", () => {
  const asks = async (client: Client) => {
    rest().get("/api/v3/x").reply(200, {}, usual);
    await client.session(5, "pass").get("/x", {});
    return client.session(5, "pass").coversAll();
  };

  test.each([
    ["all", true],
    ["selected", false],
    ["some", false],
    [undefined, false],
  ])("follows from the answer with its token: %s", async (selection, coversAll) => {
    handsOut("first", { repository_selection: selection });
    const client = clientOf(() => 0);
    expect(client.session(5, "pass").coversAll()).toBe(false);
    expect(await asks(client)).toBe(coversAll);
  });

  test("is not known any more once the token is out of date, until there is another", async () => {
    handsOut("first", { repository_selection: "all" });
    const client = clientOf(() => 0);
    await asks(client);
    client.renew(5);
    expect(client.session(5, "pass").coversAll()).toBe(false);
    handsOut("second", { repository_selection: "all" });
    expect(await asks(client)).toBe(true);
  });

  test("does not follow from a token that was on its way when it came to be out of date", async () => {
    const client = clientOf(() => 0);
    handsOut("first", { repository_selection: "all" }, () => client.renew(5));
    expect(await asks(client)).toBe(false);
    handsOut("second", { repository_selection: "selected" }, () => client.renew(5));
    expect(await asks(client)).toBe(false);
    handsOut("third", { repository_selection: "all" });
    expect(await asks(client)).toBe(true);
  });
});
