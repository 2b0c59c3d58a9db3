/** Asks the process that serves the App how it is, at the address where its settings let it listen. */
import { z } from "zod";
import type { ProcessState } from "../core/doctor/process.ts";
import { known, type Read, unread } from "../core/facts.ts";
import type { Deployment } from "../environment.ts";

/** Milliseconds. */
const patience = 5_000;

const age = z
  .number()
  .nullish()
  .transform((seconds) => seconds ?? undefined);
const shape = z.object({
  problems: z.array(z.string()),
  state: z.object({ lastSweep: age, lastDeliveryLogRead: age, oldestWake: age }),
});

export async function processState({ host, port }: Pick<Deployment, "host" | "port">): Promise<Read<ProcessState>> {
  const address = `http://${addressOf(host)}:${port}`;
  try {
    const answer = await fetch(`${address}/readyz?verbose`, { signal: AbortSignal.timeout(patience) });
    const read = shape.safeParse(await answer.json());
    if (!read.success) return unread(`what answers at ${address} is no process of this version`);
    const { problems, state } = read.data;
    const { lastSweep, lastDeliveryLogRead: lastLogRead, oldestWake: oldestWork } = state;
    return known({ address, problems, lastSweep, lastLogRead, oldestWork });
  } catch (error) {
    // Another server may answer there, in its own words.
    if (error instanceof SyntaxError) return unread(`what answers at ${address} is no process of this version`);
    return unread(`no process answers at ${address}`);
  }
}

/** A process that listens everywhere is asked on this machine. */
function addressOf(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "localhost";
  return host.includes(":") ? `[${host}]` : host;
}
