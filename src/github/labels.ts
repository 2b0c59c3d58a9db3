/** The labels that a repository has. */
import { z } from "zod";
import { shaped } from "./answers.ts";
import { shelf } from "./cache.ts";
import { allNodes } from "./pages.ts";
import type { Place } from "./place.ts";
import { labelsQuery } from "./queries.ts";

/** A label that is new meanwhile is only made once more, which GitHub refuses (seconds). */
const lifetime = 300;

const answerShape = z.object({ repository: z.object({ labels: z.unknown() }) });

/** Names, as spelled. */
export async function repositoryLabels({ session, cache, clock, repository: { id, owner, name } }: Place): Promise<ReadonlySet<string>> {
  const names = await shelf(cache, clock, "labels", z.array(z.string()), lifetime).one(String(id), async () => {
    const connection = (data: unknown) => shaped(answerShape, data, "labels").repository.labels;
    const nodes = await allNodes(session, labelsQuery, { owner, name }, connection, z.object({ name: z.string() }));
    return nodes.map((node) => node.name);
  });
  return new Set(names);
}
