/** Webhook deliveries: an outbox, and a deliverer that can lose, double, shuffle and delay what is in it. */
import { createHmac } from "node:crypto";
import type { Installation } from "./apps.ts";
import { Random } from "./random.ts";
import type { Shape } from "./shapes.ts";
import type { World } from "./world.ts";

export interface Delivery {
  /** The same on redelivery. */
  readonly guid: string;
  readonly event: string;
  readonly installation: Installation;
  readonly payload: Shape;
  /** When the event happened, in seconds. */
  readonly at: number;
}

/** What GitHub has to tell, in the order in which it happened. */
export class Outbox {
  readonly #world: World;
  readonly #guids: Random;
  #waiting: Delivery[] = [];
  /** While closed, nothing is put in: for whoever looks without being told. */
  isOpen = true;

  constructor(world: World, seed: number) {
    this.#world = world;
    this.#guids = new Random(seed ^ 0x5bd1e995);
  }

  add(installation: Installation, event: string, payload: Shape): void {
    if (!this.isOpen) return;
    this.#waiting.push({ guid: this.#guids.guid(), event, installation, payload, at: this.#world.clock.now() });
  }

  get waiting(): readonly Delivery[] {
    return this.#waiting;
  }

  /** Empties the outbox. */
  take(): readonly Delivery[] {
    const taken = this.#waiting;
    this.#waiting = [];
    return taken;
  }
}

/** Probabilities for each delivery; a delay is between one second and `longestDelay`. */
export interface DeliveryPlan {
  readonly lost: number;
  readonly doubled: number;
  readonly late: number;
  readonly longestDelay: number;
  readonly shuffled: boolean;
}

export const promptDeliveries: DeliveryPlan = { lost: 0, doubled: 0, late: 0, longestDelay: 0, shuffled: false };
export const roughDeliveries: DeliveryPlan = { lost: 0, doubled: 0.2, late: 0.2, longestDelay: 120, shuffled: true };
export const lossyDeliveries: DeliveryPlan = { ...roughDeliveries, lost: 0.2 };

export type Receiver = (request: Request) => Promise<Response>;

/** The HTTP request that carries a delivery, signed with the App's webhook secret. */
export function deliveryRequest({ guid, event, installation, payload }: Delivery, url = "http://bot.test/api/github/webhooks"): Request {
  const body = JSON.stringify(payload);
  const { app } = installation;
  return new Request(url, {
    method: "POST",
    body,
    headers: {
      "content-type": "application/json",
      "user-agent": "GitHub-Hookshot/simulated",
      "x-github-event": event,
      "x-github-delivery": guid,
      "x-github-hook-id": String(app.id),
      "x-github-hook-installation-target-id": String(app.id),
      "x-github-hook-installation-target-type": "integration",
      "x-hub-signature-256": `sha256=${createHmac("sha256", app.webhookSecret).update(body).digest("hex")}`,
    },
  });
}

export interface Failure {
  readonly delivery: Delivery;
  /** What the receiver answered, or why it did not. */
  readonly reason: string;
}

export class Deliverer {
  readonly #world: World;
  readonly #random: Random;
  plan: DeliveryPlan;
  #scheduled: { delivery: Delivery; due: number }[] = [];
  /** What will never arrive. */
  readonly lost: Delivery[] = [];
  /** What was not answered with 2xx. GitHub does not try again by itself. */
  readonly failed: Failure[] = [];

  constructor(world: World, plan: DeliveryPlan = promptDeliveries, seed = 1) {
    this.#world = world;
    this.#random = new Random(seed);
    this.plan = plan;
  }

  /** How many are still to come. */
  get waiting(): number {
    return this.#scheduled.length + this.#world.outbox.waiting.length;
  }

  /** Posts all that is due, one after another, and says how many that were. */
  async deliver(to: Receiver): Promise<number> {
    this.#schedule();
    const now = this.#world.clock.now();
    const due = this.#scheduled.filter((entry) => entry.due <= now).map(({ delivery }) => delivery);
    this.#scheduled = this.#scheduled.filter((entry) => entry.due > now);
    const ordered = this.plan.shuffled ? this.#random.shuffled(due) : due;
    for (const delivery of ordered) await this.redeliver(delivery, to);
    return ordered.length;
  }

  /** Posts one delivery, perhaps again. */
  async redeliver(delivery: Delivery, to: Receiver): Promise<void> {
    try {
      const response = await to(deliveryRequest(delivery));
      this.#world.deliveryLog.note(delivery, response.status);
      if (!response.ok) this.failed.push({ delivery, reason: `status ${response.status}` });
    } catch (error) {
      this.#world.deliveryLog.note(delivery, undefined);
      this.failed.push({ delivery, reason: error instanceof Error ? error.message : String(error) });
    }
  }

  /** Whatever happens meanwhile is never delivered; what was waiting before still is. */
  async missing<T>(during: () => T | Promise<T>): Promise<T> {
    this.#schedule();
    try {
      return await during();
    } finally {
      this.lost.push(...this.#world.outbox.take());
    }
  }

  #schedule(): void {
    for (const delivery of this.#world.outbox.take()) {
      if (this.#random.happens(this.plan.lost)) {
        this.lost.push(delivery);
        continue;
      }
      this.#scheduled.push({ delivery, due: this.#dueTime() });
      if (this.#random.happens(this.plan.doubled)) this.#scheduled.push({ delivery, due: this.#dueTime() });
    }
  }

  #dueTime(): number {
    const now = this.#world.clock.now();
    return this.#random.happens(this.plan.late) ? now + 1 + this.#random.below(this.plan.longestDelay) : now;
  }
}
