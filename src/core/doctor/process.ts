/** The finding about the process that serves the App: whether it is ready, and how fresh what it knows is. */
import type { Read } from "../facts.ts";
import { checkNamed, type Finding } from "./finding.ts";

/** What a process says of itself at `/readyz`. Ages in seconds; undefined: not since it began. */
export interface ProcessState {
  /** Where it was asked. */
  readonly address: string;
  readonly problems: readonly string[];
  readonly lastSweep: number | undefined;
  readonly lastLogRead: number | undefined;
  /** Of the work that has waited longest. */
  readonly oldestWork: number | undefined;
}

const serving = checkNamed("process", "What no webhook told is found by the process's own rounds, while it runs.");

const minute = 60;
/** Seconds after which a round has been missed: the sweep comes every hour, the delivery log is read every ten minutes. */
const overdue = { sweep: 130 * minute, log: 35 * minute, work: 60 * minute } as const;

export function processFinding(state: Read<ProcessState>): Finding {
  if (state.kind === "unread")
    return serving.unknown(state.reason, "Start it with `npm start`, or ask where it runs, with the same HOST and PORT.");
  const { address, problems, lastSweep, lastLogRead, oldestWork } = state.value;
  if (problems.length > 0) return serving.broken(`the process at ${address} is not ready: ${problems.join("; ")}`, "Read its log.");
  const what = `the process at ${address} is ready: last sweep ${ago(lastSweep)}, delivery log read ${ago(lastLogRead)}`;
  const isLate = (age: number | undefined, most: number) => age !== undefined && age > most;
  if (isLate(oldestWork, overdue.work)) return serving.warn(`${what}; work has waited for ${minutes(oldestWork ?? 0)}`, "Read its log.");
  return isLate(lastSweep, overdue.sweep) || isLate(lastLogRead, overdue.log) ? serving.warn(what, "Read its log.") : serving.ok(what);
}

const ago = (age: number | undefined): string => (age === undefined ? "not yet" : `${minutes(age)} ago`);

const minutes = (seconds: number): string => `${Math.round(seconds / minute)} min`;
