/** A pull request on the simulated GitHub, the connection under test, and what one look hands to the next. */
import type { Write } from "../../src/core/actions.ts";
import type { Facts, OwnersOptions, Source } from "../../src/core/facts.ts";
import type { NodeId, Sha } from "../../src/core/ids.ts";
import type { Look, Reading, ThreadName } from "../../src/core/look.ts";
import type { Memory, Remembered, WriteOutcome } from "../../src/core/memory.ts";
import { Client, type ConnectionOptions, type Session } from "../../src/github/client.ts";
import { connect, type GitHub } from "../../src/github/index.ts";
import {
  type Changes,
  noFaults,
  type Organization,
  type Permissions,
  type Person,
  type Pull,
  type Repository,
  World,
} from "../../src/sim/index.ts";
import { ownersDefaults } from "../given.ts";

export interface Stage {
  readonly world: World;
  readonly org: Organization;
  readonly repository: Repository;
  readonly alice: Person;
  readonly bob: Person;
  readonly pull: Pull;
  readonly github: GitHub;
  /** The same connection, for what is no question or deed of a pass by itself. */
  readonly session: Session;
  readonly installation: number;
  readonly target: ThreadName;
}

export interface StageOptions {
  readonly files?: Changes;
  readonly changes?: Changes;
  readonly permissions?: Permissions;
  /** Installed on this repository alone. */
  readonly isSelected?: boolean;
  readonly body?: string;
  /** That the repository has. */
  readonly labels?: readonly string[];
}

/** bob opens a pull request in acme/widgets; alice is a member of acme. */
export function stage({
  files = { "a.go": "package a\n" },
  changes = { "b.go": "package b\n" },
  body = "",
  labels = [],
  ...options
}: StageOptions = {}): Stage {
  const world = new World({ faults: noFaults });
  const org = world.organization("acme");
  const [alice, bob] = [world.user("Alice"), world.user("bob")];
  org.adds(alice);
  const repository = org.repository({ name: "widgets", files, labels, collaborators: { Alice: "write" } });
  const permissions = options.permissions === undefined ? {} : { permissions: options.permissions };
  const { id: installation } = world.installs(org, { ...permissions, ...(options.isSelected ? { repositories: [repository] } : {}) });
  const pull = bob.opens(repository, { changes, body, fork: true });
  const { id: appId, privateKey } = world.app;
  const connection: ConnectionOptions = {
    ...{ appId, privateKey, baseUrl: world.api, fetch: world.fetch },
    limits: { spacing: 0, contentAnHour: 100_000 },
    clock: () => world.clock.now(),
  };
  const github = connect(connection);
  const session = new Client(connection).session(installation, "pass");
  const target = { installation, repository: { id: repository.id, owner: "acme", name: "widgets" }, number: pull.number };
  return { world, org, repository, alice, bob, pull, github, session, installation, target };
}

/** One action by itself. */
export const applied = async ({ github, target }: Pick<Stage, "github" | "target">, look: Look, action: Write): Promise<WriteOutcome> =>
  (await github.applyAll(target, look, [action], async () => {}))[0] ?? {};

/** What a ledger would hand over after a look, with what deliveries told since. */
export const rememberedAfter = (
  { statements, ours, counts, readWholeAt }: Look,
  told: { readonly withdrawn?: readonly NodeId[]; readonly submittedOn?: ReadonlyMap<NodeId, Sha> } = {},
): Remembered => ({
  ...{ statements, ours, counts, readWholeAt },
  withdrawn: new Set(told.withdrawn ?? []),
  submittedOn: told.submittedOn ?? new Map(),
});

/** What was asked of GitHub during this, by route or operation, in order. */
export async function askedDuring(world: World, during: () => Promise<unknown>): Promise<string[]> {
  const before = world.journal.exchanges.length;
  await during();
  return world.journal.exchanges.slice(before).map(({ method, route }) => (route.startsWith("graphql") ? route : `${method} ${route}`));
}

const reading = (sources: readonly Source[], more: Partial<Reading>): Reading => ({
  ...{ sources: new Set(sources), teams: [], binding: new Set(), settle: 10 },
  ...more,
});

export const memoryOf = ({ now, thread }: Look): Memory => ({
  ...{
    adoptedAt: thread.createdAt,
    activeSince: thread.createdAt,
    votes: new Map(),
    orders: new Map(),
    siblings: [],
    isHeadShared: false,
    runs: [],
  },
  sightings: [
    { head: thread.head, at: thread.createdAt, source: "opened" },
    { head: thread.head, at: now, source: "read" },
  ],
});

export interface ReadOptions {
  readonly owners?: Partial<OwnersOptions>;
  readonly reading?: Partial<Reading>;
  readonly memory?: Partial<Memory>;
}

/** Looks, and reads these sources. */
export async function sourcesOf({ github, target }: Stage, sources: readonly Source[], more: ReadOptions = {}): Promise<Facts["sources"]> {
  const look = await github.look(target, undefined, false);
  const options = { owners: { ...ownersDefaults, ...more.owners } };
  return github.read(target, look, reading(sources, more.reading ?? {}), { ...memoryOf(look), ...more.memory }, options);
}

/** The value of a source, or its reason as an error that fails the test. */
export function knownValue<S extends Source>(sources: Facts["sources"], source: S) {
  const read = sources[source];
  if (read.kind === "unread") throw new Error(`${source} is unread: ${read.reason}`);
  return read.value;
}
