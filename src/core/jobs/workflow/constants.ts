/** Constants: what the names in a job's expressions can stand for, where the workflow itself says so. */
import { entriesOf, itemsOf, type Job, type Node, textsIn, type Workflow } from "./shape.ts";
import type { Constants } from "./values.ts";

/** Of a job; without one, of what stands above all jobs. */
export const constantsOf = (workflow: Workflow, job?: Job): Constants => ({
  matrix: (name) => matrixTexts(entryOf(job?.node.entries.get("strategy"), "matrix"), name),
  env: (name) => envTexts(workflow.environments, name),
});

/** A matrix that is itself an expression, or holds one, can stand for anything. A name that is not in it is empty. */
function matrixTexts(matrix: Node | undefined, name: string): readonly string[] | undefined {
  if (matrix === undefined) return [""];
  if (matrix.kind !== "mapping") return undefined;
  const include = entryOf(matrix, "include");
  if (include !== undefined && include.kind !== "list") return undefined;
  const nodes = [matrix, ...itemsOf(include)].map((node) => entryOf(node, name));
  return written(nodes.filter((node) => node !== undefined));
}

/** Wherever it is set. One that the workflow does not set may come from anywhere. */
function envTexts(environments: readonly Node[], name: string): readonly string[] | undefined {
  if (environments.some(({ kind }) => kind !== "mapping" && kind !== "null")) return undefined;
  const nodes = environments.map((node) => entryOf(node, name)).filter((node) => node !== undefined);
  return nodes.length === 0 ? undefined : written(nodes);
}

/** All texts below some nodes; undefined where one is made of an expression. */
function written(nodes: readonly Node[]): readonly string[] | undefined {
  const texts = nodes.flatMap((node) => [...textsIn(node)].map(({ text }) => text));
  if (texts.some((text) => text.includes("${{"))) return undefined;
  return texts.length === 0 ? [""] : texts;
}

const entryOf = (node: Node | undefined, name: string): Node | undefined =>
  entriesOf(node).find(([key]) => key.toLowerCase() === name)?.[1];
