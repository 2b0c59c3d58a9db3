/** Withheld: what of a plan falls away because a permission is not granted. */
import type { Action } from "./actions.ts";
import { isOnGitHub } from "./orders.ts";
import { type Feature, type FeatureName, isWithheld } from "./permissions.ts";
import type { Statement } from "./statements.ts";

/** Without the writes that the App may not make: to try them would only be refused, by every pass anew. */
export const permitted = <Planned extends Action>(
  actions: readonly Planned[],
  withheld: readonly Feature[],
  statements: readonly Statement[],
): readonly Planned[] => (withheld.length === 0 ? actions : actions.filter((action) => !falls(featureOf(action, statements), withheld)));

const falls = (feature: FeatureName | undefined, withheld: readonly Feature[]): boolean =>
  feature !== undefined && isWithheld(withheld, feature);

/** Undefined: nothing is written, or what the App may do for jobs is asked of it only where there are any, and is found out by trying. */
function featureOf(action: Action, statements: readonly Statement[]): FeatureName | undefined {
  switch (action.kind) {
    case "create check":
    case "update check":
      return "the required check";
    case "start run":
    case "cancel run":
      return undefined;
    case "carry out": {
      const { does } = action.order;
      if (does.kind === "pass check") return "the required check";
      if (does.kind === "set status" || !isOnGitHub(does)) return undefined;
      if (does.kind !== "react") return "labels, comments and requests for review";
      const subject = statements.find(({ id }) => id === does.subject);
      // GitHub's rule: a comment, also one on a pull request, belongs to issues; a review and a comment on a line belong to pull requests.
      const isOfPull = subject?.kind === "review" || (subject?.kind === "comment" && subject.place === "inline");
      return isOfPull ? "labels, comments and requests for review" : "reactions to commands";
    }
    case "add label":
    case "remove label":
    case "create comment":
    case "edit comment":
    case "minimize comment":
      return "labels, comments and requests for review";
    default:
      return action satisfies never;
  }
}
