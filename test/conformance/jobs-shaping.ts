/** Shapes job files as the reference reads them: it passes over keys that it does not know, where the program refuses the file. */
import { isPresubmitKey } from "../../src/core/jobs/keys.ts";
import { documentOf, type Node } from "../../src/core/owners/document.ts";
import { plain } from "./shaping.ts";

/** The text itself where every key of every presubmit is known, or nothing can be told of it. */
export function jobFileAsTheReferenceReads(text: string): string {
  const document = documentOf(text);
  if (document.kind === "broken" || document.root.kind !== "mapping") return text;
  const jobs = document.root.entries.get("presubmits");
  if (jobs?.kind !== "mapping" || !holdsUnknownKeys(jobs)) return text;
  const known = [...jobs.entries].map(([repository, list]) => [
    repository,
    list.kind === "list" ? list.items.map(withoutUnknownKeys) : plain(list, Number),
  ]);
  const others = [...document.root.entries].filter(([key]) => key !== "presubmits").map(([key, node]) => [key, plain(node, Number)]);
  return JSON.stringify({ ...Object.fromEntries(others), presubmits: Object.fromEntries(known) });
}

const isUnknown = (key: string): boolean => !isPresubmitKey(key.toLowerCase());

const holdsUnknownKeys = (jobs: Extract<Node, { kind: "mapping" }>): boolean =>
  [...jobs.entries.values()].some(
    (list) => list.kind === "list" && list.items.some((job) => job.kind === "mapping" && [...job.entries.keys()].some(isUnknown)),
  );

const withoutUnknownKeys = (job: Node): unknown =>
  job.kind === "mapping"
    ? Object.fromEntries([...job.entries].filter(([key]) => !isUnknown(key)).map(([key, node]) => [key, plain(node, Number)]))
    : plain(job, Number);
