/** What a plugin is: a pure function from facts and its own options to what it wants, with everything that help and docs say of it. */
import type { z } from "zod";
import type { AnnotatedCheck } from "./actions.ts";
import type { Facts, OwnersOptions, Read, Source, Sources } from "./facts.ts";
import type { Instant, Login, NodeId, ThreadKind } from "./ids.ts";
import type { IssueFacts, IssueWants } from "./issue.ts";
import { type TrustOptions, trustOptionsIn } from "./jobs/trust-options.ts";
import type { Decided } from "./jobs/wanted.ts";
import type { LabelDefinition } from "./label.ts";
import type { Candidates, JobsReading } from "./look.ts";
import type { VoteRecord } from "./memory.ts";
import { once } from "./once.ts";
import type { Order } from "./orders.ts";
import type { Reason } from "./reasons.ts";
import type { Routing } from "./route/routing.ts";
import type { Statement } from "./statements.ts";
import type { Word, WordDefinition } from "./words.ts";
import { isSaidOn, wordsOf } from "./words.ts";

export type { LabelDefinition } from "./label.ts";

export interface LabelWant {
  readonly label: LabelDefinition;
  readonly on: boolean;
  /** Of the label in its repository, where the plugin knows that it is there. */
  readonly node?: NodeId;
  /** When the last word behind it was said; absent where it follows from the state alone. */
  readonly since?: Instant;
}

/** A comment of ours that should stand on the thread, found again by its hidden mark. */
export interface StandingComment {
  readonly mark: string;
  readonly body: string;
}

export interface Wants {
  readonly labels?: readonly LabelWant[];
  /** What this plugin asks of the pull request before it may be merged. */
  readonly reasons?: readonly Reason[];
  /** The head of the status comment; of all plugins only approve writes one. */
  readonly lead?: { readonly title: string; readonly text: string; readonly meta: string };
  /** Lines of the status comment, in Markdown. */
  readonly notes?: readonly string[];
  /** Parts of the status comment that are more than a line, in Markdown. */
  readonly sections?: readonly string[];
  /** Folded parts of the status comment. */
  readonly details?: readonly { readonly summary: string; readonly text: string }[];
  /** A check run of its own, for remarks on lines. */
  readonly annotated?: AnnotatedCheck;
  readonly orders?: readonly Order[];
  readonly comments?: readonly StandingComment[];
  /** Comments of ours that hold no longer. */
  readonly outdated?: readonly NodeId[];
  /** Votes judged in this pass, to be remembered as they were judged. */
  readonly votes?: readonly VoteRecord[];
  /** Runs that should be or should not be, and requests that are settled with that. */
  readonly runs?: Decided;
  /** Whom to ask for a review and why: for those who ask this program, and never in public. */
  readonly routing?: Routing;
  /** The earliest second at which looking again may change the answer without anything having happened. */
  readonly recheckAt?: Instant;
}

/** Everything of the facts that needs no reading apart. */
export type Surroundings = Pick<Facts, "now" | "me" | "thread" | "statements" | "ours" | "withheld" | "memory" | "isExplained">;

export interface Input<Needs extends Source, Asks extends Source, Options> extends Surroundings {
  readonly options: Options;
  readonly ownersOptions: OwnersOptions;
  readonly trustOptions: TrustOptions;
  readonly origins: NonNullable<Facts["options"]["origins"]>;
  /** This plugin's own words, as far as they count. What this App itself wrote holds none. */
  readonly words: readonly Word[];
  /** Words of the repository's plugins that are on, for help. */
  readonly vocabulary: readonly { readonly plugin: string; readonly word: WordDefinition }[];
  readonly sources: { readonly [S in Needs]: Sources[S] };
  readonly asked: { readonly [S in Asks]: Read<Sources[S]> };
}

/** An issue and this plugin's own words on it, as far as they count. Nothing is read for it. */
export interface IssueInput<Options> extends Omit<IssueFacts, "options"> {
  readonly options: Options;
  readonly words: readonly Word[];
}

export interface PluginDefinition<Needs extends Source, Asks extends Source, Options> {
  readonly name: string;
  readonly isOnByDefault: boolean;
  readonly labels: readonly LabelDefinition[];
  /** Whether it also takes labels that follow from the facts, of those that no plugin declares. One plugin does at most. */
  readonly takesOtherLabels?: boolean;
  /** Without these `decide` is not called at all. */
  readonly needs: readonly Needs[];
  /** Sources that are needed only at times: the plugin meets them as read or unread, and decides what an unread one stops. */
  readonly asks?: {
    readonly may: readonly Asks[];
    readonly when: (options: Options, owners: OwnersOptions, trust: TrustOptions, around: Surroundings) => readonly Asks[];
  };
  /** Where the jobs are that are read for it. */
  readonly jobs?: (options: Options) => JobsReading;
  /** Without this the plugin is off, whoever names it. Absent: it needs nothing to be set up. */
  readonly isSetUp?: (options: Options, all: Facts["options"]) => boolean;
  /** Whose review may have to be asked for, the likeliest first: the source `reviewLoad` tells of them. */
  readonly candidates?: (options: Options, around: Surroundings, ...from: Parameters<Candidates>) => readonly Login[];
  /** Display names of teams whose membership of the author matters under these options. */
  readonly teams?: (options: Options) => readonly string[];
  readonly words: readonly WordDefinition[];
  /** Statements other than words that bind to the head their writer saw: reviews, a label set by hand. */
  readonly binds?: (statement: Statement, options: Options) => boolean;
  /** Seconds that a replica of GitHub may lag behind, where this plugin's evidence depends on it. */
  readonly settle?: (options: Options) => number;
  readonly options: z.ZodType<Options>;
  /** Names of options that a repository must not set for itself. */
  readonly organisationOnly?: readonly string[];
  readonly decide: (input: Input<Needs, Asks, Options>) => Wants;
  /** What it wants on an issue. Absent: it works on pull requests alone, and its words are heard on none. */
  readonly decideOnIssue?: (input: IssueInput<Options>) => IssueWants;
}

export type Decision<Wanted> = { readonly kind: "decided"; readonly wants: Wanted } | { readonly kind: "failed"; readonly error: unknown };

export type Outcome =
  | Decision<Wants>
  /** A source it needs could not be read: its labels stay as they are. */
  | { readonly kind: "waits"; readonly for: readonly { readonly source: Source; readonly reason: string }[] };

/** What a plugin has read for it under the options of a repository. */
export interface SourcesWanted {
  readonly read: readonly Source[];
  readonly teams: readonly string[];
  readonly jobs?: JobsReading;
  readonly settle: number;
  readonly candidates: Candidates;
  /** Statements other than words whose revisions it needs. */
  readonly binds: (statement: Statement) => boolean;
}

/** A plugin with its types sealed in: what the registry, the reconciler and the docs handle. */
export interface Plugin {
  readonly name: string;
  readonly isOnByDefault: boolean;
  /** The kinds of threads on which it works. */
  readonly threads: readonly ThreadKind[];
  readonly labels: readonly LabelDefinition[];
  readonly takesOtherLabels: boolean;
  readonly words: readonly WordDefinition[];
  readonly options: z.ZodType<unknown>;
  readonly organisationOnly: readonly string[];
  readonly isSetUp: (options: Facts["options"]) => boolean;
  readonly sources: (options: Facts["options"], around: Surroundings) => SourcesWanted;
  readonly outcome: (facts: Facts, vocabulary: Input<never, never, never>["vocabulary"]) => Outcome;
  readonly outcomeOnIssue: (facts: IssueFacts) => Decision<IssueWants>;
}

/** Seals a definition. The types of `decide` follow from `needs` and `asks`: what was not asked for cannot be looked at. */
export function definePlugin<const Needs extends Source, const Asks extends Source, Options>(
  definition: PluginDefinition<Needs, Asks, Options>,
): Plugin {
  // A pass asks for them several times, and reading them compiles every pattern in them.
  const optionsIn = once(({ byPlugin }: Facts["options"]): Options => definition.options.parse(byPlugin.get(definition.name) ?? {}));
  return {
    name: definition.name,
    isOnByDefault: definition.isOnByDefault,
    threads: definition.decideOnIssue === undefined ? ["pull request"] : ["pull request", "issue"],
    labels: definition.labels,
    takesOtherLabels: definition.takesOtherLabels ?? false,
    words: definition.words,
    options: definition.options,
    isSetUp: (options) => definition.isSetUp?.(optionsIn(options), options) ?? true,
    organisationOnly: definition.organisationOnly ?? [],
    sources: (options, around) => {
      const own = optionsIn(options);
      return {
        read: [...definition.needs, ...(definition.asks?.when(own, options.owners, trustOptionsIn(options), around) ?? [])],
        teams: definition.teams?.(own) ?? [],
        ...(definition.jobs === undefined ? {} : { jobs: definition.jobs(own) }),
        settle: definition.settle?.(own) ?? 0,
        candidates: (...from) => definition.candidates?.(own, around, ...from) ?? [],
        binds: (statement) => definition.binds?.(statement, own) ?? false,
      };
    },
    outcome: (facts, vocabulary) => {
      const missing = definition.needs.flatMap((source) => {
        const read = facts.sources[source];
        return read.kind === "unread" ? [{ source, reason: read.reason }] : [];
      });
      if (missing.length > 0) return { kind: "waits", for: missing };
      return decisionOf(() => definition.decide(inputOf(definition, optionsIn(facts.options), facts, vocabulary)));
    },
    outcomeOnIssue: (facts) =>
      decisionOf(() => definition.decideOnIssue?.(issueInputOf(definition.words, optionsIn(facts.options), facts)) ?? {}),
  };
}

function decisionOf<Wanted>(decide: () => Wanted): Decision<Wanted> {
  try {
    return { kind: "decided", wants: decide() };
  } catch (error) {
    return { kind: "failed", error };
  }
}

function issueInputOf<Options>(definitions: readonly WordDefinition[], options: Options, facts: IssueFacts): IssueInput<Options> {
  const own = definitions.filter((word) => isSaidOn(word, "issue"));
  return { ...facts, options, words: wordsOf(facts.statements, own) };
}

function inputOf<Needs extends Source, Asks extends Source, Options>(
  definition: PluginDefinition<Needs, Asks, Options>,
  options: Options,
  facts: Facts,
  vocabulary: Input<never, never, never>["vocabulary"],
): Input<Needs, Asks, Options> {
  const { now, me, thread, statements, ours, withheld, memory, isExplained } = facts;
  const read = Object.fromEntries(definition.needs.map((source) => [source, knownValue(facts.sources[source])]));
  const asked = Object.fromEntries((definition.asks?.may ?? []).map((source) => [source, facts.sources[source]]));
  return {
    ...{ now, me, thread, statements, ours, withheld, memory, isExplained, options, vocabulary },
    ...{ ownersOptions: facts.options.owners, trustOptions: trustOptionsIn(facts.options), origins: facts.options.origins ?? new Map() },
    words: wordsOf(
      statements.filter((said) => said.by?.id !== me.id),
      definition.words,
    ),
    sources: read as Input<Needs, Asks, Options>["sources"],
    asked: asked as Input<Needs, Asks, Options>["asked"],
  };
}

function knownValue<T>(read: Read<T>): T {
  if (read.kind === "unread") throw new Error(`read a source that is unread: ${read.reason}`);
  return read.value;
}
