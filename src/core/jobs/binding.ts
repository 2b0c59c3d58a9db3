/** Binding: what is asked for is about the commit and the base branch that its writer had before them, and about no other. */
import { code } from "../quoting.ts";
import type { Request, Standing } from "./requests.ts";
import type { PullRequest } from "./wanted.ts";

export interface Unbound {
  readonly reply?: string;
  readonly notes?: readonly string[];
}

type Bound = Pick<Request & Standing, "at" | "heads">;

/** What to say instead of doing it; undefined where the request is provably about the pull request as it is. `late`: a sentence for what a push has overtaken. */
export function unboundFrom({ head, retargetedAt }: PullRequest, { at, heads }: Bound, late: string): Unbound | undefined {
  const again = `Write it again for ${code(head.slice(0, 8))}.`;
  if (heads === undefined) return { reply: `Which commit this was about cannot be told. ${again}` };
  if (!heads.has(head)) return { notes: [late] };
  if (retargetedAt !== undefined && at <= retargetedAt) return { notes: [earlierBranch] };
  return heads.size === 1 ? undefined : { reply: `A push came at the same moment. ${again}` };
}

const earlierBranch = "What was asked for before the base branch was changed counts for nothing on this one.";
