/** Findings about installations: what was granted against what each feature needs, and which events are sent. */
import { describe, expect, test } from "vitest";
import type { AppFacts, Installation, Registration } from "../../../src/core/doctor/facts.ts";
import { installationFindings } from "../../../src/core/doctor/installation.ts";
import { known, unread } from "../../../src/core/facts.ts";
import { features, type Granted, neededEvents, neededPermissions } from "../../../src/core/permissions.ts";
import { appFacts, bad, installation, registration, theOne } from "./given.ts";

interface Case {
  readonly installation?: Partial<Installation>;
  readonly app?: Partial<Registration>;
  readonly isEnterprise?: boolean;
}

const facts = (changed: Case): AppFacts => ({
  ...appFacts,
  isEnterprise: changed.isEnterprise ?? false,
  identity: { kind: "accepted", app: { ...registration, ...changed.app } },
  installations: known([{ ...installation, ...changed.installation }]),
});
const found = (changed: Case = {}) => installationFindings(facts(changed), "acme");

const without = (name: string): Granted => Object.fromEntries(Object.entries(installation.permissions).filter(([key]) => key !== name));

test("where all is granted nothing is to be done", () => expect(bad(found())).toEqual([]));

test("an owner is found in any case, and one without an installation is told where to install", () => {
  expect(bad(installationFindings(appFacts, "ACME"))).toEqual([]);
  const finding = theOne(installationFindings(appFacts, "umbrella"), "installation");
  expect([finding.status, finding.fix]).toEqual(["broken", "Install it from https://github.test/apps/bowsprit."]);
});

test("an App that is installed nowhere is worth a look; where that is not known, it is unknown", () => {
  expect(bad(installationFindings({ ...appFacts, installations: known([]) }, undefined))).toEqual(["installation: warn"]);
  expect(bad(installationFindings({ ...appFacts, installations: unread("x") }, "acme"))).toEqual(["installation: unknown"]);
});

test("a suspended installation is broken, and its rights are beside the point", () =>
  expect(bad(found({ installation: { isSuspended: true, permissions: {} } }))).toEqual(["installation: broken"]));

describe("permissions", () => {
  test.each(features.map(({ name, permission, level, isEssential }) => [permission, level, name, isEssential] as const))(
    "without %s: %s, %s is off",
    (permission, level, name, isEssential) => {
      const permissions = level === "write" ? { ...installation.permissions, [permission]: "read" } : without(permission);
      const judged = found({ installation: { permissions } }).filter(({ what }) => what.includes(`${permission}: ${level}`));
      expect(judged.map(({ status }) => status)).toEqual([isEssential ? "broken" : "warn"]);
      expect(judged[0]?.what).toContain(name);
    },
  );

  test("what the App asks for already has only to be accepted; the rest has to be asked for first", () => {
    const permissions = without("members");
    expect(theOne(found({ installation: { permissions } }), "permissions").fix).toContain("accept");
    expect(theOne(found({ installation: { permissions }, app: { permissions } }), "permissions").fix).toContain("Add members: read");
  });

  test.each([
    ["contents", "write", true],
    ["administration", "read", false],
    ["administration", "write", true],
    ["actions", "write", false],
    ["statuses", "write", false],
    ["members", "write", true],
  ])("%s: %s beyond what is needed is worth a look: %s", (name, level, isWorth) => {
    const judged = found({ installation: { permissions: { ...installation.permissions, [name]: level } } });
    expect(bad(judged)).toEqual(isWorth ? ["permissions: warn"] : []);
  });

  test("an Enterprise Server, which has no merge queue, lacks nothing without it", () => {
    const permissions = Object.fromEntries(neededPermissions(true));
    const events = neededEvents(true);
    expect(bad(found({ isEnterprise: true, installation: { permissions, events } }))).toEqual([]);
    expect(bad(found({ installation: { permissions, events } }))).toEqual(["permissions: warn", "events: warn"]);
  });
});

describe("events", () => {
  test.each([
    ["issue_comment", "broken"],
    ["pull_request", "broken"],
    ["team", "warn"],
  ])("without %s: %s", (event, status) => {
    const events = installation.events.filter((name) => name !== event);
    expect(theOne(found({ installation: { events } }), "events")).toMatchObject({ status, what: expect.stringContaining(event) });
  });
});
