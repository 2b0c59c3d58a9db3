/** The limiter of one installation: who may send a request now, in which order, and who is told to come back later. */
import { RetryLater } from "../core/errors.ts";

/** `answer`: a person waits for it. `sweep`: nobody does; it yields to all others. */
export type Urgency = "answer" | "pass" | "sweep";

/** `content`: creates a comment, a review request or the like, which GitHub counts apart. */
export type RequestKind = "read" | "write" | "content";

export interface Limits {
  /** Milliseconds between two content-creating requests. GitHub asks for a second. */
  readonly spacing: number;
  /** Content-creating requests an hour, of which answers may use all. GitHub refuses above 500. */
  readonly contentAnHour: number;
}

/** This hour's comments and review requests are used up: nothing was sent, and what creates none may still be. */
export class ContentUsedUp extends RetryLater {}

export const usualLimits: Limits = { spacing: 1000, contentAnHour: 400 };

const hour = 3600;
/** Which part of an hour's content each may use: what nobody waits for leaves the rest to answers. */
const share: Readonly<Record<Urgency, number>> = { answer: 1, pass: 0.75, sweep: 0.5 };
const readsAtOnce = 8;
const order: readonly Urgency[] = ["answer", "pass", "sweep"];

/** So many at once; who waits is let in by urgency, then by arrival. */
class Lane {
  readonly #places: number;
  readonly #waiting: { readonly urgency: Urgency; readonly enter: () => void }[] = [];
  #inside = 0;

  constructor(places: number) {
    this.#places = places;
  }

  async run<T>(urgency: Urgency, task: () => Promise<T>): Promise<T> {
    if (this.#inside >= this.#places) await new Promise<void>((enter) => this.#waiting.push({ urgency, enter }));
    else this.#inside += 1;
    try {
      return await task();
    } finally {
      this.#leave();
    }
  }

  /** A place is handed on, so that nobody who arrives in between takes it. */
  #leave(): void {
    const next = order.flatMap((urgency) => this.#waiting.find((one) => one.urgency === urgency) ?? [])[0];
    if (next === undefined) this.#inside -= 1;
    else {
      this.#waiting.splice(this.#waiting.indexOf(next), 1);
      next.enter();
    }
  }
}

export class Limiter {
  readonly #limits: Limits;
  /** Seconds. */
  readonly #clock: () => number;
  readonly #reads = new Lane(readsAtOnce);
  readonly #writes = new Lane(1);
  #contentAt: number[] = [];
  #spacedUntil: Promise<unknown> = Promise.resolve();
  #closedUntil = 0;

  constructor(limits: Limits, clock: () => number) {
    this.#limits = limits;
    this.#clock = clock;
  }

  /** `created`: how many comments or the like one request makes. Throws without running the task: RetryLater while GitHub wants to be left alone, ContentUsedUp. */
  async run<T>(kind: RequestKind, urgency: Urgency, task: () => Promise<T>, created = 1): Promise<T> {
    const lane = kind === "read" ? this.#reads : this.#writes;
    return lane.run(urgency, async () => {
      this.#refuseWhileClosed();
      if (kind === "content") await this.#admitContent(urgency, created);
      return task();
    });
  }

  /** GitHub said so: nothing is sent for so many seconds, for going on can get the App banned. */
  close(seconds: number): void {
    this.#closedUntil = Math.max(this.#closedUntil, this.#clock() + seconds);
  }

  #refuseWhileClosed(): void {
    const left = Math.ceil(this.#closedUntil - this.#clock());
    if (left > 0) throw new RetryLater("GitHub asked to be left alone", left);
  }

  async #admitContent(urgency: Urgency, created: number): Promise<void> {
    const now = this.#clock();
    this.#contentAt = this.#contentAt.filter((at) => at > now - hour);
    const most = Math.ceil(this.#limits.contentAnHour * share[urgency]);
    // Once this one is an hour old, there is room.
    const lastInTheWay = this.#contentAt[this.#contentAt.length + created - 1 - most];
    if (lastInTheWay !== undefined) {
      throw new ContentUsedUp("this hour's comments and review requests are used up", Math.ceil(lastInTheWay + hour - now));
    }
    await this.#spacedUntil;
    for (let n = 0; n < created; n += 1) this.#contentAt.push(now);
    const { spacing } = this.#limits;
    if (spacing > 0) this.#spacedUntil = new Promise((resolve) => setTimeout(resolve, spacing));
  }
}
