/**
 * The Probot function, and what it does with every event: take up the news, and nothing else. Which events are news, and what they wake, is
 * the table in `core/events`; passes are made later, by the workers.
 */
import type { Probot } from "probot";
import { newsOf } from "./core/events/events.ts";
import type { News, Self } from "./core/events/news.ts";
import type { Instant } from "./core/ids.ts";
import type { Log } from "./web/log.ts";
import type { Delivery } from "./web/receiver.ts";

export interface Hearing {
  /** Resolves once the news is durable. */
  readonly wake: (news: News & { readonly causes: readonly string[] }, now: Instant) => Promise<void>;
  /** Called after each wake: the workers need not sleep on. */
  readonly kick: () => void;
  /** Told of an installation whose tokens are out of date. */
  readonly renew?: (installation: number) => void;
  readonly self: () => Self;
  readonly now: () => Instant;
  readonly log: Log;
}

/** Takes up what one delivery says. Rejects where it cannot be kept. A payload that nobody can read is logged by its id and dropped. */
export function hearing({ wake, kick, renew, self, now, log }: Hearing): (delivery: Delivery) => Promise<void> {
  return async ({ id, event, payload }) => {
    const news = newsOf(event, payload, self());
    if (news.kind === "unreadable") {
      log.warn({ delivery: id, event, why: news.why }, "a payload that this version cannot read");
      return;
    }
    if (news.renewed !== undefined) renew?.(news.renewed);
    if (news.wakes.length + news.learnt.length + (news.lost ?? []).length + (news.runs ?? []).length === 0) return;
    await wake({ ...news, causes: [id] }, now());
    kick();
  };
}

/** The App as a Probot function. Every event is heard: one that is no news costs nothing. */
export default function bowsprit(hear: (delivery: Delivery) => Promise<void>): (app: Probot) => void {
  return (app) => {
    app.onAny(async ({ id, name, payload }) => {
      await hear({ id, event: name, payload });
    });
  };
}
