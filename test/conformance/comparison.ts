/** Compares one line with the reference's, field by field, outside the exceptions. */
import type { Expected } from "./corpora.ts";
import type { Line } from "./line.ts";
import type { Exceptions } from "./predicates.ts";

export const fields = ["answers", "files", "required", "selfApproved", "suggested", "trials", "ccPool", "ownersLabels"] as const;
export type Field = (typeof fields)[number];

export interface Difference {
  readonly field: Field;
  readonly ours: string;
  readonly theirs: string;
}

/** Under a predicate `approved` and `unapproved` are not compared. */
export function differences(line: Line, expected: Expected, exceptions: Exceptions): readonly Difference[] {
  return fields.flatMap((field) => {
    const ours = JSON.stringify(compared(line, field, line, exceptions));
    const theirs = JSON.stringify(compared(expected, field, line, exceptions));
    return ours === theirs ? [] : [{ field, ours, theirs }];
  });
}

function compared(side: Line | Expected, field: Field, line: Line, exceptions: Exceptions): unknown {
  switch (field) {
    case "suggested":
      return Object.keys(line.suggested).map((key) => [key, new Map(Object.entries(side.suggested)).get(key)]);
    case "trials":
      return side.trials.map(({ kind, by, approved, unapproved }, at) =>
        exceptions.trials.has(at) ? { kind, by } : { kind, by, approved, unapproved },
      );
    case "selfApproved":
      return {
        implicit: exceptions.implicit ? "excepted" : side.selfApproved.implicit,
        explicit: exceptions.explicit ? "excepted" : side.selfApproved.explicit,
      };
    case "ccPool":
      // Whether a choice was forced is no answer of ours: it is tried.
      return Object.entries(side.ccPool).map(([key, value]) => [key, "first" in value ? [value.first, value.last] : value]);
    default:
      return side[field];
  }
}
