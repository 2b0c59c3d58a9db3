/** One calm telling about jobs, to be looked at while it goes on: for what people are told, and for GitHub's refusals and holes. */
import { expect } from "vitest";
import type { Pull } from "../../src/sim/index.ts";
import type { Gateway } from "./gateway.ts";
import { jobsOpened } from "./jobs-cast.ts";
import { Play } from "./play.ts";
import { expectRest } from "./rest.ts";
import { calm } from "./troubles.ts";

export const statusComment = (pull: Pull): string => pull.comments().find(({ body }) => body.includes("bowsprit:status"))?.body ?? "";

/** What people who asked something of the jobs were answered. */
export const replies = (pull: Pull): string[] => pull.comments().flatMap(({ body }) => (body.includes("order jobs/reply/") ? [body] : []));

export type JobsCast = Awaited<ReturnType<typeof jobsOpened>>;

export async function told(
  script: (play: Play, cast: JobsCast) => Promise<void>,
  given: Parameters<typeof jobsOpened>[1] = {},
): Promise<void> {
  const play = new Play(calm, 0);
  try {
    await script(play, await jobsOpened(play, given));
    await play.settle();
    await expectRest(play);
    expect([play.forgotten, play.watch.forStrangers]).toEqual([[], []]);
    // Unless GitHub itself doubles what it is asked for.
    if (play.world.actions.doubled === 0) expect([...play.watch.twins]).toEqual([]);
  } finally {
    await play.end();
  }
}

/** The look at a pull request fails: nothing else is asked by GraphQL here. */
export const withoutLook: Gateway = async (answer, url, init) =>
  url.endsWith("/graphql") && String(init?.body).includes("timelineItems")
    ? Response.json({ message: "Bad Gateway" }, { status: 502, headers: { date: new Date().toUTCString() } })
    : await answer();
