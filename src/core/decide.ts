/** Decide: asks every plugin that is on, and puts what they want together as one verdict. */
import { acknowledgements } from "./acknowledgement.ts";
import type { AnnotatedCheck } from "./actions.ts";
import { type Facts, hasLabel } from "./facts.ts";
import { opponentOver } from "./fight.ts";
import { earliest, type Instant, type NodeId } from "./ids.ts";
import type { Decided } from "./jobs/wanted.ts";
import type { VoteRecord } from "./memory.ts";
import type { Order } from "./orders.ts";
import type { Feature } from "./permissions.ts";
import type { LabelWant, Outcome, Plugin, StandingComment, Wants } from "./plugin.ts";
import { quoted } from "./quoting.ts";
import { broken, type Reason } from "./reasons.ts";
import { type StatusParts, statusComment, withheldDetails } from "./report.ts";
import type { Routing } from "./route/routing.ts";

export interface Verdict {
  /** Whether nothing stands between this pull request and its merge, as far as this bot is asked. */
  readonly isReady: boolean;
  /** The same without the other pull requests that share the check run: they would wait for each other for ever. */
  readonly isReadyAlone: boolean;
  /** Whose turn it is, in one line. */
  readonly title: string;
  readonly reasons: readonly Reason[];
  /** What is off because its permission is not granted. It makes nobody wait. */
  readonly withheld: readonly Feature[];
  readonly labels: readonly LabelWant[];
  /** Check runs besides the gate's. */
  readonly annotated: readonly AnnotatedCheck[];
  readonly orders: readonly Order[];
  readonly comments: readonly StandingComment[];
  readonly outdated: readonly NodeId[];
  readonly votes: readonly VoteRecord[];
  readonly runs: Decided;
  readonly status: string;
  readonly recheckAt: Instant | undefined;
  /** For `explain` alone. */
  readonly routing: Routing | undefined;
  /** Plugins that threw: our own fault, for the log. */
  readonly faults: readonly PluginFault[];
}

export interface PluginFault {
  readonly plugin: string;
  readonly error: unknown;
}

export interface PluginOutcome {
  readonly plugin: Plugin;
  readonly outcome: Outcome;
}

export const pluginsOn = (plugins: readonly Plugin[], options: Facts["options"]): Plugin[] =>
  plugins
    .filter((plugin) => options.plugins.includes(plugin.name) && plugin.isSetUp(options))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));

/** The verdict on one snapshot. The same facts give the same verdict. */
export function decide(facts: Facts, plugins: readonly Plugin[]): Verdict {
  const on = pluginsOn(plugins, facts.options);
  const vocabulary = on.flatMap((plugin) => plugin.words.map((word) => ({ plugin: plugin.name, word })));
  const outcomes = on.map((plugin) => ({ plugin, outcome: withinOwnLabels(plugin, plugin.outcome(facts, vocabulary), plugins) }));
  const orders = outcomes.flatMap(({ outcome }) => (outcome.kind === "decided" ? (outcome.wants.orders ?? []) : []));
  const words = vocabulary.map(({ word }) => word);
  return verdictOf(facts, outcomes, onceEach([...orders, ...acknowledgements(facts, words, orders)]));
}

function verdictOf(facts: Facts, outcomes: readonly PluginOutcome[], orders: readonly Order[]): Verdict {
  const wants = outcomes.flatMap(({ outcome }) => (outcome.kind === "decided" ? [outcome.wants] : []));
  const { labels, fights } = withoutFights(
    facts,
    wants.flatMap((want) => want.labels ?? []),
  );
  const own = [...facts.options.problems.map((problem) => broken(problem)), ...fights, ...outcomes.flatMap(reasonsOf)];
  const others = waitingForSiblings(facts);
  const reasons = [...own, ...others];
  const isReadyAlone = facts.thread.state === "open" && !facts.thread.isDraft && own.every((reason) => reason.state === "met");
  return {
    isReady: isReadyAlone && others.length === 0,
    isReadyAlone,
    title: titleOf(facts, reasons),
    ...{ reasons, labels, orders, withheld: facts.withheld },
    annotated: wants.flatMap((want) => want.annotated ?? []),
    comments: wants.flatMap((want) => want.comments ?? []),
    outdated: wants.flatMap((want) => want.outdated ?? []),
    votes: wants.flatMap((want) => want.votes ?? []),
    runs: decidedOf(wants),
    status: statusComment(statusParts(wants, reasons, facts.withheld)),
    recheckAt: earliest(...wants.map((want) => want.recheckAt)),
    routing: wants.find((want) => want.routing !== undefined)?.routing,
    faults: outcomes.flatMap(({ plugin, outcome }) => (outcome.kind === "failed" ? [{ plugin: plugin.name, error: outcome.error }] : [])),
  };
}

function reasonsOf({ plugin, outcome }: PluginOutcome): readonly Reason[] {
  switch (outcome.kind) {
    case "decided":
      return outcome.wants.reasons ?? [];
    case "waits":
      return outcome.for.map(
        ({ source, reason }) => ({ state: "unread", what: `${plugin.name}: could not read ${source}: ${reason}` }) as const,
      );
    case "failed":
      return [{ state: "unread", what: `${plugin.name} failed; its labels stay as they are` }];
    default:
      return outcome satisfies never;
  }
}

/** A plugin may touch no label but its own: anything else is a fault in the plugin, of which no other one must suffer. */
function withinOwnLabels(plugin: Plugin, outcome: Outcome, plugins: readonly Plugin[]): Outcome {
  if (outcome.kind !== "decided") return outcome;
  if (plugin.takesOtherLabels) return { kind: "decided", wants: withoutDeclared(outcome.wants, plugin, plugins) };
  const foreign = outcome.wants.labels?.find(({ label }) => !plugin.labels.some((own) => own.name === label.name));
  if (foreign === undefined) return outcome;
  return { kind: "failed", error: new Error(`${plugin.name} wants ${foreign.label.name}, a label it did not declare`) };
}

/** Which labels it wants follows from what a repository says, and that must not reach into the business of a plugin, on or off. */
function withoutDeclared(wants: Wants, plugin: Plugin, plugins: readonly Plugin[]): Wants {
  const others = plugins.filter((other) => other.name !== plugin.name).flatMap(({ labels }) => labels);
  const declared = new Set(others.map(({ name }) => name.toLowerCase()));
  return { ...wants, labels: (wants.labels ?? []).filter(({ label }) => !declared.has(label.name.toLowerCase())) };
}

/** A label over which another bot fights us is not written any more; people are told who it is. */
function withoutFights(
  facts: Facts,
  wanted: readonly LabelWant[],
): { readonly labels: readonly LabelWant[]; readonly fights: readonly Reason[] } {
  const fights = wanted.flatMap((want) => {
    if (want.on === hasLabel(facts.thread, want.label.name)) return [];
    const opponent = opponentOver(want.label.name, facts);
    return opponent === undefined ? [] : [{ want, opponent }];
  });
  return {
    labels: wanted.filter((want) => !fights.some((fight) => fight.want === want)),
    fights: fights.map(({ want, opponent }) =>
      broken(
        `another bot, ${quoted(opponent.spelled)}, undid twice within ten minutes what was done to the label \`${want.label.name}\`: it is left as it is until a person says or does something here; switch the plugin of ${quoted(opponent.spelled)} off that sets it`,
      ),
    ),
  };
}

/** A check run belongs to a commit: it is green only if every open pull request on that head and base is ready. */
function waitingForSiblings(facts: Facts): Reason[] {
  return facts.memory.siblings
    .filter((sibling) => sibling.isReady !== true)
    .map((sibling) => ({ state: "open", what: `waiting for #${sibling.number}, which has the same head and base branch` }) as const);
}

function titleOf(facts: Facts, reasons: readonly Reason[]): string {
  if (facts.thread.state !== "open") return facts.thread.state === "merged" ? "Merged" : "Closed";
  const first = (["broken", "unread", "open"] as const).flatMap((state) => reasons.filter((reason) => reason.state === state))[0];
  if (first !== undefined) return first.what.replace(/^[a-z](?!\w*: )/, (letter) => letter.toUpperCase());
  return facts.thread.isDraft ? "This is a draft" : "Ready";
}

function decidedOf(wants: readonly Wants[]): Decided {
  const runs = wants.flatMap((want) => want.runs ?? []);
  return {
    wanted: runs.flatMap(({ wanted }) => wanted),
    sought: runs.flatMap(({ sought }) => sought),
    aborted: runs.flatMap(({ aborted }) => aborted),
    answered: runs.flatMap(({ answered }) => answered),
  };
}

const statusParts = (wants: readonly Wants[], reasons: readonly Reason[], withheld: readonly Feature[]): StatusParts => ({
  lead: wants.find((want) => want.lead !== undefined)?.lead,
  notes: [
    ...wants.flatMap((want) => want.notes ?? []),
    ...reasons.filter((reason) => reason.state === "unread").map((reason) => reason.what),
  ],
  sections: wants.flatMap((want) => want.sections ?? []),
  details: [...wants.flatMap((want) => want.details ?? []), ...withheldDetails(withheld)],
});

/** A key names one thing to do: the order book is written only when a pass has begun to act. */
export const onceEach = <O extends Pick<Order, "key">>(orders: readonly O[]): O[] => [
  ...new Map(orders.map((order) => [order.key, order])).values(),
];
