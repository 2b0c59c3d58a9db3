/** Ours: the comments that this App wrote on a thread, and from how far back what it wrote may be. */
import type { Instant, NodeId } from "./ids.ts";

/** A comment that this App wrote: what it says to people and to its own later passes. */
export interface OurComment {
  readonly id: NodeId;
  readonly databaseId: number;
  readonly body: string;
  readonly at: Instant;
  /** Anyone with write access can edit our comments: an edited one proves nothing. */
  readonly isEdited: boolean;
  readonly isMinimized: boolean;
}

/** How long a pass may take from its read to its write: what was said in that time may not have been known to it (seconds). */
export const passTime = 15 * 60;
