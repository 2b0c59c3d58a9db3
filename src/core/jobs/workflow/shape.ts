/** The shape of a GitHub Actions workflow, as far as its dangers are looked for: triggers, jobs, steps and every text in them, with lines. */
import { documentOf, type MappingNode, type Node } from "../../owners/document.ts";

export type { MappingNode, Node } from "../../owners/document.ts";

/** Something dangerous at one place of a workflow. */
export interface Danger {
  /** Counted from 1. */
  readonly line: number;
  /** What is wrong, why it is dangerous, and what to write instead, in Markdown without the full stop. */
  readonly what: string;
}

/** A use of an action by a step, or of another workflow by a whole job. */
export interface Use {
  readonly line: number;
  readonly action: string;
  /** What it is given, by lower-case name. */
  readonly inputs: ReadonlyMap<string, Node>;
}

export interface Job {
  readonly node: MappingNode;
  readonly steps: readonly MappingNode[];
}

export interface Workflow {
  readonly root: MappingNode;
  /** Names of events, with what is said of each. */
  readonly triggers: ReadonlyMap<string, Node>;
  readonly jobs: readonly Job[];
  readonly uses: readonly Use[];
  /** Every `env` of the workflow, its jobs, their steps and containers. */
  readonly environments: readonly Node[];
}

export type WorkflowReading =
  | { readonly kind: "workflow"; readonly workflow: Workflow }
  | { readonly kind: "broken"; readonly danger: Danger };

/** Never throws. */
export function workflowOf(text: string): WorkflowReading {
  const document = documentOf(text);
  if (document.kind === "broken") return broken(document.fault.line, `not YAML: ${document.fault.reason}`);
  if (document.root.kind !== "mapping") return broken(document.root.line, "not a workflow");
  const root = document.root;
  const jobs = entriesOf(root.entries.get("jobs")).flatMap(([, node]) => (node.kind === "mapping" ? [jobOf(node)] : []));
  const parts = jobs.flatMap(({ node, steps }) => [node, ...steps]);
  const environments = [root, ...parts, ...jobs.flatMap(({ node }) => containersOf(node))].flatMap(environmentIn);
  return { kind: "workflow", workflow: { root, triggers: triggersOf(root), jobs, uses: parts.flatMap(usesIn), environments } };
}

const environmentIn = (node: Node): readonly Node[] => entriesOf(node).flatMap(([key, value]) => (key === "env" ? [value] : []));

const jobOf = (node: MappingNode): Job => ({
  node,
  steps: itemsOf(node.entries.get("steps")).filter((step) => step.kind === "mapping"),
});

/** The container that a job runs in, and those beside it: an image, or more that is said of one. */
export const containersOf = (job: MappingNode): readonly Node[] =>
  [job.entries.get("container"), ...entriesOf(job.entries.get("services")).map(([, service]) => service)].filter(
    (one): one is Node => one !== undefined && one.kind !== "null",
  );

/** Whether a text means to be a workflow and no job file: only workflows say when they run. */
export function isWorkflow(text: string): boolean {
  const document = documentOf(text);
  if (document.kind === "broken") return /^["']?on["']?:/m.test(text);
  return document.root.kind === "mapping" && triggerNode(document.root) !== undefined;
}

const broken = (line: number, what: string): WorkflowReading => ({ kind: "broken", danger: { line, what } });

/** In YAML 1.1 the key `on` is the boolean true; GitHub reads it as a word. */
const triggerNode = (root: MappingNode): Node | undefined => root.entries.get("on") ?? root.entries.get("true");

function triggersOf(root: MappingNode): ReadonlyMap<string, Node> {
  const node = triggerNode(root);
  if (node === undefined) return new Map();
  if (node.kind === "mapping") return node.entries;
  const names = node.kind === "list" ? node.items : [node];
  return new Map(names.flatMap((one) => (one.kind === "string" ? [[one.text, one] as const] : [])));
}

export function usesIn(node: MappingNode): readonly Use[] {
  const uses = node.entries.get("uses");
  if (uses?.kind !== "string") return [];
  const inputs = entriesOf(node.entries.get("with")).map(([name, value]) => [name.toLowerCase(), value] as const);
  return [{ line: uses.line, action: uses.text, inputs: new Map(inputs) }];
}

export const entriesOf = (node: Node | undefined): readonly (readonly [string, Node])[] =>
  node?.kind === "mapping" ? [...node.entries] : [];
export const itemsOf = (node: Node | undefined): readonly Node[] => (node?.kind === "list" ? node.items : []);

/** A scalar's text; empty for anything else. */
export const textOf = (node: Node | undefined): string =>
  node === undefined || node.kind === "mapping" || node.kind === "list" ? "" : node.text;

/** Every text below a node, keys among them, with its line. */
export function* textsIn(node: Node): Generator<{ readonly line: number; readonly text: string }, void, void> {
  if (node.kind === "list") for (const item of node.items) yield* textsIn(item);
  else if (node.kind === "mapping")
    for (const [key, value] of node.entries) {
      yield { line: value.line, text: key };
      yield* textsIn(value);
    }
  else yield { line: node.line, text: node.text };
}

export const danger = (node: { readonly line: number }, what: string): Danger => ({ line: node.line, what });
