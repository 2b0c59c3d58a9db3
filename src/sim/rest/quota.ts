/** The hourly quota of an installation, on the simulator's clock. */
import type { Installation } from "../apps.ts";
import type { World } from "../world.ts";

export type Resource = "core" | "graphql";

export interface Quota {
  readonly limit: number;
  readonly used: number;
  readonly remaining: number;
  /** Seconds since 1970. */
  readonly reset: number;
}

const keyOf = (world: World, installation: Installation, resource: Resource): string =>
  `${installation.id} ${resource} ${Math.floor(world.clock.now() / 3600)}`;

export function quotaOf(world: World, installation: Installation, resource: Resource): Quota {
  const used = world.spent.get(keyOf(world, installation, resource)) ?? 0;
  const reset = (Math.floor(world.clock.now() / 3600) + 1) * 3600;
  return { limit: world.quota, used, remaining: Math.max(0, world.quota - used), reset };
}

export function spend(world: World, installation: Installation, resource: Resource, points: number): void {
  const key = keyOf(world, installation, resource);
  world.spent.set(key, (world.spent.get(key) ?? 0) + points);
}
