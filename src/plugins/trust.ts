/**
 * Says whose code may run: pull requests of members, collaborators and trusted Apps are tested by themselves, those of strangers once
 * somebody trusted has read the change and written `/ok-to-test`. The labels `needs-ok-to-test` and `ok-to-test` show it and grant nothing:
 * one that is set by hand is the word of whoever set it. `/ok-to-test` counts unedited, and as long as whoever wrote it is trusted; for all
 * that is pushed later, or for one commit (`ok_to_test.scope: head`), or until a push changes what `ok_to_test.revoked_by` lists. Nothing
 * is done, and nothing read, where no job can run.
 */
import { startsJobs } from "../core/jobs/options.ts";
import { standingsOf } from "../core/jobs/standing.ts";
import { guardedPaths, trustOptions } from "../core/jobs/trust-options.ts";
import { refusedCancels, trustNotes, undoneNotes } from "../core/jobs/trust-report.ts";
import { needsOkToTest, okToTest, okToTestWord } from "../core/jobs/trust-word.ts";
import type { Vouching } from "../core/jobs/vouching.ts";
import { definePlugin, type LabelWant } from "../core/plugin.ts";

/** What is read for it at every pass. */
const always = ["presubmits", "people", "members"] as const;

export default definePlugin({
  name: "trust",
  isOnByDefault: true,
  labels: [okToTest, needsOkToTest],
  needs: [],
  asks: {
    may: [...always, "guarded"],
    when: (own) => [...always, ...(guardedPaths(own).length > 0 ? (["guarded"] as const) : [])],
  },
  isSetUp: (_, all) => startsJobs(all),
  words: [okToTestWord],
  options: trustOptions,
  decide: ({ asked: { presubmits, people, members, guarded }, options, ...surroundings }) => {
    // Whoever runs the jobs tells why they cannot be read.
    if (presubmits.kind === "unread" || presubmits.value.presubmits.length === 0) return {};
    const standings = standingsOf({ ...surroundings, options, people, members, guarded });
    const { vouching, isPullTrusted } = standings;
    const recheck = vouching.is === "missing" && vouching.recheckAt !== undefined ? { recheckAt: vouching.recheckAt } : {};
    return {
      labels: options.ignore_ok_to_test ? [] : labelsFor(vouching, isPullTrusted),
      notes: [...trustNotes(surroundings, standings, options), ...undoneNotes(surroundings, standings)],
      orders: refusedCancels(surroundings, standings, options),
      ...recheck,
    };
  },
});

/** What could not be found out changes no label. */
function labelsFor(vouching: Vouching, isPullTrusted: unknown): LabelWant[] {
  const since = vouching.is === "in force" ? { since: vouching.turn.at } : {};
  return [
    ...(vouching.is === "unread" ? [] : [{ label: okToTest, on: vouching.is === "in force", ...since }]),
    ...(typeof isPullTrusted === "boolean" ? [{ label: needsOkToTest, on: !isPullTrusted }] : []),
  ];
}
