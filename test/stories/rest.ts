/** What holds in every telling once the bot has come to rest. */
import { expect } from "vitest";
import { deedsOnIssues, endingOf } from "./ending.ts";
import type { Play } from "./play.ts";

export async function expectRest(play: Play): Promise<void> {
  expect(await play.leftovers(), "still to do after the bot had come to rest").toEqual([]);
  expect(play.pluginFailures).toEqual([]);
  expect(play.world.journal.unimitated).toEqual([]);
  expect(play.deliverer.failed).toEqual([]);
  expect(deedsOnIssues(play.world), "done on an issue").toEqual([]);
  for (const { marks, statusComments } of endingOf(play.world, play.machines.runs).values()) {
    expect(marks, "said twice").toEqual([...new Set(marks)]);
    expect(statusComments).toBeLessThanOrEqual(1);
  }
}
