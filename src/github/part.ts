/** A part: one write among those that go to GitHub in one request, and what came of it. */
import type { Write } from "../core/actions.ts";
import type { OrderOutcome } from "../core/memory.ts";
import type { PartName } from "./mutations.ts";

/** One write as a part of a request. */
export interface Part {
  readonly name: PartName;
  readonly input: Readonly<Record<string, unknown>>;
  /** Throws what the write failed of, unless the bot can do without it. */
  readonly outcome: Outcome;
  /** What is to be asked of REST after it. Absent: the same write, where GraphQL forbids it. */
  readonly left?: (came: Came) => Write | undefined;
}

/** What GitHub says of one part: `failure` is undefined where it was done. */
export interface Came {
  readonly answer: unknown;
  readonly failure: Error | undefined;
}

export type Outcome = (came: Came) => OrderOutcome;

/** Where nothing is to be told of it, and nothing can be done without it. */
export const done: Outcome = ({ failure }) => {
  if (failure === undefined) return {};
  throw failure;
};
