/** Annotations: remarks that GitHub shows on the lines of the head. */

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
