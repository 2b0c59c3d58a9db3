/** What a pass reads beyond the look: all that its plugins ask for, together. */
import { pluginsOn } from "./decide.ts";
import type { RepositoryOptions } from "./facts.ts";
import type { NodeId } from "./ids.ts";
import { guardedPaths, trustOptionsIn } from "./jobs/trust-options.ts";
import type { Look, Reading, TrustReading } from "./look.ts";
import type { Plugin, SourcesWanted, Surroundings } from "./plugin.ts";
import { wordsOf } from "./words.ts";

export function readingOf(look: Look & Surroundings, plugins: readonly Plugin[], options: RepositoryOptions): Reading {
  const on = pluginsOn(plugins, options);
  const asked = on.map((plugin) => plugin.sources(options, look));
  const sources = new Set(asked.flatMap(({ read }) => read));
  return {
    sources,
    teams: [...new Set(asked.flatMap(({ teams }) => teams))],
    ...(sources.has("members") ? { trust: trustReadingOf(options) } : {}),
    ...jobsIn(asked),
    binding: bindingOf(look, on, asked),
    settle: Math.max(0, ...asked.map(({ settle }) => settle)),
    candidates: (...from) => [...new Set(asked.flatMap(({ candidates }) => candidates(...from)))],
  };
}

function trustReadingOf(options: RepositoryOptions): TrustReading {
  const trust = trustOptionsIn(options);
  return { otherOrganisation: trust.trusted_org, paths: guardedPaths(trust) };
}

function jobsIn(asked: readonly SourcesWanted[]): Pick<Reading, "jobs"> {
  const [jobs] = asked.flatMap((wanted) => wanted.jobs ?? []);
  return jobs === undefined ? {} : { jobs };
}

function bindingOf(look: Look, on: readonly Plugin[], asked: readonly SourcesWanted[]): ReadonlySet<NodeId> {
  const words = wordsOf(
    look.statements,
    on.flatMap((plugin) => plugin.words).filter((word) => word.binds === "head"),
  );
  const others = look.statements.filter((said) => asked.some(({ binds }) => binds(said)));
  return new Set([...words.map((word) => word.said.id), ...others.map((said) => said.id)]);
}
