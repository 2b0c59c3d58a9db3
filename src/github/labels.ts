/** The labels that a repository has: all of their names, or the node ids of some. */
import { z } from "zod";
import { type NodeId, nodeIdOf } from "../core/ids.ts";
import { shaped } from "./answers.ts";
import { shelf } from "./cache.ts";
import { allNodes } from "./pages.ts";
import type { Place } from "./place.ts";
import { labelsNamedQuery, labelsQuery } from "./queries.ts";

const answerShape = z.object({ repository: z.object({ labels: z.unknown() }) });

/** Names, as spelled. */
export async function repositoryLabels({ session, repository: { owner, name } }: Place): Promise<ReadonlySet<string>> {
  const connection = (data: unknown) => shaped(answerShape, data, "labels").repository.labels;
  const nodes = await allNodes(session, labelsQuery, { owner, name }, connection, z.object({ name: z.string() }));
  return new Set(nodes.map((node) => node.name));
}

/** A label that is made, renamed or deleted is noticed after so many seconds. */
const lifetime = 600;

const idShape = z.string().transform(nodeIdOf).nullable();
const namedShape = z.object({ repository: z.record(z.string(), z.object({ id: idShape }).nullable()) });

/** Those of the names that the repository has a label of, in lower case, with its id: GitHub compares names without case. */
export async function labelsNamed(place: Place, names: readonly string[]): Promise<ReadonlyMap<string, NodeId>> {
  const { cache, clock, session, repository } = place;
  const { id: repositoryId, owner, name: repositoryName } = repository;
  const keyOf = (name: string) => `${repositoryId} ${name.toLowerCase()}`;
  const read = async (missing: readonly string[]) => {
    const wanted = names.filter((name) => missing.includes(keyOf(name)));
    const variables = Object.fromEntries(wanted.map((name, index) => [`l${index}`, name]));
    const { data } = await session.query(labelsNamedQuery(wanted.length), { owner, name: repositoryName, ...variables });
    const found = shaped(namedShape, data, "labels").repository;
    return new Map(wanted.map((name, index) => [keyOf(name), found[`l${index}`]?.id ?? null]));
  };
  const ids = await shelf(cache, clock, "label", idShape, lifetime).all(names.map(keyOf), read);
  return new Map(
    names.flatMap((name) => {
      const id = ids.get(keyOf(name)) ?? null;
      return id === null ? [] : [[name.toLowerCase(), id] as const];
    }),
  );
}
