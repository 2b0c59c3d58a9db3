/** The hourly quota of an installation or a person, on the simulator's clock. */
import type { Access } from "../access.ts";
import type { World } from "../world.ts";

export type Resource = "core" | "graphql";

export interface Quota {
  readonly limit: number;
  readonly used: number;
  readonly remaining: number;
  /** Seconds since 1970. */
  readonly reset: number;
}

const keyOf = (world: World, access: Access, resource: Resource): string =>
  `${access.id} ${resource} ${Math.floor(world.clock.now() / 3600)}`;

export function quotaOf(world: World, access: Access, resource: Resource): Quota {
  const used = world.spent.get(keyOf(world, access, resource)) ?? 0;
  const reset = (Math.floor(world.clock.now() / 3600) + 1) * 3600;
  return { limit: world.quota, used, remaining: Math.max(0, world.quota - used), reset };
}

export function spend(world: World, access: Access, resource: Resource, points: number): void {
  const key = keyOf(world, access, resource);
  world.spent.set(key, (world.spent.get(key) ?? 0) + points);
}
