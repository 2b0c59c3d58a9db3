/** Workflow files of GitHub Actions: which a repository has, what a dispatch may hand them, and what their runs are called. */
import { CORE_SCHEMA, load } from "js-yaml";
import type { Account } from "../accounts.ts";
import type { Sha } from "../git/objects.ts";
import { entryAt } from "../git/trees.ts";
import type { Repository } from "../repositories.ts";

export interface Input {
  readonly isRequired: boolean;
  readonly usual: string | undefined;
}

export interface Workflow {
  readonly id: number;
  readonly repository: Repository;
  readonly path: string;
  readonly name: string;
  /** With its expressions in it. */
  readonly runName: string | undefined;
  /** Undefined: nothing but events of the repository starts it. */
  readonly inputs: ReadonlyMap<string, Input> | undefined;
}

type Mapping = Readonly<Record<string, unknown>>;

const mappingOf = (value: unknown): Mapping =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value)) : {};

const textOf = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

function inputsOf(triggers: unknown): Workflow["inputs"] {
  const name = "workflow_dispatch";
  const isNamed = triggers === name || (Array.isArray(triggers) ? triggers.includes(name) : Object.hasOwn(mappingOf(triggers), name));
  if (!isNamed) return undefined;
  const { inputs } = mappingOf(mappingOf(triggers)[name]);
  return new Map(
    Object.entries(mappingOf(inputs)).map(([key, value]) => {
      const { required, default: usual } = mappingOf(value);
      return [key, { isRequired: required === true, usual: usual === undefined ? undefined : String(usual) }];
    }),
  );
}

/** The file as it is in a commit; undefined where there is none. A file that is no YAML throws: no story needs one. */
export function workflowIn(repository: Repository, id: number, path: string, commit: Sha): Workflow | undefined {
  const { store } = repository;
  const entry = entryAt(store, store.commit(commit).tree, path);
  if (entry === undefined) return undefined;
  const file = mappingOf(load(store.blob(entry.oid).toString(), { schema: CORE_SCHEMA }));
  return {
    ...{ id, repository, path },
    name: textOf(file.name) ?? path,
    runName: textOf(file["run-name"]),
    inputs: inputsOf(file.on),
  };
}

/** A run's title: its `run-name` with the inputs put in, else the workflow's name. Throws for expressions that are not imitated. */
export function titleOf(workflow: Workflow, actor: Account, inputs: ReadonlyMap<string, string>): string {
  return (workflow.runName ?? workflow.name).replaceAll(/\$\{\{\s*([^}]*?)\s*\}\}/g, (_, expression: string) => {
    if (expression === "github.actor" || expression === "github.triggering_actor") return actor.restLogin;
    const name = /^(?:github\.event\.)?inputs\.([\w-]+)$/.exec(expression)?.[1];
    if (name === undefined) throw new Error(`the expression ${expression} is not imitated`);
    return inputs.get(name) ?? "";
  });
}
