/**
 * The lint of workflows that run code of pull requests: what could hand that code a right, a secret, or a way into another run. Every danger
 * has its line, the reason, and what to write instead.
 */
import type { Node } from "../../owners/document.ts";
import { code } from "../../report.ts";
import { cacheWriting } from "./caches.ts";
import { expressionsIn, foreignExpressionsIn } from "./expressions.ts";
import { dispatchInputs } from "./inputs.ts";
import { type Danger, entriesOf, textOf, textsIn, type Use, type Workflow, workflowOf } from "./shape.ts";

/** In order of lines. Never throws; a text that is no workflow is a danger itself. */
export function dangersIn(text: string): readonly Danger[] {
  const reading = workflowOf(text);
  if (reading.kind === "broken") return [reading.danger];
  const { workflow } = reading;
  return [
    ...triggerDangers(workflow),
    ...permissionDangers(workflow),
    ...workflow.uses.flatMap(useDangers),
    ...scriptDangers(workflow),
    ...secretDangers(workflow),
    ...machineDangers(workflow),
    ...dispatchFaults(workflow),
  ].toSorted((a, b) => a.line - b.line);
}

const danger = (node: { readonly line: number }, what: string): Danger => ({ line: node.line, what });

/** Events that run with this repository's rights on what strangers sent. */
const risky = new Set(["pull_request_target", "workflow_run", "issue_comment", "pull_request_review", "pull_request_review_comment"]);

const triggerDangers = ({ triggers }: Workflow): readonly Danger[] =>
  [...triggers]
    .filter(([event]) => risky.has(event))
    .map(([event, node]) =>
      danger(
        node,
        `${code(event)} runs what strangers sent with the rights and secrets of this repository; start it with \`workflow_dispatch\` alone`,
      ),
    );

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
    ...(name === "actions/github-script" ? foreignText(inputs.get("script"), "script") : []),
  ];
}

const isPinned = (action: string): boolean => commit.test(action) || digest.test(action);

const pinText = (action: string): string =>
  action.startsWith("./")
    ? `${code(action)} is an action of whatever is checked out, which may be the tested code`
    : `${code(action)} is not pinned: a tag can be moved to other code; write the full id of a commit behind the \`@\``;

const scriptDangers = ({ steps }: Workflow): readonly Danger[] => steps.flatMap((step) => foreignText(step.entries.get("run"), "run"));

function foreignText(node: Node | undefined, where: string): readonly Danger[] {
  if (node === undefined) return [];
  return foreignExpressionsIn(textOf(node)).map(({ inside, below }) => {
    const shown = code(`\${{ ${inside.slice(0, 80)} }}`);
    const what = `${shown} becomes part of the script in \`${where}\` before it runs; hand it over through \`env\` and quote the variable`;
    return { line: node.line + below, what };
  });
}

function secretDangers({ root, jobs }: Workflow): readonly Danger[] {
  const inherited = jobs.flatMap(({ node }) => {
    const secrets = node.entries.get("secrets");
    return secrets === undefined ? [] : [danger(secrets, "secrets are handed on; a workflow that runs tested code must have none")];
  });
  const named = [...textsIn(root)].filter(({ text }) =>
    expressionsIn(text).some((inside) => /\bsecrets\b|\bgithub\s*\.\s*token\b/i.test(inside)),
  );
  return [
    ...inherited,
    ...named.map((place) =>
      danger(place, "a secret or the token comes within reach of tested code; a workflow that runs it must have none"),
    ),
  ];
}

/** A machine that is kept between runs keeps what a run left on it. Who throws it away after each run says so in a label. */
function machineDangers({ jobs }: Workflow): readonly Danger[] {
  return jobs.flatMap(({ node }) => {
    const machine = node.entries.get("runs-on");
    if (machine === undefined) return [];
    const labels = labelsOf(machine).map((label) => label.toLowerCase());
    const isKept = labels.some((label) => label === "self-hosted") && !labels.some((label) => label.includes("ephemeral"));
    return isKept
      ? [
          danger(
            machine,
            "a self-hosted machine outlives the run, and what tested code leaves on it; use one that is thrown away after each run, and label it `ephemeral`",
          ),
        ]
      : [];
  });
}

function labelsOf(node: Node): readonly string[] {
  if (node.kind === "list") return node.items.map(textOf);
  if (node.kind !== "mapping") return [textOf(node)];
  const labels = node.entries.get("labels");
  return labels === undefined ? ["self-hosted"] : [...labelsOf(labels), ...(node.entries.has("group") ? ["self-hosted"] : [])];
}

/** GitHub refuses a dispatch with an input that the workflow does not know, and a run without the key in its name cannot be told from others. */
function dispatchFaults({ root, triggers }: Workflow): readonly Danger[] {
  const dispatch = triggers.get("workflow_dispatch");
  if (dispatch === undefined) return [];
  const inputs = new Map(entriesOf(dispatch.kind === "mapping" ? dispatch.entries.get("inputs") : undefined));
  const missing = dispatchInputs.filter((name) => !inputs.has(name));
  const demanding = [...inputs].filter(([name, node]) => !isGiven(name) && isDemanded(node));
  const name = root.entries.get("run-name");
  const hasKey = expressionsIn(textOf(name)).some((inside) => /\binputs\s*\.\s*key\b/.test(inside));
  return [
    ...missing.map((input) => danger(dispatch, `the input ${code(input)} is missing, so that GitHub refuses every start`)),
    ...demanding.map(([input, node]) => danger(node, `the input ${code(input)} is required and has no default, and nobody gives it`)),
    ...(hasKey ? [] : [danger(name ?? dispatch, "`run-name` does not show `inputs.key`, by which a run is found again")]),
  ];
}

const isGiven = (name: string): boolean => dispatchInputs.some((one) => one === name);

const isDemanded = (node: Node): boolean =>
  node.kind === "mapping" && textOf(node.entries.get("required")) === "true" && node.entries.get("default") === undefined;
