/** A plain page for each thread: what was said and done, labels, people and checks. Everything in it is escaped. */
import { timestamp } from "./clock.ts";
import type { TimelineItem } from "./items.ts";
import { Pull, type Thread } from "./threads.ts";
import type { World } from "./world.ts";

const replacements: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Text as HTML shows it. */
export const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => replacements[character] ?? "");

const list = (title: string, items: readonly string[]): string =>
  `<p><b>${escaped(title)}:</b> ${items.length === 0 ? "none" : items.map((item) => `<code>${escaped(item)}</code>`).join(" ")}</p>`;

const words = (kind: string): string =>
  kind
    .replace(/Event$/, "")
    .replaceAll(/(?<=[a-z])(?=[A-Z])/g, " ")
    .toLowerCase();

function detail(item: TimelineItem): string {
  if ("label" in item) return item.label.name;
  if ("assignee" in item) return item.assignee.restLogin;
  if ("reviewer" in item) return item.reviewer.__typename === "Team" ? item.reviewer.slug : item.reviewer.restLogin;
  if ("after" in item) return `${item.before.slice(0, 10)} to ${item.after.slice(0, 10)}`;
  if ("commit" in item) return item.commit.slice(0, 10);
  return "now" in item ? `${item.previous} to ${item.now}` : "";
}

function entry(item: TimelineItem): string {
  if (!("body" in item)) {
    return `<li>${timestamp(item.createdAt)} <b>${escaped(item.actor.restLogin)}</b> ${escaped(words(item.kind))} ${escaped(detail(item))}</li>`;
  }
  const what = item.kind === "PullRequestReview" ? `review, ${item.state.toLowerCase().replaceAll("_", " ")}` : "comment";
  const hidden = item.minimized === null ? "" : ` (minimised: ${item.minimized})`;
  const heading = `${timestamp(item.createdAt)} <b>${escaped(item.author.restLogin)}</b> ${escaped(what + hidden)}`;
  return `<li>${heading}<pre>${escaped(item.body)}</pre></li>`;
}

/** The page of an issue or pull request. */
function threadPage(thread: Thread): string {
  const { state } = thread;
  const title = escaped(`${state.title} (${thread.repository.fullName}#${thread.number})`);
  const visible = state.timeline.filter((item) => item.kind !== "PullRequestReview" || item.state !== "PENDING");
  const checks =
    thread instanceof Pull ? thread.checks().map((run) => `${run.name}: ${run.conclusion ?? run.status} ${run.output.title ?? ""}`) : [];
  const statuses = thread instanceof Pull ? thread.statuses().map((one) => `${one.context}: ${one.state} ${one.description ?? ""}`) : [];
  const reviewers = thread instanceof Pull ? thread.reviewRequests() : [];
  return [
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title>`,
    "<style>body{font:16px sans-serif;max-width:50em;margin:2em auto}pre{white-space:pre-wrap;background:#f4f4f4;padding:.5em}</style>",
    `<h1>${title}</h1><p>${escaped(state.state.toLowerCase())}, by <b>${escaped(thread.author.restLogin)}</b></p>`,
    list("Labels", thread.labels()),
    list("Reviewers asked", reviewers),
    list("Assignees", thread.assignees()),
    list("Checks", checks),
    list("Statuses", statuses),
    `<pre>${escaped(state.body)}</pre><ol>${visible.map(entry).join("")}</ol></html>`,
  ].join("\n");
}

/** The page at /ORG/REPO/pull/N or /ORG/REPO/issues/N; undefined where there is none. */
export function pageAt(world: World, pathname: string): string | undefined {
  const [, owner = "", name = "", kind, number] = pathname.split("/");
  if (kind !== "pull" && kind !== "issues") return undefined;
  const thread = world.repository(`${decodeURIComponent(owner)}/${decodeURIComponent(name)}`)?.threads.get(Number(number));
  return thread === undefined ? undefined : threadPage(thread);
}
