/**
 * Annotations: a check run of a plugin's own, whose remarks GitHub shows on the lines of the head. It guards nothing: the gate's own check
 * says whether a pull request may be merged.
 */
import type { CheckState } from "./actions.ts";

export interface Annotation {
  readonly path: string;
  /** Counted from 1. */
  readonly line: number;
  readonly level: "failure" | "warning";
  readonly title: string;
  readonly message: string;
}

/** GitHub takes so many in one request, and adds those of a second one to them. */
export const mostAnnotations = 50;

export interface AnnotatedCheck {
  /** Not the gate's: a base branch could be called like anything that stands behind its colon. */
  readonly name: string;
  /** Tells two sets of annotations apart: GitHub shows no set for comparison, and takes none back. */
  readonly state: CheckState;
  readonly annotations: readonly Annotation[];
  /** Only in the place of one that says something else. */
  readonly isOnlyUpdate: boolean;
}
