/** Unbound: what is said instead of doing it where a request is not provably about the head alone. */
import type { Sha } from "../ids.ts";
import { code } from "../report.ts";
import type { Standing } from "./requests.ts";

export interface Unbound {
  readonly reply?: string;
  readonly notes?: readonly string[];
}

/** What to say instead of doing it; undefined where the request is provably about `head`. `late`: a sentence for what a push has overtaken. */
export function unboundFrom(head: Sha, { heads }: Pick<Standing, "heads">, late: string): Unbound | undefined {
  const again = `Write it again for ${code(head.slice(0, 8))}.`;
  if (heads === undefined) return { reply: `Which commit this was about cannot be told. ${again}` };
  if (!heads.has(head)) return { notes: [late] };
  return heads.size === 1 ? undefined : { reply: `A push came at the same moment. ${again}` };
}
