/** Machines: what a job runs on and in, and whether anything of a run is left there for the next one. */
import { code } from "../../quoting.ts";
import { constantsOf } from "./constants.ts";
import { containersOf, type Danger, danger, type Job, type Node, textOf, type Workflow } from "./shape.ts";
import { type Constants, textsOf } from "./values.ts";

export const machineDangers = (workflow: Workflow): readonly Danger[] =>
  workflow.jobs.flatMap((job) => {
    const constants = constantsOf(workflow, job);
    return [...machineDanger(job, constants), ...imageDangers(job, constants), ...environmentDanger(job)];
  });

/** A machine that is kept between runs keeps what a run left on it. Who throws it away after each run says so in a label. */
function machineDanger({ node }: Job, constants: Constants): readonly Danger[] {
  const machine = node.entries.get("runs-on");
  if (machine === undefined) return [];
  const choices = choicesOf(labelsOf(machine), constants);
  if (choices === undefined)
    return [danger(machine, "whoever starts it chooses the machine; write its labels, or a choice between labels that are written")];
  const kept = choices.find((labels) => !isThrownAway(labels));
  if (kept === undefined) return [];
  const what = kept.includes(ownLabel)
    ? "a self-hosted machine outlives the run, and what tested code leaves on it"
    : `a machine called ${kept.map(code).join(", ")} is none that GitHub gives everybody, and not known to be thrown away after the run`;
  return [danger(machine, `${what}; use one that is thrown away after each run, and label it \`ephemeral\``)];
}

const ownLabel = "self-hosted";

function labelsOf(node: Node): readonly string[] {
  if (node.kind === "list") return node.items.map(textOf);
  if (node.kind !== "mapping") return [textOf(node)];
  const labels = node.entries.get("labels");
  return labels === undefined ? [ownLabel] : [...labelsOf(labels), ...(node.entries.has("group") ? [ownLabel] : [])];
}

/** Most combinations of labels that are followed. */
const mostChoices = 200;

/** All lists of labels, in lower case, that these can become; undefined where something else decides. */
function choicesOf(labels: readonly string[], constants: Constants): readonly (readonly string[])[] | undefined {
  let choices: readonly (readonly string[])[] = [[]];
  for (const label of labels) {
    const texts = textsOf(label, constants);
    if (texts === undefined || choices.length * texts.length > mostChoices) return undefined;
    choices = choices.flatMap((choice) => texts.map((text) => [...choice, text.toLowerCase()]));
  }
  return choices;
}

/** The labels of the machines that GitHub lends to everybody, a fresh one for each job. */
const hosted = /^(?:ubuntu|windows|macos)-(?:latest|slim|\d+(?:\.\d+)?)(?:-(?:arm|intel|large|xlarge|vs\d{4}))?$/;

const isThrownAway = (labels: readonly string[]): boolean => labels.some(isEphemeral) || labels.every((label) => hosted.test(label));

const denials = new Set(["no", "not", "non", "never", "isnt"]);

function isEphemeral(label: string): boolean {
  const words = label.split(/[^a-z0-9]+/);
  return words.includes("ephemeral") && !words.some((word) => denials.has(word));
}

const imageDangers = ({ node }: Job, constants: Constants): readonly Danger[] =>
  containersOf(node).flatMap((container) =>
    container.kind === "mapping"
      ? [...imageDanger(container.entries.get("image"), constants), ...optionsDanger(container.entries.get("options"), constants)]
      : imageDanger(container, constants),
  );

/** No image at all is no container. */
function imageDanger(image: Node | undefined, constants: Constants): readonly Danger[] {
  if (image === undefined) return [];
  const names = textsOf(textOf(image), constants);
  if (names === undefined) return [danger(image, "whoever starts it chooses the image; write it out, with its digest")];
  const loose = names.find((name) => name !== "" && !/@sha256:[0-9a-f]{64}$/.test(name));
  if (loose === undefined) return [];
  return [danger(image, `the image ${code(loose)} is not pinned: a tag can be moved to another one; write \`@sha256:\` and its digest`)];
}

function optionsDanger(options: Node | undefined, constants: Constants): readonly Danger[] {
  if (options === undefined || textsOf(textOf(options), constants) !== undefined) return [];
  return [danger(options, "whoever starts it chooses options of the container, which can hand it the whole machine; write them out")];
}

function environmentDanger({ node }: Job): readonly Danger[] {
  const environment = node.entries.get("environment");
  if (environment === undefined || environment.kind === "null") return [];
  return [danger(environment, "an environment has secrets and rights of its own; a workflow that runs tested code must have none")];
}
