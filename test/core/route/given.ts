/** What OWNERS say of a file, written down instead of read from a tree: for rules that take it as given. */
import { type Login, loginOf } from "../../../src/core/ids.ts";
import type { Answer, Layer } from "../../../src/core/owners/questions.ts";

export interface Said {
  readonly key?: string;
  readonly leaf?: readonly string[];
  /** By level, the nearest first. */
  readonly layers?: readonly (readonly string[])[];
}

export interface SaidOfFile {
  readonly reviewers?: Said;
  readonly approvers?: Said;
  readonly required?: readonly string[];
}

const logins = (names: readonly string[] = []): Login[] => names.map(loginOf).sort();

const layersOf = ({ layers = [] }: Said): Layer[] => layers.map((names, at) => ({ key: `${at}`, people: logins(names), emeritus: [] }));

export function answer({ reviewers = {}, approvers = {}, required }: SaidOfFile): Answer {
  return {
    owner: approvers.key ?? "",
    approvers: logins(approvers.layers?.flat()),
    leafApprovers: logins(approvers.leaf),
    approverLayers: layersOf(approvers),
    reviewers: logins(reviewers.layers?.flat()),
    leafReviewers: logins(reviewers.leaf),
    reviewerLayers: layersOf(reviewers),
    requiredReviewers: logins(required),
    requiredLayers: layersOf({ layers: [required ?? []] }),
    labels: [],
    reviewerOwner: reviewers.key ?? "",
    noParentOwners: false,
    standing: { kind: "owned" },
  };
}
