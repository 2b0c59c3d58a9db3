/** Finds the route of a REST request. */
import { actionRoutes } from "./actions.ts";
import { appRoutes } from "./app.ts";
import type { Route } from "./call.ts";
import { checkRoutes } from "./checks.ts";
import { gitRoutes } from "./git.ts";
import { hookRoutes } from "./hook.ts";
import { issueRoutes } from "./issues.ts";
import { peopleRoutes } from "./people.ts";
import { pullRoutes } from "./pulls.ts";
import { statusRoutes } from "./statuses.ts";

interface Prepared {
  readonly route: Route;
  readonly segments: readonly string[];
  /** Fixed segments win over named ones. */
  readonly named: number;
}

const prepared: readonly Prepared[] = [
  appRoutes,
  actionRoutes,
  hookRoutes,
  pullRoutes,
  issueRoutes,
  checkRoutes,
  statusRoutes,
  gitRoutes,
  peopleRoutes,
]
  .flat()
  .map((route) => {
    const segments = route.path.split("/");
    return { route, segments, named: segments.filter((segment) => segment.startsWith("{")).length };
  });

const byShape = Map.groupBy(
  [...prepared].sort((a, b) => a.named - b.named),
  ({ route, segments }) => `${route.method} ${segments.length}`,
);

const fits = ({ segments }: Prepared, path: readonly string[]): boolean =>
  segments.every((segment, index) => segment.startsWith("{") || segment === path[index]);

export interface Match {
  readonly route: Route;
  readonly parameters: Readonly<Record<string, string>>;
}

/** Undefined where the simulator has no such route. */
export function routeOf(method: string, pathname: string): Match | undefined {
  const path = pathname.split("/");
  const found = byShape.get(`${method} ${path.length}`)?.find((candidate) => fits(candidate, path));
  if (found === undefined) return undefined;
  const parameters = found.segments.flatMap((segment, index) =>
    segment.startsWith("{") ? [[segment.slice(1, -1), decodeURIComponent(path[index] ?? "")]] : [],
  );
  return { route: found.route, parameters: Object.fromEntries(parameters) };
}
