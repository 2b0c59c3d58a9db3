/** app.yml against the code: it subscribes to what is read, asks for what that needs, and for nothing else. */
import { readFileSync } from "node:fs";
import { load } from "js-yaml";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { eventNames } from "../src/core/events/events.ts";
import { features, neededEvents, neededPermissions, permissionOfEvent, permissionOfJobEvent } from "../src/core/permissions.ts";

const text = readFileSync(new URL("../app.yml", import.meta.url), "utf8");

const app = z
  .strictObject({
    name: z.string(),
    description: z.string(),
    url: z.url(),
    hook_attributes: z.strictObject({ url: z.url(), active: z.boolean() }),
    public: z.boolean(),
    default_permissions: z.record(z.string(), z.enum(["read", "write"])),
    default_events: z.array(z.string()),
  })
  .parse(load(text));

/** GitHub sends these to every App, and refuses a manifest that lists them. */
const alwaysSent = new Set(["installation", "installation_repositories", "installation_target"]);

describe("the App's manifest", () => {
  test("subscribes to every event that is read and is not always sent, and to no other", () => {
    const read = eventNames.filter((name) => !alwaysSent.has(name) && !permissionOfJobEvent.has(name));
    expect(app.default_events.toSorted()).toEqual(read.toSorted());
  });

  test("asks for what the features need, as far as they need it, and for nothing else", () => {
    expect(app.default_permissions).toEqual(Object.fromEntries(neededPermissions(false)));
  });

  test("asks for the permission of every event that it subscribes to", () => {
    expect(app.default_events.toSorted()).toEqual(neededEvents(false).toSorted());
    const lacking = app.default_events.filter((event) => app.default_permissions[permissionOfEvent.get(event) ?? ""] === undefined);
    expect(lacking).toEqual([]);
  });

  test("has no permission in its table that some event or something written does not need", () => {
    const needed = new Set<string>(["metadata", ...permissionOfEvent.values()]);
    expect(features.filter(({ permission }) => !needed.has(permission))).toEqual([]);
  });

  test("gives a reason beside every permission and every event, those of the opt-in included", () => {
    const block = text.slice(text.indexOf("default_permissions:"));
    const entries = block.split("\n").filter((line) => /^ {2}(?:# )?(?:[a-z_]+: (?:read|write)|- [a-z_]+)\b/.test(line));
    expect(entries.filter((line) => !/(?:read|write|[a-z]) # \S.{10,}/.test(line))).toEqual([]);
    expect(entries).toHaveLength(Object.keys(app.default_permissions).length + app.default_events.length + 3);
  });

  test("names the rights that jobs need as an opt-in", () => {
    expect(text).toMatch(/^ {2}# actions: write #/m);
    expect(text).toMatch(/^ {2}# statuses: write #/m);
  });

  test("names the events that jobs need, each that is read and belongs to a right of the opt-in", () => {
    const named = [...text.matchAll(/^ {2}# - ([a-z_]+) #/gm)].map(([, name]) => name);
    expect(named).toEqual([...permissionOfJobEvent.keys()]);
    expect(named.filter((name) => !eventNames.includes(name ?? ""))).toEqual([]);
    for (const permission of permissionOfJobEvent.values()) expect(text).toMatch(new RegExp(`^ {2}# ${permission}: write #`, "m"));
  });

  test("is not public, and its webhook goes where the receiver listens", () => {
    expect(app.public).toBe(false);
    expect(app.hook_attributes).toEqual({ url: "https://bowsprit.example.org/api/github/webhooks", active: true });
  });
});
