/** The finding about the process: ready, not ready, late with its rounds, or not there. */
import { expect, test } from "vitest";
import { type ProcessState, processFinding } from "../../../src/core/doctor/process.ts";
import { known, unread } from "../../../src/core/facts.ts";

const ready: ProcessState = {
  ...{ address: "http://localhost:3000", problems: [], lastSweep: 600, lastLogRead: 60, oldestWork: 0 },
};

test.each<[string, Partial<ProcessState>, string]>([
  ["ready", {}, "ok"],
  ["just started", { lastSweep: undefined, lastLogRead: undefined, oldestWork: undefined }, "ok"],
  ["without a ledger", { problems: ["the ledger cannot be written"] }, "broken"],
  ["that missed a sweep", { lastSweep: 3 * 3600 }, "warn"],
  ["that does not read the delivery log", { lastLogRead: 3600 }, "warn"],
  ["that gets nothing done", { oldestWork: 7200 }, "warn"],
])("a process %s", (_, change, status) => expect(processFinding(known({ ...ready, ...change })).status).toBe(status));

test("how fresh the state is is told", () =>
  expect(processFinding(known({ ...ready, lastLogRead: undefined })).what).toBe(
    "the process at http://localhost:3000 is ready: last sweep 10 min ago, delivery log read not yet",
  ));

test("a process that does not answer is unknown: it may run elsewhere", () =>
  expect(processFinding(unread("no process answers")).status).toBe("unknown"));
