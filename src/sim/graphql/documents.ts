/** GitHub's published schema, and queries parsed and validated against it once each. */
import { readFileSync } from "node:fs";
import { findPackageJSON } from "node:module";
import { dirname, join } from "node:path";
import {
  buildSchema,
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  parse,
  validate,
  visit,
} from "graphql";
import type { Cost } from "./context.ts";
import { costOf } from "./cost.ts";

let built: GraphQLSchema | undefined;

/** Built when first needed: that takes a tenth of a second. The published text has duplicates, hence assumeValidSDL. */
export function publishedSchema(): GraphQLSchema {
  if (built === undefined) {
    const home = dirname(findPackageJSON("@octokit/graphql-schema", import.meta.url) ?? "");
    built = buildSchema(readFileSync(join(home, "schema.graphql"), "utf8"), { assumeValidSDL: true, noLocation: true });
  }
  return built;
}

export interface Prepared {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly costs: (variables: Readonly<Record<string, unknown>>) => Cost;
}

export type Preparation = { readonly prepared: Prepared } | { readonly errors: readonly GraphQLError[] };

const remembered = 2_000;
const preparations = new Map<string, Preparation>();

const hasVariablePages = (document: DocumentNode): boolean => {
  let found = false;
  visit(document, {
    Argument({ name, value }) {
      if ((name.value === "first" || name.value === "last") && value.kind === Kind.VARIABLE) found = true;
    },
  });
  return found;
};

function fresh(text: string): Preparation {
  let document: DocumentNode;
  try {
    document = parse(text);
  } catch (error) {
    if (error instanceof GraphQLError) return { errors: [error] };
    throw error;
  }
  const errors = validate(publishedSchema(), document);
  if (errors.length > 0) return { errors };
  const operation = document.definitions.find((part) => part.kind === Kind.OPERATION_DEFINITION);
  if (operation === undefined) return { errors: [new GraphQLError("No operation in the document")] };
  const costs = (variables: Readonly<Record<string, unknown>>): Cost => costOf(document, operation, variables);
  if (hasVariablePages(document)) return { prepared: { document, operation, costs } };
  const always = costs({});
  return { prepared: { document, operation, costs: () => always } };
}

/** The same text is parsed and validated once. */
export function preparation(text: string): Preparation {
  const known = preparations.get(text);
  if (known !== undefined) return known;
  const made = fresh(text);
  if (preparations.size >= remembered) preparations.clear();
  preparations.set(text, made);
  return made;
}
