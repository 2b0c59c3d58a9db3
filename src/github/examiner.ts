/** GitHub, as an examination of the App's set-up asks it: each thing known whole, or unread with its reason, and nothing is ever written. */
import type { Attempt } from "../core/deliveries.ts";
import type { Hook, Installation, ListedRepository, Rule } from "../core/doctor/facts.ts";
import { Gone, RetryLater, Withheld } from "../core/errors.ts";
import { known, type Read, unread } from "../core/facts.ts";
import { type Instant, instantOf, later } from "../core/ids.ts";
import type { OptionsNeed, OptionsText } from "../core/look.ts";
import type { FileText, OwnersReading } from "../core/owners/tree.ts";
import { memoryCache } from "./cache.ts";
import { Client, type ConnectionOptions } from "./client.ts";
import { deliveryAttempts } from "./delivery-log.ts";
import { GitHubFailure, NotFound, Unauthorised } from "./errors.ts";
import { webhook } from "./hook.ts";
import { type Introduction, introduction } from "./identity.ts";
import { included, installationsOf, named } from "./installed.ts";
import { repositoryLabels } from "./labels.ts";
import { optionsText } from "./options-text.ts";
import { ownersFiles } from "./owners-files.ts";
import type { Place } from "./place.ts";
import { type RepositoryState, repositoryState } from "./repository-state.ts";
import { branchRules } from "./rules.ts";
import { openThreads } from "./sweep.ts";

export interface Examiner {
  introduction(): Promise<Introduction>;
  hook(): Promise<Read<Hook>>;
  /** Of the last day, the newest first, or as many of them as say how things are. */
  attempts(): Promise<Read<readonly Attempt[]>>;
  installations(): Promise<Read<readonly Installation[]>>;
  /** All that an installation includes. */
  repositories(installation: number): Promise<Read<readonly ListedRepository[]>>;
  /** Undefined where the installation does not include it. */
  repository(installation: number, owner: string, name: string): Promise<Read<ListedRepository | undefined>>;
  /** Whether the installation may look into it, which it may into every public one. */
  isVisible(installation: number, owner: string, name: string): Promise<Read<boolean>>;
  /** Whether a repository has a workflow of this file name on its default branch. */
  hasWorkflow(installation: number, owner: string, name: string, workflow: string): Promise<Read<boolean>>;
  open(installation: number, repository: ListedRepository): Promise<Read<Opened>>;
}

/** A repository at the tip of its default branch. */
export interface Opened {
  readonly state: RepositoryState;
  /** What could not be read for whatever reason is `unread`. */
  optionsText(need: OptionsNeed): Promise<OptionsText>;
  ownersFiles(reading: OwnersReading): Promise<Read<ReadonlyMap<string, FileText>>>;
  labels(): Promise<Read<ReadonlySet<string>>>;
  /** Branches that open pull requests are aimed at. */
  bases(): Promise<Read<readonly string[]>>;
  rules(branch: string): Promise<Read<readonly Rule[]>>;
}

/** So much of the delivery log says how things are now (seconds), and so many pages of it. */
const lately = 24 * 60 * 60;
const mostPages = 10;

export function connectExaminer(options: ConnectionOptions): Examiner {
  const client = new Client(options);
  const seconds = options.clock ?? (() => Date.now() / 1000);
  const clock = (): Instant => instantOf(new Date(seconds() * 1000).toISOString());
  const session = (installation: number) => client.session(installation, "answer");
  const cache = memoryCache();
  return {
    introduction: () => introduction(options, clock),
    hook: () => read(() => webhook(client)),
    attempts: () => read(() => deliveryAttempts(client, later(clock(), -lately), mostPages)),
    installations: () => read(() => installationsOf(client)),
    repositories: (installation) => read(() => included(session(installation))),
    repository: (installation, owner, name) => read(() => orUndefined(named(client, session(installation), owner, name))),
    isVisible: (installation, owner, name) =>
      read(async () => (await orUndefined(session(installation).get("/repos/{owner}/{name}", { owner, name }))) !== undefined),
    hasWorkflow: (installation, owner, name, workflow) =>
      read(async () => {
        const route = "/repos/{owner}/{name}/actions/workflows/{workflow}";
        return (await orUndefined(session(installation).get(route, { owner, name, workflow }))) !== undefined;
      }),
    open: (installation, repository) => read(() => opened({ session: session(installation), installation, repository, cache, clock })),
  };
}

/** Whatever failed is a finding here, and no reason to end. A mistake of ours is one. */
async function read<T>(value: () => Promise<T>): Promise<Read<T>> {
  try {
    return known(await value());
  } catch (error) {
    if ([GitHubFailure, Unauthorised, RetryLater, Gone, Withheld].some((kind) => error instanceof kind)) return unread(messageOf(error));
    throw error;
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

async function orUndefined<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof NotFound) return undefined;
    throw error;
  }
}

/** Reads a repository as far as it is asked. */
async function opened(place: Place & { readonly repository: ListedRepository }): Promise<Opened> {
  const { session, repository } = place;
  const state = await repositoryState(place);
  const { tip } = state;
  return {
    state,
    optionsText: async (need) => {
      const text = await read(() => optionsText(place, { repository: state }, need));
      return text.kind === "known" ? text.value : text;
    },
    ownersFiles: (reading) => read(async () => (tip === undefined ? new Map() : ownersFiles(place, tip, reading))),
    labels: () => read(() => repositoryLabels(place)),
    bases: () => read(async () => [...new Set((await openThreads(session, repository)).map(({ base }) => base))]),
    rules: (branch) => read(() => branchRules(session, repository, branch)),
  };
}
