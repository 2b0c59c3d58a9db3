/** One simulated GitHub: everything there is, found by name or number, and how it is made. */
import { PersonalAccess, readingPermissions } from "./access.ts";
import { Account, type AccountType } from "./accounts.ts";
import { Actions } from "./actions/actions.ts";
import { announceInstallation } from "./announcements.ts";
import { App, Installation, type Level, type Permissions, permissionOfEvent, type Token } from "./apps.ts";
import { Clock } from "./clock.ts";
import { Deliverer, type DeliveryPlan, Outbox } from "./deliveries.ts";
import { DeliveryLog } from "./delivery-log.ts";
import { answer } from "./face.ts";
import { type FaultPlan, Faults, usualFaults } from "./faults.ts";
import { Journal } from "./journal.ts";
import { Organization } from "./organizations.ts";
import { Person } from "./people.ts";
import { Random } from "./random.ts";
import type { Repository } from "./repositories.ts";
import type { Thread } from "./threads.ts";
import { Moments } from "./versioned.ts";

export interface WorldOptions {
  /** Of all chance in this world. */
  readonly seed?: number;
  /** On by default; `noFaults` for a GitHub that always works. */
  readonly faults?: FaultPlan;
  /** Seconds since 1970 at which the clock begins. */
  readonly start?: number;
  readonly api?: string;
  readonly web?: string;
  /** The slug of the App under test. */
  readonly app?: string;
  /** Points of each installation an hour, for REST and GraphQL each. */
  readonly quota?: number;
}

export interface InstallOptions {
  readonly repositories?: Iterable<Repository>;
  readonly permissions?: Permissions;
}

export class World {
  readonly api: string;
  readonly web: string;
  readonly clock: Clock;
  readonly moments: Moments;
  readonly faults: Faults;
  readonly outbox: Outbox;
  readonly deliveryLog = new DeliveryLog(this);
  readonly journal = new Journal();
  readonly actions = new Actions(this);
  readonly startedAt: number;
  readonly threads = new Map<number, Thread>();
  readonly apps: App[] = [];
  readonly installations = new Map<number, Installation>();
  readonly tokens = new Map<string, Token>();
  readonly ghost = new Account(10137, "User", "ghost");
  /** The App under test. */
  readonly app: App;
  /** Off by default: octokit keeps tokens by the machine's clock, which this world's clock outruns. */
  tokensExpire = false;
  /** Points used, by installation, kind and hour. */
  readonly spent = new Map<string, number>();
  readonly random: Random;
  readonly quota: number;
  readonly #accounts = new Map<string, Account>();
  readonly #byId = new Map<number, Account | Repository>();
  readonly #repositories = new Map<string, Repository>();
  #lastId = 1000;

  constructor(options: WorldOptions = {}) {
    const { seed = 1, faults = usualFaults, api = "https://api.github.test", web = "https://github.test", app = "bowsprit" } = options;
    this.api = api;
    this.web = web;
    this.clock = new Clock(options.start);
    this.startedAt = this.clock.now();
    this.moments = new Moments(this.clock);
    this.faults = new Faults(this.moments, faults, seed);
    this.outbox = new Outbox(this, seed);
    this.random = new Random(seed);
    this.quota = options.quota ?? 1_000_000;
    this.app = this.application(app);
  }

  /** An in-process `fetch`: give it to octokit as `request: { fetch: world.fetch }`. */
  readonly fetch: typeof fetch = (input, init) => this.handle(new Request(input, init));

  /** Answers a request as api.github.com would. Rejects where the connection is made to break. */
  handle(request: Request): Promise<Response> {
    return answer(this, request);
  }

  nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  /** The person of this name, made when first named. */
  user(login: string): Person {
    const known = this.account(login);
    if (known instanceof Person) return known;
    if (known !== undefined) throw new Error(`${login} is a ${known.__typename}`);
    return this.#enter(new Person(this.nextId(), "User", login));
  }

  /** An account of another kind that can act: a bot, or the mannequin of an import. */
  actor(login: string, type: Exclude<AccountType, "Organization">): Person {
    return this.#enter(new Person(this.nextId(), type, login));
  }

  organization(login: string): Organization {
    const known = this.account(login);
    if (known instanceof Organization) return known;
    return this.#enter(new Organization(this, login));
  }

  organizationOf(account: Account): Organization | undefined {
    return account instanceof Organization ? account : undefined;
  }

  /** By the name that REST uses: bots end in "[bot]". */
  account(login: string): Account | undefined {
    const account = this.#accounts.get(login.toLowerCase());
    return account?.deleted === true ? undefined : account;
  }

  accountById(id: number): Account | undefined {
    const found = this.#byId.get(id);
    return found instanceof Account && !found.deleted ? found : undefined;
  }

  renameAccount(account: Account, login: string): void {
    this.#accounts.delete(account.restLogin.toLowerCase());
    account.login = login;
    this.#accounts.set(account.restLogin.toLowerCase(), account);
  }

  deleteAccount(account: Account): void {
    account.deleted = true;
    this.#accounts.delete(account.restLogin.toLowerCase());
  }

  /** An App with its bot; the one under test is `app`. */
  application(slug: string): App {
    const app = new App(this.nextId(), slug, this.actor(slug, "Bot"), this.ghost);
    this.apps.push(app);
    return app;
  }

  /** A token with which a person reads what they may read and, without further permissions, writes nothing. */
  personalToken(person: Person, permissions = readingPermissions): string {
    const value = `github_pat_${this.nextId()}`;
    const access = new PersonalAccess(this, person);
    this.tokens.set(value, {
      value,
      access,
      permissions,
      repositories: undefined,
      expiresAt: Number.POSITIVE_INFINITY,
    });
    return value;
  }

  /** Installs the App under test on all repositories of an owner, or on those given. */
  installs(owner: Account, { repositories, permissions }: InstallOptions = {}): Installation {
    const { app, clock } = this;
    const installation = new Installation(this.nextId(), app, owner, clock.now(), permissions ?? app.permissions, repositories);
    app.installations.push(installation);
    this.installations.set(installation.id, installation);
    announceInstallation(this, installation, "created");
    return installation;
  }

  repository(fullName: string): Repository | undefined {
    return this.#repositories.get(fullName.toLowerCase());
  }

  repositoryById(id: number): Repository | undefined {
    const found = this.#byId.get(id);
    return found instanceof Account ? undefined : found;
  }

  /** In the order in which they were made. */
  repositoriesOf(owner: Account): Repository[] {
    return [...this.#repositories.values()].filter((repository) => repository.owner === owner);
  }

  register(repository: Repository): void {
    const key = repository.fullName.toLowerCase();
    if (this.#repositories.has(key)) throw new Error(`${repository.fullName} exists`);
    this.#repositories.set(key, repository);
    this.#byId.set(repository.id, repository);
  }

  unregister(repository: Repository): void {
    this.#repositories.delete(repository.fullName.toLowerCase());
  }

  /** Who is to be told about an event on a repository. */
  installationsOn(repository: Repository, event: string): Installation[] {
    return this.installationsFor(repository.owner, event).filter((installation) => installation.includes(repository));
  }

  /** Who is to be told about an event on an owner's account. */
  installationsFor(owner: Account, event: string): Installation[] {
    if (!this.outbox.isOpen) return [];
    const permission = permissionOfEvent[event];
    return this.app.installations.filter(
      (installation) =>
        installation.account === owner && !installation.suspended && (permission === undefined || installation.may(permission, "read")),
    );
  }

  eventsOf(permissions: Readonly<Record<string, Level>>): string[] {
    const permitted = Object.keys(permissionOfEvent).filter((event) => permissions[permissionOfEvent[event] ?? ""] !== undefined);
    return [...permitted, "label", "repository"];
  }

  deliverer(plan?: DeliveryPlan, seed?: number): Deliverer {
    return new Deliverer(this, plan, seed);
  }

  /** What the App said and no test has read. */
  unread() {
    return this.journal.unread();
  }

  #enter<A extends Account>(account: A): A {
    this.#accounts.set(account.restLogin.toLowerCase(), account);
    this.#byId.set(account.id, account);
    return account;
  }
}
