/** Labels of a repository, and on its threads. */
import type { Account } from "./accounts.ts";
import { announceLabel, announceThread } from "./announcements.ts";
import { eventNow, refuseArchived } from "./conversation.ts";
import { createLabel } from "./creation.ts";
import type { Label } from "./items.ts";
import { notFound, unprocessable } from "./refusal.ts";
import type { Repository } from "./repositories.ts";
import { labelShape } from "./shapes.ts";
import type { Thread } from "./threads.ts";

const mostLabels = 100;

export function newLabel(repository: Repository, actor: Account, name: string, color: string, description: string | null): Label {
  if (repository.label(name) !== undefined) {
    throw unprocessable("Validation Failed", [{ resource: "Label", code: "already_exists", field: "name" }]);
  }
  if (name.trim() === "" || name.length > 50)
    throw unprocessable("Validation Failed", [{ resource: "Label", code: "invalid", field: "name" }]);
  if ((description ?? "").length > 100)
    throw unprocessable("Validation Failed", [{ resource: "Label", code: "invalid", field: "description" }]);
  const label = createLabel(repository, name, color, description);
  announceLabel(label, actor, "created");
  return label;
}

export function renameLabel(label: Label, actor: Account, name: string): void {
  const from = label.name;
  label.repository.labels.delete(from.toLowerCase());
  label.name = name;
  label.repository.labels.set(name.toLowerCase(), label);
  announceLabel(label, actor, "edited", { changes: { name: { from } } });
}

/** Takes it off everywhere. The `unlabeled` payloads then name no label, and the timelines no event. */
export function deleteLabel(label: Label, actor: Account): void {
  const { repository } = label;
  repository.labels.delete(label.name.toLowerCase());
  announceLabel(label, actor, "deleted");
  for (const thread of repository.threads.values()) {
    if (!thread.state.labels.includes(label)) continue;
    thread.change({ labels: thread.state.labels.filter((other) => other !== label) });
    announceThread(thread, actor, "unlabeled");
  }
}

/** A label that the repository does not have is made, grey. One that is on already stays as it is. */
export function addLabels(thread: Thread, actor: Account, names: readonly string[]): void {
  refuseArchived(thread);
  for (const name of names) {
    const label = thread.repository.label(name) ?? newLabel(thread.repository, actor, name, "ededed", null);
    if (thread.state.labels.includes(label)) continue;
    if (thread.state.labels.length >= mostLabels)
      throw unprocessable("Validation Failed", [{ resource: "Issue", code: "invalid", field: "labels" }]);
    thread.change({ labels: [...thread.state.labels, label] }, eventNow(thread, { kind: "LabeledEvent", actor, label }));
    announceThread(thread, actor, "labeled", { label: labelShape(label) });
  }
}

/** Throws 404 if it is not on the thread. */
export function removeLabel(thread: Thread, actor: Account, name: string): void {
  refuseArchived(thread);
  const label = thread.repository.label(name);
  if (label === undefined || !thread.state.labels.includes(label)) throw notFound();
  const labels = thread.state.labels.filter((other) => other !== label);
  thread.change({ labels }, eventNow(thread, { kind: "UnlabeledEvent", actor, label }));
  announceThread(thread, actor, "unlabeled", { label: labelShape(label) });
}
