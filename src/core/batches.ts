/** Batches: which actions of a plan may go to GitHub in one request, which carries out all that it can, whatever of it fails. */
import type { Write } from "./actions.ts";
import { isGate } from "./gate.ts";
import { idsOfAll, type Look } from "./look.ts";
import type { Deed } from "./orders.ts";
import type { LabelDefinition } from "./plugin.ts";

/**
 * In the order of the plan. What grants is never in one request with what restricts before it: it must not be done where that failed.
 * A request writes one comment at most. What answers people or takes something from them goes alone, and so does what names a label that
 * the repository lacks or people whose ids are not known.
 */
export function batchesOf(
  actions: readonly Write[],
  labels: readonly LabelDefinition[],
  { checks, ids }: Pick<Look, "checks" | "ids">,
): readonly (readonly Write[])[] {
  const effects = new Map(labels.map(({ name, effect }) => [name.toLowerCase(), effect]));
  const isGreen = checks.some((check) => isGate(check) && check.conclusion === "success");
  const batches: Write[][] = [];
  let last: Write[] | undefined;
  for (const action of actions) {
    const fits =
      last !== undefined &&
      !(grants(action, effects) && last.some((before) => restricts(before, effects, isGreen))) &&
      !(action.kind === "create comment" && last.some(({ kind }) => kind === "create comment"));
    const isAlone = goesAlone(action, ids);
    if (last !== undefined && fits && !isAlone) last.push(action);
    else {
      last = [action];
      batches.push(last);
    }
    if (isAlone) last = undefined;
  }
  return batches;
}

const goesAlone = (action: Write, ids: Look["ids"]): boolean =>
  (action.kind === "carry out" && isDoneAlone(action.order.does, ids)) ||
  (action.kind === "add label" && action.node === undefined && !ids.labels.has(action.label.name.toLowerCase()));

function isDoneAlone(does: Deed, ids: Look["ids"]): boolean {
  switch (does.kind) {
    case "assign":
      return idsOfAll(ids, does.people) === undefined;
    case "request review":
      return does.standing !== undefined || idsOfAll(ids, does.people) === undefined;
    case "react":
      return false;
    case "reply":
    case "set status":
    case "pass check":
    case "unassign":
    case "remove review request":
    case "keep setting":
      return true;
    default:
      return does satisfies never;
  }
}

type Effects = ReadonlyMap<string, LabelDefinition["effect"]>;

function grants(action: Write, effects: Effects): boolean {
  switch (action.kind) {
    case "add label":
      return action.label.effect === "grants";
    case "remove label":
      return effects.get(action.name.toLowerCase()) !== "grants";
    case "create check":
    case "update check":
      return action.state.conclusion === "success";
    default:
      return false;
  }
}

/** A check that is not green yet stops as much whatever it says. */
function restricts(action: Write, effects: Effects, isGreen: boolean): boolean {
  switch (action.kind) {
    case "add label":
      return action.label.effect === "restricts";
    case "remove label":
      return effects.get(action.name.toLowerCase()) !== "restricts";
    case "create check":
    case "update check":
      return isGreen && action.state.conclusion !== "success";
    default:
      return false;
  }
}
