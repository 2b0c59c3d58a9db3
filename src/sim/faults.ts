/** What goes wrong with API requests, drawn from a seed: gateways, resets, limits, lagging replicas, partial answers. */
import type { Clock } from "./clock.ts";
import { Random } from "./random.ts";
import { longestLag, type Moments } from "./versioned.ts";

/** Probabilities for each request; all zero: nothing goes wrong. */
export interface FaultPlan {
  /** 502, nothing was done. */
  readonly gatewayBefore: number;
  /** 502, although it was done. */
  readonly gatewayAfter: number;
  /** The connection breaks, before or after. */
  readonly reset: number;
  /** 403 with `retry-after`, for this request and until that time. */
  readonly secondaryLimit: number;
  /** The quota of the hour is used up until `x-ratelimit-reset`. */
  readonly primaryLimit: number;
  /** A read from a replica that lags. */
  readonly stale: number;
  /** How far it may lag, in seconds; the simulator remembers nine. */
  readonly longestLag: number;
  /** GraphQL: data with a hole in it, and `errors`. */
  readonly partial: number;
}

export const noFaults: FaultPlan = {
  gatewayBefore: 0,
  gatewayAfter: 0,
  reset: 0,
  secondaryLimit: 0,
  primaryLimit: 0,
  stale: 0,
  longestLag: 0,
  partial: 0,
};

/** What a story is played with unless it says otherwise. */
export const usualFaults: FaultPlan = {
  gatewayBefore: 0.01,
  gatewayAfter: 0.01,
  reset: 0.01,
  secondaryLimit: 0.004,
  primaryLimit: 0.001,
  stale: 0.1,
  longestLag,
  partial: 0.005,
};

/** What is to go wrong with one request. */
export type Fault =
  | { readonly kind: "gateway"; readonly done: boolean }
  | { readonly kind: "reset"; readonly done: boolean }
  | { readonly kind: "secondary limit"; readonly retryAfter: number }
  | { readonly kind: "primary limit"; readonly resetAt: number }
  | { readonly kind: "stale"; readonly moment: number }
  | { readonly kind: "partial"; readonly draw: number };

export class Faults {
  readonly #clock: Clock;
  readonly #moments: Moments;
  readonly #random: Random;
  #plan: FaultPlan;
  #limitedUntil: { readonly kind: "secondary limit" | "primary limit"; readonly second: number } | undefined;

  constructor(moments: Moments, plan: FaultPlan, seed: number) {
    this.#clock = moments.clock;
    this.#moments = moments;
    this.#random = new Random(seed ^ 0x2545f491);
    this.#plan = plan;
  }

  get plan(): FaultPlan {
    return this.#plan;
  }

  /** Changes some probabilities, or all with `noFaults`. A limit in force is lifted. */
  set(plan: Partial<FaultPlan>): void {
    this.#plan = { ...this.#plan, ...plan };
    this.#limitedUntil = undefined;
  }

  off(): void {
    this.set(noFaults);
  }

  /** Nothing goes wrong during this. */
  async without<T>(during: () => T | Promise<T>): Promise<T> {
    const before = this.#plan;
    this.off();
    try {
      return await during();
    } finally {
      this.set(before);
    }
  }

  /** The fate of the next request. At most one thing goes wrong with it. */
  draw(request: { readonly isRead: boolean; readonly isGraphql: boolean }): Fault | undefined {
    return this.#limit() ?? this.#interruption() ?? (request.isRead ? this.#wrongAnswer(request.isGraphql) : undefined);
  }

  #limit(): Fault | undefined {
    const now = this.#clock.now();
    if (this.#limitedUntil === undefined || this.#limitedUntil.second <= now) {
      if (this.#random.happens(this.#plan.secondaryLimit))
        this.#limitedUntil = { kind: "secondary limit", second: now + 1 + this.#random.below(60) };
      else if (this.#random.happens(this.#plan.primaryLimit))
        this.#limitedUntil = { kind: "primary limit", second: now + 1 + this.#random.below(300) };
      else return undefined;
    }
    const { kind, second } = this.#limitedUntil;
    return kind === "secondary limit" ? { kind, retryAfter: second - now } : { kind, resetAt: second };
  }

  #interruption(): Fault | undefined {
    if (this.#random.happens(this.#plan.gatewayBefore)) return { kind: "gateway", done: false };
    if (this.#random.happens(this.#plan.gatewayAfter)) return { kind: "gateway", done: true };
    if (this.#random.happens(this.#plan.reset)) return { kind: "reset", done: this.#random.happens(0.5) };
    return undefined;
  }

  #wrongAnswer(isGraphql: boolean): Fault | undefined {
    if (this.#random.happens(this.#plan.stale)) {
      const moments = this.#moments.lagging(this.#plan.longestLag);
      const moment = moments[this.#random.below(moments.length)];
      if (moment !== undefined) return { kind: "stale", moment };
    }
    return isGraphql && this.#random.happens(this.#plan.partial) ? { kind: "partial", draw: this.#random.next() } : undefined;
  }
}
