/** The labels that a repository has: all of their names, or the node ids of some. */
import { z } from "zod";
import { type NodeId, nodeIdOf } from "../core/ids.ts";
import { shaped } from "./answers.ts";
import { type Shelf, shelf } from "./cache.ts";
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
const namedShape = z.record(z.string(), z.object({ id: idShape }).nullable());

const keptLabels = ({ cache, clock }: Place): Shelf<NodeId | null> => shelf(cache, clock, "label", idShape, lifetime);
const keyOf = ({ repository }: Place, name: string): string => `${repository.id} ${name.toLowerCase()}`;

/** Those of the names that the repository has a label of, in lower case, with its id: GitHub compares names without case. */
export async function labelsNamed(place: Place, names: readonly string[]): Promise<ReadonlyMap<string, NodeId>> {
  const { owner, name: repositoryName } = place.repository;
  const ids = await keptLabels(place).all(
    names.map((name) => keyOf(place, name)),
    async (missing) => {
      const wanted = names.filter((name) => missing.includes(keyOf(place, name)));
      const variables = { owner, name: repositoryName, ...labelVariables(wanted) };
      const { data } = await place.session.query(labelsNamedQuery(wanted.length), variables);
      return idsIn(place, wanted, shaped(z.object({ repository: z.unknown() }), data, "labels").repository);
    },
  );
  return new Map(
    names.flatMap((name) => {
      const id = ids.get(keyOf(place, name)) ?? null;
      return id === null ? [] : [[name.toLowerCase(), id] as const];
    }),
  );
}

/** The variables of the aliases `l0`, `l1`, ... */
export const labelVariables = (names: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(names.map((name, index) => [`l${index}`, name]));

function idsIn(place: Place, names: readonly string[], repository: unknown): ReadonlyMap<string, NodeId | null> {
  const found = shaped(namedShape, repository, "labels");
  return new Map(names.map((name, index) => [keyOf(place, name), found[`l${index}`]?.id ?? null]));
}

/** Those of which it is not at hand whether the repository has them. */
export async function unknownLabels(place: Place, names: readonly string[]): Promise<readonly string[]> {
  const known = await keptLabels(place).known(names.map((name) => keyOf(place, name)));
  return names.filter((name) => !known.has(keyOf(place, name)));
}

/** Keeps what the repository said of labels that were asked for along with something else. */
export const keepLabels = (place: Place, names: readonly string[], repository: unknown): Promise<void> =>
  keptLabels(place).keep(idsIn(place, names, repository));
