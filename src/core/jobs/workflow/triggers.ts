/** Triggers: what starts a workflow beside the bot, and what a start by the bot needs. */
import { code } from "../../quoting.ts";
import { dispatchInputs } from "./inputs.ts";
import { type Danger, danger, entriesOf, type Node, textOf, type Workflow } from "./shape.ts";

export const triggerDangers = ({ root, triggers }: Workflow): readonly Danger[] => [
  ...[...triggers]
    .filter(([event]) => event !== "workflow_dispatch")
    .map(([event, node]) => danger(node, `${code(event)} ${reasonAgainst(event)}; start it with \`workflow_dispatch\` alone`)),
  ...dispatchFaults(root, triggers),
];

/** Events that run with this repository's rights on what strangers sent. */
const ofStrangers = new Set([
  ...["pull_request_target", "workflow_run", "issues", "issue_comment", "discussion", "discussion_comment", "fork", "watch"],
  ...["pull_request_review", "pull_request_review_comment", "commit_comment", "pull_request_comment", "gollum"],
]);

function reasonAgainst(event: string): string {
  if (ofStrangers.has(event)) return "runs what strangers sent with the rights and secrets of this repository";
  if (event === "pull_request" || event === "merge_group") return "runs a change before anybody who is trusted has vouched for it";
  if (event === "workflow_call") return "lets other workflows run it with their rights and secrets";
  return "starts it without the bot, whose inputs say what is tested";
}

/** GitHub refuses a dispatch with an input that the workflow does not know, and a run without the key in its name cannot be told from others. */
function dispatchFaults(root: Workflow["root"], triggers: Workflow["triggers"]): readonly Danger[] {
  const dispatch = triggers.get("workflow_dispatch");
  if (dispatch === undefined) {
    const [first = { line: 1 }] = triggers.values();
    return [danger(first, "the bot cannot start it: it has no `workflow_dispatch`")];
  }
  const inputs = new Map(entriesOf(dispatch.kind === "mapping" ? dispatch.entries.get("inputs") : undefined));
  const missing = dispatchInputs.filter((name) => !inputs.has(name));
  const demanding = [...inputs].filter(([name, node]) => !isGiven(name) && isDemanded(node));
  const name = root.entries.get("run-name");
  return [
    ...missing.map((input) => danger(dispatch, `the input ${code(input)} is missing, so that GitHub refuses every start`)),
    ...demanding.map(([input, node]) => danger(node, `the input ${code(input)} is required and has no default, and nobody gives it`)),
    ...(endsInKey.test(textOf(name))
      ? []
      : [
          danger(
            name ?? dispatch,
            "`run-name` does not end in `inputs.key` between brackets, by which a run is found again and told from others",
          ),
        ]),
  ];
}

const endsInKey = /\[\$\{\{\s*inputs\s*\.\s*key\s*\}\}\]\s*$/;

const isGiven = (name: string): boolean => dispatchInputs.some((one) => one === name);

const isDemanded = (node: Node): boolean =>
  node.kind === "mapping" && textOf(node.entries.get("required")) === "true" && node.entries.get("default") === undefined;
