/** A place on the simulated GitHub to read objects from: with an empty cache, and answers that a test may change on their way. */
import type { Instant } from "../../src/core/ids.ts";
import { memoryCache } from "../../src/github/cache.ts";
import { Client } from "../../src/github/client.ts";
import type { Place } from "../../src/github/place.ts";
import type { Stage } from "./stage.ts";

export interface Post {
  /** What becomes of the bodies of requests and of answers about objects. */
  asks: (body: string) => string;
  answers: (body: string) => string;
}

const asItIs = (body: string): string => body;

export function placeOn({ world, installation, target }: Stage): { readonly place: Place; readonly post: Post } {
  const post: Post = { asks: asItIs, answers: asItIs };
  const fetch: typeof globalThis.fetch = async (input, init) => {
    if (!/\/graphql$|\/git\/blobs\//.test(String(input))) return world.fetch(input, init);
    const answer = await world.fetch(input, init?.body ? { ...init, body: post.asks(String(init.body)) } : init);
    return new Response(post.answers(await answer.text()), answer);
  };
  const { id: appId, privateKey } = world.app;
  const client = new Client({ appId, privateKey, baseUrl: world.api, fetch, limits: { spacing: 0, contentAnHour: 100_000 } });
  const clock = () => world.clock.now() as Instant;
  const session = client.session(installation, "pass");
  return { place: { session, installation, repository: target.repository, cache: memoryCache(), clock }, post };
}

/** The answer to a query for objects, by their aliases. */
export const answerOf = (objects: Readonly<Record<string, unknown>>): string => JSON.stringify({ data: { repository: objects } });
