/** A runner: what starts and watches runs. A further one is one file that makes such a value. */
import type { Asked, Errand, Found, Refusal, RunPlace, Start } from "../core/jobs/runner.ts";

export interface Runner {
  readonly place: RunPlace;
  /** A run may stay out of sight for so many seconds after it was asked for: until then its absence proves nothing. */
  readonly settles: number;
  /** Asks once, whatever comes of it. */
  start(errand: Errand): Promise<Start>;
  /** Every run with the errand's ticket, however it ended, the oldest first. Throws where the answer may be incomplete. */
  find(errand: Errand, asked: Asked): Promise<readonly Found[] | Refusal>;
  /** Undefined: there is none of this id. Throws where that is not certain. */
  look(errand: Errand, id: string): Promise<Found | undefined>;
  /** What has ended, or is not there, is left as it is. */
  cancel(errand: Errand, id: string): Promise<void>;
}
