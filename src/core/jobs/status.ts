/** Commit statuses: what GitHub is told of a run, in Prow's words, so that tools which read them go on doing so. */
import type { Instant, Sha } from "../ids.ts";
import type { Presubmit } from "./presubmit.ts";
import { type Abort, abortTexts, type Run, type RunState } from "./run.ts";

export type StatusState = "success" | "pending" | "failure" | "error";

export interface CommitStatus {
  readonly context: string;
  readonly state: StatusState;
  readonly description: string;
  readonly url: string | undefined;
}

/** As it stands on a commit. */
export interface ReportedStatus extends CommitStatus {
  /** When it was reported. */
  readonly at: Instant;
  /** Whether the base commit that its description names belongs to the base branch of now; absent where it names none. */
  readonly isOfBase?: boolean;
}

/** Whether two say the same. */
export const isEqual = (shown: CommitStatus | undefined, wanted: CommitStatus | undefined): boolean =>
  shown !== undefined &&
  wanted !== undefined &&
  shown.context === wanted.context &&
  shown.state === wanted.state &&
  shown.description === wanted.description &&
  shown.url === wanted.url;

/** Undefined where the job reports nothing, or there may be no run. An aborted run is a failure, as in Prow: nothing was proved. */
export function statusOf(run: Run, job: Pick<Presubmit, "skipReport">): CommitStatus | undefined {
  if (job.skipReport || run.state === "sought") return undefined;
  const [state, text] = stateOf(run.state, run.abort);
  return { context: run.context, state, description: text === "" ? "" : descriptionOf(text, run.base.tip), url: run.url };
}

function stateOf(state: Exclude<RunState, "sought">, abort: Abort | undefined): readonly [StatusState, string] {
  switch (state) {
    case "waiting":
    case "starting":
      return ["pending", ""];
    case "running":
      return ["pending", "Job triggered."];
    case "success":
      return ["success", "Job succeeded."];
    case "failure":
      return ["failure", "Job failed."];
    case "aborted":
      return ["failure", abort === undefined ? "Aborted." : abortTexts[abort]];
    case "error":
      return ["error", "The job came to no result."];
    default:
      return state satisfies never;
  }
}

/** GitHub's limit, in bytes of UTF-8 here as in Prow. */
const longest = 140;
const pad = "\u2001";
const bytes = (text: string): number => new TextEncoder().encode(text).length;

/** Prow's encoding: the base commit of the test stands behind the text, moved out of sight by wide blanks. */
export function descriptionOf(text: string, base: Sha): string {
  let suffix = ` BaseSHA:${base}`;
  for (let padded = 0; padded < longest - bytes(text + suffix); padded += 1) suffix = `${pad}${suffix}`;
  return `${shortened(text, longest - bytes(suffix))}${suffix}`;
}

/** From the middle, so that both ends stay. A character is never cut in two. */
function shortened(text: string, most: number): string {
  const encoded = new TextEncoder().encode(text);
  if (encoded.length <= most) return text;
  const half = Math.floor((most - 5) / 2);
  const decode = (part: Uint8Array): string => new TextDecoder().decode(part).replaceAll("\ufffd", "");
  return `${decode(encoded.slice(0, half))} ... ${decode(encoded.slice(encoded.length - half))}`;
}

/** The base commit that a description names; undefined where it names none, or not one alone. */
export function baseIn(description: string): string | undefined {
  for (const delimiter of [" BaseSHA:", " Basesha:"]) {
    const parts = description.split(delimiter);
    if (parts.length === 2 && parts[1]?.length === 40) return parts[1];
  }
  return undefined;
}
