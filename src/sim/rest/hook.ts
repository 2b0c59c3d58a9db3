/** Routes about the App's webhook: its settings, and the log of what was tried to be delivered. */
import { timestamp } from "../clock.ts";
import type { Attempt } from "../delivery-log.ts";
import { notFound } from "../refusal.ts";
import type { Shape } from "../shapes.ts";
import { type Answer, type Call, ok, type Route } from "./call.ts";

const config = ({ world: { app } }: Call): Answer => {
  const { url, contentType, isInsecure } = app.hook;
  return ok({ url, content_type: contentType, insecure_ssl: isInsecure ? "1" : "0", secret: "********" });
};

const attemptShape = ({
  id,
  delivery: { guid, event, installation },
  action,
  repositoryId,
  at,
  isAgain,
  status,
  code,
}: Attempt): Shape => ({
  ...{ id, guid, event, action, status, status_code: code, duration: 0.1, redelivery: isAgain },
  delivered_at: timestamp(at),
  installation_id: installation.id,
  repository_id: repositoryId,
  throttled_at: null,
});

/** A page goes on after its cursor, which only the Link header tells. */
function log(call: Call): Answer {
  const size = Math.min(100, Math.max(1, Number(call.query("per_page") ?? 30) || 30));
  const status = call.query("status");
  const after = Number(/^v1_(\d+)$/.exec(call.query("cursor") ?? "")?.[1] ?? Number.POSITIVE_INFINITY);
  const fitting = call.world.deliveryLog.attempts.filter(
    (attempt) => attempt.id < after && (status === undefined || (attempt.status === "OK") === (status === "success")),
  );
  const page = fitting.slice(0, size);
  if (fitting.length <= size) return ok(page.map(attemptShape));
  const next = new URL(call.url);
  next.searchParams.set("cursor", `v1_${page.at(-1)?.id}`);
  return ok(page.map(attemptShape), { link: `<${next.href}>; rel="next"` });
}

function one(call: Call): Answer {
  const attempt = call.world.deliveryLog.attempts.find(({ id }) => id === Number(call.parameter("id")));
  if (attempt?.payload === undefined) throw notFound();
  const headers = { "X-GitHub-Event": attempt.delivery.event, "X-GitHub-Delivery": attempt.delivery.guid };
  return ok({
    ...attemptShape(attempt),
    url: call.world.app.hook.url,
    request: { headers, payload: attempt.payload },
    response: { headers: {}, payload: "" },
  });
}

export const hookRoutes: readonly Route[] = [
  { method: "GET", path: "/app/hook/config", forApp: true, answer: config },
  { method: "GET", path: "/app/hook/deliveries", forApp: true, answer: log },
  { method: "GET", path: "/app/hook/deliveries/{id}", forApp: true, answer: one },
];
