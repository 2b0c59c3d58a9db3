/** A repository: branches over shared git objects, labels, people's rights, threads and results of checks. */
import type { Account, Team } from "./accounts.ts";
import type { App } from "./apps.ts";
import { Comparisons } from "./git/files.ts";
import { ObjectStore, type Sha } from "./git/objects.ts";
import { nodeId } from "./ids.ts";
import type { Label } from "./items.ts";
import type { Organization } from "./organizations.ts";
import { type CheckRun, noResults, type Results } from "./results.ts";
import { Pull, type Thread } from "./threads.ts";
import { Versioned } from "./versioned.ts";
import type { World } from "./world.ts";

export type Role = "admin" | "maintain" | "write" | "triage" | "read";
const ranks: readonly Role[] = ["read", "triage", "write", "maintain", "admin"];

const strongest = (roles: readonly (Role | undefined)[]): Role | undefined => ranks.findLast((role) => roles.includes(role));

/** A rule of a ruleset, as REST shows it. */
export interface Rule {
  readonly type: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
}

/** A context that classic protection requires; of this App alone, where one is named. */
export interface RequiredStatus {
  readonly context: string;
  readonly app?: App | undefined;
}

/** A repository and its forks: they share objects, and a branch of one is the head of pull requests of another. */
class Network {
  readonly store = new ObjectStore();
  readonly comparisons = new Comparisons(this.store);
  readonly forks = new Map<Account, Repository>();
  readonly #byHead = new Map<string, Set<Pull>>();
  readonly #byCommit = new Map<Sha, Set<Pull>>();

  /** Notes that a pull request now has this head. */
  arrived(pull: Pull, head: Sha): void {
    this.#byCommit.set(head, (this.#byCommit.get(head) ?? new Set()).add(pull));
  }

  /** Open pull requests with this head, whatever their repository. */
  pullsAt(head: Sha): Pull[] {
    return [...(this.#byCommit.get(head) ?? [])].filter(({ state }) => state.head === head && state.state === "OPEN");
  }

  follow(pull: Pull, repository: Repository): void {
    const key = `${repository.id}:${pull.state.headRef}`;
    this.#byHead.set(key, (this.#byHead.get(key) ?? new Set()).add(pull));
  }

  /** Pull requests whose head is this branch, open or not. */
  everyPullFrom(repository: Repository, branch: string): Pull[] {
    return [...(this.#byHead.get(`${repository.id}:${branch}`) ?? [])].filter((pull) => pull.headRepository === repository);
  }

  /** Open pull requests whose head is this branch. */
  pullsFrom(repository: Repository, branch: string): Pull[] {
    return this.everyPullFrom(repository, branch).filter(({ state }) => state.state === "OPEN");
  }
}

export class Repository {
  readonly __typename = "Repository";
  readonly world: World;
  readonly id: number;
  owner: Account;
  name: string;
  readonly isPrivate: boolean;
  isArchived = false;
  isDeleted = false;
  readonly parent: Repository | null;
  readonly network: Network;
  defaultBranch: string;
  readonly createdAt: number;
  readonly branches = new Map<string, Versioned<Sha | null>>();
  /** By lower-case name: GitHub compares labels without case. */
  readonly labels = new Map<string, Label>();
  readonly collaborators = new Map<Account, Role>();
  readonly teams = new Map<Team, Role>();
  readonly threads = new Map<number, Thread>();
  /** Of a thread that is gone the number is not given again. */
  #lastNumber = 0;
  /** The commit of every check run. */
  readonly checkRuns = new Map<CheckRun["id"], Sha>();
  /** What rulesets say, by branch. */
  readonly rules = new Map<string, readonly Rule[]>();
  /** What classic protection requires, by branch. */
  readonly protections = new Map<string, readonly RequiredStatus[]>();
  readonly pullsByBase = new Map<string, Set<Pull>>();
  /** Which thread a comment, a review or an inline comment is on. */
  readonly threadOfPost = new Map<number, Thread>();
  readonly #results = new Map<Sha, Versioned<Results>>();

  constructor(
    world: World,
    owner: Account,
    name: string,
    options: { isPrivate: boolean; defaultBranch: string; parent: Repository | null },
  ) {
    this.world = world;
    this.id = world.nextId();
    this.owner = owner;
    this.name = name;
    this.isPrivate = options.isPrivate;
    this.defaultBranch = options.defaultBranch;
    this.parent = options.parent;
    this.network = options.parent?.network ?? new Network();
    this.createdAt = world.clock.now();
  }

  get nodeId(): string {
    return nodeId("R", this.id);
  }

  get fullName(): string {
    return `${this.owner.login}/${this.name}`;
  }

  get store(): ObjectStore {
    return this.network.store;
  }

  get organization(): Organization | undefined {
    return this.world.organizationOf(this.owner);
  }

  /** The tip of a branch; undefined if it does not exist. */
  tip(branch: string, moment?: number): Sha | undefined {
    return this.branches.get(branch)?.at(moment) ?? undefined;
  }

  setTip(branch: string, oid: Sha | null): void {
    const known = this.branches.get(branch);
    if (known === undefined) this.branches.set(branch, new Versioned(this.world.moments, oid));
    else known.set(oid);
  }

  label(name: string): Label | undefined {
    return this.labels.get(name.toLowerCase());
  }

  results(commit: Sha): Versioned<Results> {
    const known = this.#results.get(commit) ?? new Versioned(this.world.moments, noResults);
    this.#results.set(commit, known);
    return known;
  }

  /** Without making room for them: looking leaves no trace. */
  resultsAt(commit: Sha, moment: number | undefined): Results {
    return this.#results.get(commit)?.at(moment) ?? noResults;
  }

  /** Takes in a new thread and gives it its number. */
  add(thread: Thread): number {
    this.#lastNumber += 1;
    const number = this.#lastNumber;
    this.threads.set(number, thread);
    this.world.threads.set(thread.id, thread);
    return number;
  }

  pull(number: number): Pull | undefined {
    const thread = this.threads.get(number);
    return thread instanceof Pull ? thread : undefined;
  }

  /** The highest of all grants; undefined for somebody without any. */
  roleOf(account: Account): Role | undefined {
    if (account === this.owner) return "admin";
    const teams = [...this.teams].filter(([team]) => team.membership(account) === "active").map(([, role]) => role);
    return strongest([this.collaborators.get(account), this.organization?.roleOf(account), ...teams]);
  }

  /** Everybody may comment on a public repository; a collaborator is somebody with a grant. */
  isCollaborator(account: Account): boolean {
    return !account.deleted && account.__typename !== "Organization" && this.roleOf(account) !== undefined;
  }

  mayWrite(account: Account): boolean {
    const role = this.roleOf(account);
    return role !== undefined && ranks.indexOf(role) >= ranks.indexOf("write");
  }

  /** Owner, organisation, direct and team collaborators, in order of their ids. */
  allCollaborators(): Account[] {
    const teams = [...this.teams.keys()].flatMap((team) => team.everybody());
    const everybody = new Set([this.owner, ...this.collaborators.keys(), ...(this.organization?.members.keys() ?? []), ...teams]);
    return [...everybody].filter((account) => this.isCollaborator(account)).sort((a, b) => a.id - b.id);
  }
}
