/** Writing: where a write goes, and the ones that several actions share. */
import { z } from "zod";
import type { Writable } from "../core/look.ts";
import type { OrderOutcome } from "../core/memory.ts";
import { shaped } from "./answers.ts";
import type { Session } from "./client.ts";
import { Forbidden, NotFound } from "./errors.ts";

/** A thread as the routes of REST name it. */
export interface Target {
  readonly session: Session;
  readonly on: { readonly owner: string; readonly repo: string; readonly number: number };
}

/** Asked before every request: throws where nothing more may be written. */
export type MayWrite = () => Promise<void>;

/** By the names that the look found: those of a delivery may be outdated. */
export const targetOf = (session: Session, { thread: { repository, number } }: Pick<Writable, "thread">): Target => ({
  session,
  on: { owner: repository.owner, repo: repository.name, number },
});

export const repositoryOf = ({ on: { owner, repo } }: Target) => ({ owner, repo });

const createdShape = z.object({ id: z.number() });

export async function comment({ session, on }: Target, body: string): Promise<OrderOutcome> {
  const { data } = await session.write("content", "POST /repos/{owner}/{repo}/issues/{number}/comments", { ...on, body });
  return { written: shaped(createdShape, data, "a new comment").id };
}

/** What is not there need not be taken away. */
export async function unlessGone(write: Promise<unknown>): Promise<void> {
  try {
    await write;
  } catch (error) {
    if (!(error instanceof NotFound)) throw error;
  }
}

/** For what the bot can do without: a missing permission is told, and stops nothing else. */
export async function orWhy(write: Promise<unknown>): Promise<OrderOutcome> {
  try {
    await write;
    return {};
  } catch (error) {
    if (error instanceof Forbidden) return { why: error.message };
    throw error;
  }
}
