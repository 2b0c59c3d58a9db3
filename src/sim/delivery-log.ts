/** The App's delivery log: every try to deliver of the last three days, all installations together. */
import type { Delivery } from "./deliveries.ts";
import type { Shape } from "./shapes.ts";
import type { World } from "./world.ts";

/** One try. */
export interface Attempt {
  readonly id: number;
  readonly delivery: Omit<Delivery, "payload">;
  readonly action: unknown;
  readonly repositoryId: unknown;
  /** In seconds. */
  readonly at: number;
  readonly isAgain: boolean;
  readonly status: string;
  /** 0 where nobody answered. */
  readonly code: number;
  /** Of a try that failed; what arrived is forgotten. */
  readonly payload: Shape | undefined;
}

/** Seconds. */
const lifetime = 3 * 24 * 60 * 60;
/** Of more tries than these the oldest are forgotten. */
const most = 10_000;

export class DeliveryLog {
  readonly #world: World;
  #attempts: Attempt[] = [];
  #guids = new Set<string>();
  #lastId = 0;

  constructor(world: World) {
    this.#world = world;
  }

  /** `code`: what the receiver answered; undefined where it did not. */
  note({ payload, ...delivery }: Delivery, code: number | undefined): void {
    const isDone = code !== undefined && code >= 200 && code < 300;
    const repository: unknown = payload.repository;
    this.#lastId += 1;
    this.#attempts.push({
      id: this.#lastId,
      delivery,
      action: payload.action ?? null,
      repositoryId: typeof repository === "object" && repository !== null && "id" in repository ? repository.id : null,
      at: this.#world.clock.now(),
      isAgain: this.#guids.has(delivery.guid),
      status: isDone ? "OK" : code === undefined ? "failed to connect to host" : `Invalid HTTP Response: ${code}`,
      code: code ?? 0,
      payload: isDone ? undefined : payload,
    });
    this.#guids.add(delivery.guid);
    if (this.#attempts.length <= most) return;
    this.#attempts = this.#attempts.slice(-most / 2);
    this.#guids = new Set(this.#attempts.map((attempt) => attempt.delivery.guid));
  }

  /** The newest first. */
  get attempts(): readonly Attempt[] {
    const since = this.#world.clock.now() - lifetime;
    return this.#attempts.filter(({ at }) => at >= since).toReversed();
  }
}
