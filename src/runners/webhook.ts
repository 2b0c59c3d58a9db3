/** Runs on a server of somebody's own, which is asked by signed requests and knows a run by its key: asking it twice starts one run. */
import { z } from "zod";
import { type Errand, explanationIn, type Found, linkIn, type Progress, type Refusal, type Start } from "../core/jobs/runner.ts";
import type { Runner } from "./runner.ts";
import { type Answered, addressFault, ask, type Wire } from "./signed-request.ts";

/** A request may be heard after it was given up (seconds). */
const settles = 30;

/** `url`: where the server is asked, as the options say. */
export function webhook(url: string, wire: Wire): Runner {
  const send = (action: "start" | "state" | "cancel", message: object): Promise<Answered> => ask(wire, url, { action, ...message });
  const stateOf = async ({ ticket }: Errand): Promise<Found | undefined> => foundIn(ticket, await send("state", { key: ticket }));
  return {
    place: { runner: "webhook", url },
    settles,
    start: async (errand) => {
      const fault = addressFault(url, wire.hosts);
      if (fault !== undefined) return unsendable(url, fault);
      try {
        return startedBy(errand, await send("start", orderOf(errand)), url);
      } catch (error) {
        return { kind: "unknown", why: error instanceof Error ? error.message : String(error) };
      }
    },
    find: async (errand) => {
      const fault = addressFault(url, wire.hosts);
      if (fault !== undefined) return unsendable(url, fault);
      const answer = await send("state", { key: errand.ticket });
      const refusal = refusalIn(answer, url);
      if (refusal !== undefined) return refusal;
      const found = foundIn(errand.ticket, answer);
      return found === undefined ? [] : [found];
    },
    look: stateOf,
    cancel: async ({ ticket }) => {
      const { status } = await send("cancel", { key: ticket });
      if (status < 200 || status > 299) throw new UnclearAnswer(`the runner answered ${status} to a request to cancel a run`);
    },
  };
}

/** What the server said is not in the protocol: nothing follows from it. */
class UnclearAnswer extends Error {
  override readonly name = "UnclearAnswer";
}

const orderOf = ({ ticket, job, target: { repository, number }, head, base, inputs }: Errand) => ({
  ...{ key: ticket, job, repository: `${repository.owner}/${repository.name}`, pull_request: number },
  ...{ head_sha: head, base_sha: base.tip, base_ref: base.name, inputs },
});

const usualWait = 60;
const longestWait = 60 * 60;

/** Refusals that are about us, whatever was asked. */
function refusalIn({ status }: Answered, url: string): Refusal | undefined {
  const { host } = new URL(url);
  if (status >= 300 && status <= 399)
    return { kind: "refused", why: `The runner at \`${host}\` answers with a redirect.`, fix: "Its address has to be the last one." };
  if (status !== 401 && status !== 403) return undefined;
  const why = `The runner at \`${host}\` does not accept requests of this bot (${status}).`;
  return { kind: "refused", why, fix: "Both need the same secret, and clocks that agree." };
}

function startedBy({ ticket }: Errand, answer: Answered, url: string): Start {
  const { host } = new URL(url);
  const { status, retryAfter, text } = answer;
  const refusal = refusalIn(answer, url);
  if (refusal !== undefined) return refusal;
  if (status >= 200 && status <= 299) {
    const link = linkIn(parsed(startShape, text)?.url);
    return { kind: "started", id: ticket, ...(link === undefined ? {} : { url: link }) };
  }
  if (status === 429) {
    const wait = Math.min(longestWait, Math.max(1, Number(retryAfter) || usualWait));
    return { kind: "postponed", why: `${host} takes no more runs now`, againIn: wait };
  }
  // A request that the server gave up waiting for (408), or that failed in it, may have started something.
  if (status >= 500 || status === 408) return { kind: "unknown", why: `${host} answered ${status}` };
  return { kind: "refused", why: `The runner at \`${host}\` refused the run (${status}).`, fix: "Its own log should say why." };
}

const unsendable = (url: string, fault: string): Refusal => ({
  ...{ kind: "refused", why: `The runner's address \`${URL.parse(url)?.host ?? "?"}\` is not used: ${fault}.` },
  fix: "It has to be an `https` address on a host that the operator of this bot lists in `JOBS_WEBHOOK_HOSTS`.",
});

const startShape = z.object({ url: z.string().optional() });
const stateShape = z.object({
  state: z.enum(["none", "queued", "running", "success", "failure", "error", "aborted"]),
  url: z.string().optional(),
  description: z.string().optional(),
});

/** That there is no such run has to be said: a 404 may as well be somebody else's, on the way. */
function foundIn(id: string, { status, text }: Answered): Found | undefined {
  const answer = status === 200 ? parsed(stateShape, text) : undefined;
  if (answer === undefined) throw new UnclearAnswer(`the runner answered ${status}, and not the state of a run`);
  if (answer.state === "none") return undefined;
  const link = linkIn(answer.url);
  return { id, progress: progressOf(answer), ...(link === undefined ? {} : { url: link }) };
}

function progressOf({ state, description }: z.output<typeof stateShape>): Progress {
  if (state === "none" || state === "queued" || state === "running") return { kind: "live" };
  return { kind: "ended", state, ...(description === undefined ? {} : { why: explanationIn(description) }) };
}

function parsed<T>(shape: z.ZodType<T>, text: string): T | undefined {
  try {
    return shape.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
