/**
 * The lint of workflows that run code of pull requests: what could hand that code a right, a secret, or a way into another run. Every danger
 * has its line, the reason, and what to write instead.
 */
import { code } from "../../quoting.ts";
import { cacheWriting, scriptedCaches } from "./caches.ts";
import { expressionsIn, holdsSecret } from "./expressions.ts";
import { machineDangers } from "./machines.ts";
import { scriptDangers } from "./scripts.ts";
import { type Danger, danger, type Node, textOf, textsIn, type Use, type Workflow, workflowOf } from "./shape.ts";
import { triggerDangers } from "./triggers.ts";

/** In order of lines. Never throws; a text that is no workflow is a danger itself. */
export function dangersIn(text: string): readonly Danger[] {
  const reading = workflowOf(text);
  if (reading.kind === "broken") return [reading.danger];
  const { workflow } = reading;
  const dangers = [
    ...triggerDangers(workflow),
    ...permissionDangers(workflow),
    ...workflow.uses.flatMap(useDangers),
    ...scriptDangers(workflow),
    ...cacheDangers(workflow),
    ...secretDangers(workflow),
    ...machineDangers(workflow),
  ];
  // What an alias repeats is told once.
  const distinct = new Map(dangers.map((one) => [`${one.line} ${one.what}`, one]));
  return [...distinct.values()].toSorted((a, b) => a.line - b.line);
}

/** A job without permissions of its own has those of the workflow, and a workflow without any has the repository's. */
function permissionDangers({ root, jobs }: Workflow): readonly Danger[] {
  const top = root.entries.get("permissions");
  const own = jobs.map(({ node }) => node.entries.get("permissions")).filter((node) => node !== undefined);
  const missing =
    top === undefined
      ? [danger({ line: 1 }, "no `permissions`: the token may do what the repository allows; write `permissions: {}`")]
      : [];
  const granting = [top, ...own].filter((node) => node !== undefined).filter(grants);
  return [
    ...missing,
    ...granting.map((node) => danger(node, "the token of the run is given rights that tested code can use; write `permissions: {}`")),
  ];
}

function grants(node: Node): boolean {
  if (node.kind === "mapping") return [...node.entries.values()].some((level) => textOf(level) !== "none");
  return true;
}

const commit = /@[0-9a-f]{40}$/;
const digest = /^docker:\/\/.+@sha256:[0-9a-f]{64}$/;

function useDangers(use: Use): readonly Danger[] {
  const { action, inputs } = use;
  const writing = cacheWriting(use);
  const name = action.split("@")[0]?.toLowerCase();
  const keeps = name === "actions/checkout" && textOf(inputs.get("persist-credentials")) !== "false";
  return [
    ...(isPinned(action) ? [] : [danger(use, pinText(action))]),
    ...(keeps ? [danger(use, "the checkout leaves its token where tested code finds it; write `persist-credentials: false`")] : []),
    ...(writing === undefined ? [] : [danger(use, `${writing}: what one pull request puts there runs in the next one`)]),
  ];
}

const cacheDangers = ({ root }: Workflow): readonly Danger[] =>
  [...textsIn(root)].flatMap(({ line, text }) =>
    scriptedCaches(text).map((below) =>
      danger(
        { line: line + below },
        "`cache-to` writes a cache that other runs read: what one pull request puts there runs in the next one",
      ),
    ),
  );

const isPinned = (action: string): boolean => commit.test(action) || digest.test(action);

const pinText = (action: string): string =>
  action.startsWith("./")
    ? `${code(action)} is an action of whatever is checked out, which may be the tested code`
    : `${code(action)} is not pinned: a tag can be moved to other code; write the full id of a commit behind the \`@\``;

function secretDangers({ root, jobs }: Workflow): readonly Danger[] {
  const inherited = jobs.flatMap(({ node }) => {
    const secrets = node.entries.get("secrets");
    return secrets === undefined ? [] : [danger(secrets, "secrets are handed on; a workflow that runs tested code must have none")];
  });
  const named = [...textsIn(root)].filter(({ text }) => expressionsIn(text).some(({ inside }) => holdsSecret(inside)));
  return [
    ...inherited,
    ...named.map((place) =>
      danger(place, "a secret or the token comes within reach of tested code; a workflow that runs it must have none"),
    ),
  ];
}
