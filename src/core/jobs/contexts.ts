/** Contexts: what stands on a commit under a name that can be overridden, and what its base branch wants to stand there. */

/** A status or check that a ruleset or classic protection requires before anything is merged. */
export interface RequiredContext {
  readonly name: string;
  /** GitHub counts it from another App alone, so that nothing we report under the name helps. */
  readonly isOthers: boolean;
}

/** Of all check runs of one name on a commit the best: whoever makes one anew leaves the others where they are. */
export interface StandingCheck {
  readonly name: string;
  readonly state: "success" | "pending" | "failed";
}

/** Equal for contexts that GitHub does not tell apart: their case says nothing. */
export const sameContext = (name: string): string => name.toLowerCase();
