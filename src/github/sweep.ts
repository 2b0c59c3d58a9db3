/** Sweeps: what there is to look at, found without any delivery: installations, repositories, open pull requests. */
import { z } from "zod";
import { type Instant, instantOf, shaOf } from "../core/ids.ts";
import type { OpenThread } from "../core/listing.ts";
import type { RepositoryName } from "../core/memory.ts";
import { shaped } from "./answers.ts";
import type { Client, Session } from "./client.ts";
import { IncompleteRead } from "./errors.ts";
import { openPullsQuery } from "./queries.ts";
import { wholeList } from "./thread.ts";

const pullsShape = z.object({
  repository: z.object({
    pullRequests: z.object({
      pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
      nodes: z.array(
        z.object({
          number: z.number(),
          headRefOid: z.string().transform(shaOf),
          baseRefName: z.string(),
          baseRef: z.object({ target: z.object({ oid: z.string().transform(shaOf) }) }).nullable(),
          updatedAt: z.string().transform(instantOf),
          labels: wholeList(z.object({ name: z.string() })),
        }),
      ),
    }),
  }),
});

/**
 * Open pull requests, newest first: people wait for those. One that is opened or closed meanwhile may be missing: its own delivery tells of
 * it. Throws Withheld where the App may not look at pull requests at all.
 */
export async function openThreads(session: Session, { owner, name }: RepositoryName): Promise<OpenThread[]> {
  await session.needs("looking at pull requests", "OWNERS files and options");
  const threads: OpenThread[] = [];
  for (let after: string | null = null; ; ) {
    const { data, at: listedAt } = await session.query(openPullsQuery, { owner, name, after });
    const { nodes, pageInfo } = shaped(pullsShape, data, "open pull requests").repository.pullRequests;
    threads.push(...nodes.map((node) => openThread(node, listedAt)));
    if (!pageInfo.hasNextPage) return threads;
    after = pageInfo.endCursor;
  }
}

type Node = z.output<typeof pullsShape>["repository"]["pullRequests"]["nodes"][number];

const openThread = ({ number, headRefOid: head, baseRefName: base, baseRef, updatedAt, labels }: Node, listedAt: Instant): OpenThread => ({
  ...{ number, head, base, baseTip: baseRef?.target.oid, updatedAt, listedAt },
  labels: labels.nodes.map((label) => label.name),
});

const repositoriesShape = z.object({
  total_count: z.number(),
  repositories: z.array(z.object({ id: z.number(), name: z.string(), owner: z.object({ login: z.string() }) })),
});
const perPage = 100;

export async function repositories(session: Session): Promise<RepositoryName[]> {
  const found: RepositoryName[] = [];
  for (let page = 1; ; page += 1) {
    const { data } = await session.get("/installation/repositories", { per_page: perPage, page });
    const { total_count: total, repositories: part } = shaped(repositoriesShape, data, "repositories");
    found.push(...part.map(({ id, name, owner }) => ({ id, name, owner: owner.login })));
    if (found.length >= total) return found;
    if (part.length === 0) throw new IncompleteRead(`there are ${total} repositories, and ${found.length} were listed`);
  }
}

const installationsShape = z.array(z.object({ id: z.number(), suspended_at: z.string().nullish() }));

/** Ids of the installations that may be acted for. */
export async function installations(client: Client): Promise<number[]> {
  const found: number[] = [];
  for (let page = 1; ; page += 1) {
    const { data } = await client.asApp("/app/installations", { per_page: perPage, page });
    const part = shaped(installationsShape, data, "installations");
    found.push(...part.filter(({ suspended_at: suspended }) => suspended == null).map(({ id }) => id));
    if (part.length < perPage) return found;
  }
}
