/** What GitHub charges for a query, by the formula it documents: requests for connections, in hundreds. */
import { type DocumentNode, type FieldNode, Kind, type OperationDefinitionNode, type SelectionSetNode } from "graphql";
import type { Cost } from "./context.ts";

const hundred = 100;
export const mostNodes = 500_000;

type Variables = Readonly<Record<string, unknown>>;

function pageSize(field: FieldNode, variables: Variables): number | undefined {
  for (const { name, value } of field.arguments ?? []) {
    if (name.value !== "first" && name.value !== "last") continue;
    if (value.kind === Kind.INT) return Number(value.value);
    if (value.kind === Kind.VARIABLE) return Number(variables[value.name.value] ?? 0);
  }
  return undefined;
}

/** Points (at least one) and the most nodes that a query can return. */
export function costOf(document: DocumentNode, operation: OperationDefinitionNode, variables: Variables): Cost {
  const fragments = new Map(
    document.definitions.flatMap((part) => (part.kind === Kind.FRAGMENT_DEFINITION ? [[part.name.value, part]] : [])),
  );
  let [requests, nodes] = [0, 0];
  const walk = (selections: SelectionSetNode | undefined, times: number): void => {
    for (const selection of selections?.selections ?? []) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) walk(fragments.get(selection.name.value)?.selectionSet, times);
      else if (selection.kind === Kind.INLINE_FRAGMENT) walk(selection.selectionSet, times);
      else {
        const size = pageSize(selection, variables);
        if (size !== undefined) {
          requests += times;
          nodes += times * size;
        }
        walk(selection.selectionSet, size === undefined ? times : times * size);
      }
    }
  };
  walk(operation.selectionSet, 1);
  return { points: Math.max(1, Math.round(requests / hundred)), nodes };
}
