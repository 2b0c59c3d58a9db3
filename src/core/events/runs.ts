/** Deliveries about workflow runs: that one of ours has ended. What became of it is read. */
import { z } from "zod";
import { ticketIn } from "../jobs/runner.ts";
import { noNews, type Reader } from "./news.ts";
import { reading } from "./payloads.ts";

const told = z.object({ action: z.string(), workflow_run: z.object({ display_title: z.string() }) });

/** Every workflow of every repository is told of. Whose a run is does not show here, and whoever borrows a title only makes us look. */
const workflowRun = reading(told, ({ action, workflow_run: run }) => {
  const ticket = action === "completed" ? ticketIn(run.display_title) : undefined;
  return ticket === undefined ? noNews : { ...noNews, runs: [ticket] };
});

/** Events that an App is sent only where it may start jobs: the owner of an App adds them together with that right. */
export const runReaders: Readonly<Record<string, Reader>> = { workflow_run: workflowRun };
