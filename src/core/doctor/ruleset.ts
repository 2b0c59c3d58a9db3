/** The ruleset that requires the bot's check on one branch, in the form in which GitHub imports and exports rulesets. */
import { checkName } from "../gate.ts";

/** The check's name holds its branch, so that a ruleset over several branches cannot require it: there is one ruleset per branch. */
export const rulesetFor = (branch: string, app: number) => ({
  name: checkName(branch),
  target: "branch",
  enforcement: "active",
  conditions: { ref_name: { include: [`refs/heads/${branch}`], exclude: [] } },
  rules: [
    {
      type: "required_status_checks",
      parameters: {
        strict_required_status_checks_policy: false,
        // Otherwise GitHub refuses to create a branch whose commit has no such check yet.
        do_not_enforce_on_create: true,
        required_status_checks: [{ context: checkName(branch), integration_id: app }],
      },
    },
  ],
  bypass_actors: [],
});
