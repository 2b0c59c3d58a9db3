/** The App's webhook from the App's side: its settings, and the log of what was tried to be delivered. */
import { describe, expect, test } from "vitest";
import type { Deliverer, World } from "../../src/sim/index.ts";
import { ask, at, column, given, jsonWebToken } from "./given.ts";

const asApp = (world: World, path: string) => ask(world, jsonWebToken(world), "GET", path);
const accepted = async () => new Response("", { status: 202 });
const unavailable = async () => new Response("", { status: 503 });
const broken = () => Promise.reject(new TypeError("fetch failed"));

async function says(office: Awaited<ReturnType<typeof given>>, text: string, deliverer: Deliverer, to: () => Promise<Response>) {
  const pull = office.repo.pull(1) ?? office.bob.opens(office.repo, { changes: { x: "1" }, fork: true });
  office.world.outbox.take();
  office.alice.says(pull, text);
  await deliverer.deliver(to);
}

describe("the webhook", () => {
  test("its address is told to the App, and its secret to nobody", async () => {
    const { world, token } = await given();
    expect((await asApp(world, "/app/hook/config")).body).toEqual({
      ...{ url: "https://bot.test/api/github/webhooks", content_type: "json", insecure_ssl: "0", secret: "********" },
    });
    expect((await ask(world, token, "GET", "/app/hook/config")).status).toBe(401);
    expect((await ask(world, token, "GET", "/app/hook/deliveries")).status).toBe(401);
  });
});

describe("the delivery log", () => {
  test("has every try, the newest first, with what the receiver answered, or 0", async () => {
    const office = await given();
    const deliverer = office.world.deliverer();
    await says(office, "one", deliverer, accepted);
    await says(office, "two", deliverer, unavailable);
    await says(office, "three", deliverer, broken);
    const { body } = await asApp(office.world, "/app/hook/deliveries");
    expect(column(body, "", "status_code")).toEqual([0, 503, 202]);
    expect(column(body, "", "status")).toEqual(["failed to connect to host", "Invalid HTTP Response: 503", "OK"]);
    expect(at(body, "0")).toMatchObject({
      ...{ event: "issue_comment", action: "created", redelivery: false, throttled_at: null },
      ...{ installation_id: office.installation.id, repository_id: office.repo.id },
    });
  });

  test("a further try at a delivery has its guid, and is a redelivery", async () => {
    const office = await given();
    const deliverer = office.world.deliverer();
    await says(office, "one", deliverer, unavailable);
    const delivery = deliverer.failed[0]?.delivery;
    if (delivery !== undefined) await deliverer.redeliver(delivery, accepted);
    const { body } = await asApp(office.world, "/app/hook/deliveries");
    expect(column(body, "", "redelivery")).toEqual([true, false]);
    expect(new Set(column(body, "", "guid")).size).toBe(1);
    expect((await asApp(office.world, "/app/hook/deliveries?status=failure")).body).toHaveLength(1);
  });

  test("goes on after the cursor of its Link header, and lasts three days", async () => {
    const office = await given();
    const deliverer = office.world.deliverer();
    for (const text of ["one", "two", "three"]) await says(office, text, deliverer, accepted);
    const first = await asApp(office.world, "/app/hook/deliveries?per_page=2");
    const next = /<https:\/\/api\.github\.test([^>]+)>; rel="next"/.exec(first.headers.get("link") ?? "")?.[1] ?? "";
    const second = await asApp(office.world, next);
    expect([first.body, second.body]).toEqual([expect.objectContaining({ length: 2 }), expect.objectContaining({ length: 1 })]);
    expect(second.headers.get("link")).toBeNull();
    office.world.clock.advance(3 * 24 * 3600 + 1);
    expect((await asApp(office.world, "/app/hook/deliveries")).body).toEqual([]);
  });

  test("one that failed can be read again with its payload", async () => {
    const office = await given();
    const deliverer = office.world.deliverer();
    await says(office, "one", deliverer, unavailable);
    const { body: list } = await asApp(office.world, "/app/hook/deliveries");
    const { body } = await asApp(office.world, `/app/hook/deliveries/${at(list, "0.id")}`);
    expect([at(body, "event"), at(body, "request.payload.comment.body")]).toEqual(["issue_comment", "one"]);
  });

  test("knows nothing of what was never tried", async () => {
    const office = await given();
    const deliverer = office.world.deliverer();
    const pull = office.bob.opens(office.repo, { changes: { y: "1" }, fork: true });
    await deliverer.missing(() => office.alice.says(pull, "lost"));
    await deliverer.deliver(accepted);
    expect(deliverer.lost.map(({ event }) => event)).toEqual(["issue_comment"]);
    const { body } = await asApp(office.world, "/app/hook/deliveries");
    expect(column(body, "", "event")).toEqual(expect.arrayContaining(["pull_request"]));
    expect(column(body, "", "event")).not.toContain("issue_comment");
  });
});
