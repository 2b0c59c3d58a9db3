/** Scripts: where what somebody hands over at the start becomes part of what runs, or decides what runs. */
import { code } from "../../quoting.ts";
import { constantsOf } from "./constants.ts";
import { type Expression, expressionsIn, shownExpression } from "./expressions.ts";
import { type Danger, danger, entriesOf, type MappingNode, type Node, textOf, type Use, usesIn, type Workflow } from "./shape.ts";
import { type Constants, valuesOf } from "./values.ts";

export const scriptDangers = (workflow: Workflow): readonly Danger[] => [
  ...defaultsDangers(workflow.root, constantsOf(workflow)),
  ...workflow.jobs.flatMap((job) => {
    const constants = constantsOf(workflow, job);
    return [...defaultsDangers(job.node, constants), ...job.steps.flatMap((step) => stepDangers(step, constants))];
  }),
  ...workflow.environments.flatMap(variableDangers),
];

const stepDangers = (step: MappingNode, constants: Constants): readonly Danger[] => [
  ...foreignText(step.entries.get("run"), "run", constants),
  ...shellDangers(step, constants),
  ...usesIn(step).flatMap((use) => inputDangers(use, constants)),
];

function defaultsDangers(node: MappingNode, constants: Constants): readonly Danger[] {
  const run = new Map(entriesOf(node.entries.get("defaults"))).get("run");
  return run?.kind === "mapping" ? shellDangers(run, constants) : [];
}

function shellDangers({ entries }: MappingNode, constants: Constants): readonly Danger[] {
  const directory = entries.get("working-directory");
  return [
    ...foreignIn(entries.get("shell"), constants).map(({ line, shown }) =>
      danger({ line }, `${shown} becomes part of the command in \`shell\` that runs the script; write the command out`),
    ),
    ...foreignIn(directory, constants).map(({ line, shown }) =>
      danger({ line }, `${shown} chooses the directory that the script runs in, and so what it finds there; write the directory out`),
    ),
  ];
}

const foreignText = (node: Node | undefined, where: string, constants: Constants): readonly Danger[] =>
  foreignIn(node, constants).map(({ line, shown }) =>
    danger(
      { line },
      `${shown} becomes part of the script in ${code(where)} before it runs; hand it over through \`env\` and quote the variable`,
    ),
  );

interface Foreign {
  readonly line: number;
  readonly shown: string;
  readonly inside: string;
}

/** Expressions whose value may come from outside. */
function foreignIn(node: Node | undefined, constants: Constants): readonly Foreign[] {
  if (node === undefined) return [];
  const isForeign = ({ inside }: Expression): boolean => valuesOf(inside, constants) === undefined;
  return expressionsIn(textOf(node))
    .filter(isForeign)
    .map((one) => ({ line: node.line + one.below, shown: code(shownExpression(one)), inside: one.inside }));
}

/** Inputs of actions that are scripts by their name. */
const scripts = new Set([
  ...["script", "scripts", "inlinescript", "inline-script", "script-inline", "run", "args", "entrypoint", "shell"],
  ...["command", "commands", "cmd", "pre-command", "post-command"],
]);

/** Inputs that name things: actions take them for data. */
const names = new Set([
  ...["name", "path", "pattern", "repository", "ref", "key", "restore-keys", "version", "architecture"],
  ...["fetch-depth", "retention-days", "compression-level", "artifact-ids", "run-id"],
]);

/** What whoever starts the workflow hands over, or the environment holds. */
const handedOver =
  /(?<![\w.-])(?:inputs|env|github\s*(?:\.\s*event|\[\s*'event')|github\.(?:head_ref|base_ref|ref|ref_name|actor))(?![\w-])/i;

function inputDangers({ action, inputs }: Use, constants: Constants): readonly Danger[] {
  return [...inputs].flatMap(([input, node]) => {
    if (scripts.has(input)) return foreignText(node, input, constants);
    if (names.has(input) || input.endsWith("-version")) return [];
    return foreignIn(node, constants)
      .filter(({ inside }) => handedOver.test(inside))
      .map(({ line, shown }) =>
        danger(
          { line },
          `${shown} reaches ${code(input)} of ${code(action.split("@")[0] ?? "")}, which may run it; hand it over through \`env\``,
        ),
      );
  });
}

/** Variables by which a shell, a linker, an interpreter or git finds what it runs before the script, or instead of it. */
const steering = new RegExp(
  `^(?:${[
    ...["BASH_ENV", "ENV", "SHELL", "SHELLOPTS", "BASHOPTS", "PS4", "IFS", "PROMPT_COMMAND", "HOME", "PATH", "CDPATH", "EDITOR", "PAGER"],
    ...["LD_(?:PRELOAD|LIBRARY_PATH|AUDIT)", "DYLD_\\w+", "NODE_(?:OPTIONS|PATH)", "PYTHON(?:PATH|STARTUP|HOME)", "PERL5(?:OPT|LIB|DB)"],
    ...["RUBY(?:OPT|LIB)", "(?:JAVA_TOOL|_JAVA|JDK_JAVA)_OPTIONS", "CLASSPATH", "GO(?:FLAGS|PATH|ROOT|PROXY|TOOLCHAIN)", "MAKEFLAGS"],
    ...["RUSTC_WRAPPER", "RUSTFLAGS", "GIT_(?:SSH|SSH_COMMAND|EXEC_PATH|ASKPASS|PAGER|EDITOR|EXTERNAL_DIFF|TEMPLATE_DIR|CONFIG\\w*)"],
  ].join("|")})$`,
  "i",
);

/** Any other variable may hold what was handed over: that is what they are for. */
function variableDangers(environment: Node): readonly Danger[] {
  if (environment.kind !== "mapping")
    return foreignIn(environment, unknown).map(({ line, shown }) =>
      danger({ line }, `${shown} chooses names of variables, and some of them decide what runs; write the names out`),
    );
  return [...environment.entries]
    .filter(([name]) => steering.test(name))
    .flatMap(([name, node]) =>
      foreignIn(node, unknown).map(({ line, shown }) =>
        danger({ line }, `${code(name)} decides what runs, and ${shown} what it says; hand the value over under another name`),
      ),
    );
}

const unknown: Constants = { matrix: () => undefined, env: () => undefined };
