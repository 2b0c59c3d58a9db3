/** Findings about jobs on GitHub Actions: whether the App may start and report them, and whether the workflow is there. */
import { isGranted } from "../permissions.ts";
import type { JobsFacts } from "./facts.ts";
import { checkNamed, type Finding } from "./finding.ts";

const jobs = checkNamed("jobs", "A job whose workflow cannot be started is an error on every pull request that wants it.");

const grant = "Grant it on the App's page, and accept it in the settings of the installation.";

/** `name`: `OWNER/REPO` whose jobs these are. */
export function jobsFindings(name: string, { repository, workflow, isThere, granted }: JobsFacts): readonly Finding[] {
  const starting = isGranted(granted, { permission: "actions", level: "write" })
    ? []
    : [jobs.broken(`${name}: the App may not start workflows: it lacks \`actions: write\``, grant)];
  const reporting = isGranted(granted, { permission: "statuses", level: "write" })
    ? []
    : [
        jobs.warn(
          `${name}: the App may not set commit statuses: it lacks \`statuses: write\``,
          grant,
          "Results show in the status comment and in the check alone.",
        ),
      ];
  const place = placeFinding(name, { repository, workflow, isThere });
  return [...starting, ...reporting, ...(starting.length > 0 && isThere.kind === "unread" ? [] : [place])];
}

function placeFinding(name: string, { repository, workflow, isThere }: Pick<JobsFacts, "repository" | "workflow" | "isThere">): Finding {
  if (isThere.kind === "unread")
    return jobs.unknown(
      `${name}: whether ${repository} has the workflow \`${workflow}\` could not be told: ${isThere.reason}`,
      "Install the App there too.",
    );
  if (isThere.value) return jobs.ok(`${name}: jobs run in ${repository} by \`${workflow}\``);
  return jobs.broken(
    `${name}: ${repository} has no workflow \`${workflow}\`, or the App is not installed there`,
    `Put it at \`.github/workflows/${workflow}\` on the default branch there, and install the App.`,
  );
}
