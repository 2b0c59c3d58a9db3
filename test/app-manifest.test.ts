/** app.yml against the code: it subscribes to what is read, asks for what that needs, and for nothing else. */
import { readFileSync } from "node:fs";
import { load } from "js-yaml";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { eventNames } from "../src/core/events/events.ts";

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

/** The permission without which GitHub does not send an event, and refuses a manifest that lists it. */
const permissionFor = new Map([
  ["pull_request", "pull_requests"],
  ["pull_request_review", "pull_requests"],
  ["pull_request_review_comment", "pull_requests"],
  ["pull_request_review_thread", "pull_requests"],
  ["issue_comment", "issues"],
  ["push", "contents"],
  ["status", "statuses"],
  ["check_run", "checks"],
  ["check_suite", "checks"],
  ["workflow_run", "actions"],
  ["workflow_job", "actions"],
  ["organization", "members"],
  ["membership", "members"],
  ["team", "members"],
  ["member", "members"],
  ["label", "metadata"],
  ["repository", "metadata"],
  ["merge_group", "merge_queues"],
]);

/** What the bot writes: labels and comments on pull requests, reactions to comments, check runs. */
const written = new Set(["pull_requests", "issues", "checks"]);

describe("the App's manifest", () => {
  test("subscribes to every event that is read and is not always sent, and to no other", () => {
    const read = eventNames.filter((name) => !alwaysSent.has(name));
    expect(app.default_events.toSorted()).toEqual(read.toSorted());
  });

  test("asks for the permission of each event, to write only where the bot writes, and for nothing else", () => {
    const needed = new Set(app.default_events.map((event) => permissionFor.get(event) ?? `unknown: ${event}`));
    const expected = Object.fromEntries([...needed].map((permission) => [permission, written.has(permission) ? "write" : "read"]));
    expect(app.default_permissions).toEqual(expected);
  });

  test("gives a reason beside every permission and every event, those of the opt-in included", () => {
    const block = text.slice(text.indexOf("default_permissions:"));
    const entries = block.split("\n").filter((line) => /^ {2}(?:# )?(?:[a-z_]+: (?:read|write)|- [a-z_]+)\b/.test(line));
    expect(entries.filter((line) => !/(?:read|write|[a-z]) # \S.{10,}/.test(line))).toEqual([]);
    expect(entries).toHaveLength(Object.keys(app.default_permissions).length + app.default_events.length + 2);
  });

  test("names the rights that jobs need as an opt-in", () => {
    expect(text).toMatch(/^ {2}# actions: write #/m);
    expect(text).toMatch(/^ {2}# statuses: write #/m);
  });

  test("is not public, and its webhook goes where the receiver listens", () => {
    expect(app.public).toBe(false);
    expect(app.hook_attributes).toEqual({ url: "https://bowsprit.example.org/api/github/webhooks", active: true });
  });
});
