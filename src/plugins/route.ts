/**
 * Asks reviewers from OWNERS for a review when a pull request is opened or leaves its draft, when `/auto-cc` says so, and when a push touches
 * what nobody was asked for yet. One primary and one backup: near the changed lines, and with time. `/pass` hands a request on; without a
 * word from the primary the backup is asked, where `escalate_after` says so. `strategy: prow` draws as Prow's blunderbuss does.
 *
 * People say of themselves how many requests they take (`/review-capacity`) and when none (`/away`, `/back`), for the whole organisation,
 * on issues too. Comments never tell why somebody was or was not asked: `bowsprit explain` does.
 */
import { z } from "zod";
import { unread } from "../core/facts.ts";
import type { Order } from "../core/orders.ts";
import { compiled } from "../core/owners/pattern.ts";
import { isWithheld } from "../core/permissions.ts";
import { definePlugin, type Surroundings, type Wants } from "../core/plugin.ts";
import { missingIn } from "../core/route/missing.ts";
import { type Around, isAwaited, lookForReportAt, occasionsOn, silenceEnds, silenceEndsAfterNow } from "../core/route/occasions.ts";
import type { RouteOptions } from "../core/route/options.ts";
import { candidatesFor, explainedRouting, type Ground, handedBack, requestsFor, settingsIn } from "../core/route/requests.ts";
import { autoCc, away, back, pass, reviewCapacity } from "../core/route/words.ts";
import { type Word, wordsOf } from "../core/words.ts";

const words = [autoCc, pass, reviewCapacity, away, back];

const pattern = z.string().refine((source) => compiled(source).kind === "pattern", "expected a pattern that RE2 takes");

const awaitedStatus = z.strictObject({
  context: z.string().default("tide"),
  state: z.enum(["error", "failure", "pending", "success"]).default("pending"),
  description: pattern.default(
    "Not mergeable. (PullRequest is missing sufficient approving GitHub review\\(s\\)|Needs (lgtm|approved|approved, lgtm) labels?)\\.?",
  ),
});

const person = z.strictObject({
  login: z.string().min(1).max(100).describe("Whose time it is."),
  capacity: z.int().min(0).max(1000).optional().describe("How many requests for a review they take at a time; any, unless it is said."),
  away_until: z.iso.date().optional().describe("The last day (UTC) on which they are not asked, as YYYY-MM-DD."),
});

const options = z.strictObject({
  strategy: z
    .enum(["balanced", "prow"])
    .default("balanced")
    .describe("How people are chosen: one primary and backups, near the changed lines and with time; or drawn as Prow's blunderbuss does."),
  request_count: z
    .int()
    .min(0)
    .max(15)
    .default(2)
    .describe("How many people to ask. With `prow` at least as many, and one for each OWNERS area; 0 asks nobody."),
  max_request_count: z
    .int()
    .min(0)
    .max(15)
    .default(0)
    .describe("How many people to ask at most, besides those whom OWNERS require; 0: no limit but that of 30 people at work."),
  exclude_approvers: z.boolean().default(false).describe("Whether only reviewers are asked, however few there are."),
  use_status_availability: z
    .boolean()
    .default(false)
    .describe("Whether people whom GitHub shows as busy are passed over. `balanced` does so in any case."),
  ignore_drafts: z.boolean().default(false).describe("Whether nobody is asked for a draft until it is ready."),
  ignore_authors: z
    .array(z.string().max(100))
    .max(200)
    .default([])
    .describe("Authors for whose pull requests nobody is asked, as GitHub spells them, bots with `[bot]`. `/auto-cc` asks all the same."),
  wait_for_status: awaitedStatus
    .nullable()
    .default(null)
    .describe(
      "A commit status that has to be there before anybody is asked: `context` (`tide` unless said), `state` (`pending`) and `description` (an RE2 pattern; Tide's words for a pull request that lacks only a review).",
    ),
  escalate_after: z
    .int()
    .min(0)
    .max(2000)
    .default(0)
    .describe(
      "Hours, those of Saturday and Sunday (UTC) not counted, after which the backup is asked if nothing is heard from the primary, who is asked alone at first. 0: both are asked at once. With `balanced` only.",
    ),
  people: z
    .array(person)
    .max(500)
    .default([])
    .describe(
      "What people say of their time for reviews, for those who prefer a file to `/review-capacity` and `/away`. Either can only keep requests away.",
    ),
}) satisfies z.ZodType<RouteOptions>;

export default definePlugin({
  name: "route",
  isOnByDefault: true,
  labels: [],
  needs: [],
  asks: {
    may: ["files", "owners", "reviewLoad", "statuses"],
    when: (own, _, __, surroundings) => {
      const { isExplained, withheld } = surroundings;
      const around = aroundOf(surroundings, own);
      const occasions = occasionsOn(around, unread("not read yet"));
      const isAnybodyMissing = isAwaited(around) || missingIn(occasions, around).length > 0;
      const isWeighed = isExplained || (isAnybodyMissing && !isWithheld(withheld, "labels, comments and requests for review"));
      return [
        ...(isExplained || isAwaited(around) || occasions.length > 0 ? (["files", "owners"] as const) : []),
        ...(isWeighed && (own.strategy === "balanced" || own.use_status_availability) ? (["reviewLoad"] as const) : []),
        ...(isAwaited(around) ? (["statuses"] as const) : []),
      ];
    },
  },
  candidates: (own, surroundings, files, owners) => {
    const around = aroundOf(surroundings, own);
    const isOpen = surroundings.isExplained || isAwaited(around);
    return candidatesFor(isOpen ? "any" : occasionsOn(around, unread("not read yet")), around, { files, owners });
  },
  words,
  options,
  organisationOnly: ["people"],
  decide: ({ asked, options: own, words: said, ...surroundings }) => {
    const around = aroundOf(surroundings, own, said);
    const answered = [...settingsIn(said), ...handedBack(around)];
    const [files, owners] = [asked.files, asked.owners];
    if (files.kind === "unread" || owners.kind === "unread") return { orders: answered, ...recheckOf(around, []) };
    const load: Ground["load"] = asked.reviewLoad.kind === "known" ? asked.reviewLoad.value : new Map();
    const ground = { files: files.value, owners: owners.value.owners, load };
    const requests = requestsFor(occasionsOn(around, asked.statuses), around, ground);
    return {
      orders: [...answered, ...requests],
      ...recheckOf(around, requests),
      ...(surroundings.isExplained ? { routing: explainedRouting(around, ground) } : {}),
    };
  },
  decideOnIssue: ({ words: said }) => ({ orders: settingsIn(said) }),
});

/** A primary's silence ends at a time, and nothing else may happen until then; the delivery of an awaited report may be lost. */
function recheckOf(around: Around, requests: readonly Order[]): Pick<Wants, "recheckAt"> {
  const isAsking = requests.some(({ does }) => does.kind === "request review" && does.people.length > 0);
  if (isAwaited(around) && requests.length === 0) return { recheckAt: lookForReportAt(around) };
  if (isAsking && around.options.escalate_after > 0) return { recheckAt: silenceEndsAfterNow(around) };
  const ends = silenceEnds(around);
  return ends === undefined || ends.at <= around.now ? {} : { recheckAt: ends.at };
}

const aroundOf = (
  { now, me, thread, statements, memory }: Surroundings,
  own: RouteOptions,
  said: readonly Word[] = wordsOf(
    statements.filter(({ by }) => by?.id !== me.id),
    words,
  ),
): Around => ({ now, me, thread, statements, memory, options: own, words: said });
