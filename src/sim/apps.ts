/** GitHub Apps, their installations, permissions and tokens. */
import { createPublicKey, generateKeyPairSync, type KeyObject, verify } from "node:crypto";
import type { Access } from "./access.ts";
import type { Account } from "./accounts.ts";
import { nodeId } from "./ids.ts";
import type { Repository } from "./repositories.ts";

export type Level = "read" | "write";
export type Permissions = Readonly<Record<string, Level>>;

/** What an App of this kind asks for. */
export const usualPermissions: Permissions = {
  metadata: "read",
  pull_requests: "write",
  issues: "write",
  contents: "read",
  checks: "write",
  members: "read",
  statuses: "read",
  merge_queues: "read",
};

/** What it asks for where it starts jobs and reports them. */
export const jobPermissions: Permissions = { ...usualPermissions, actions: "write", statuses: "write" };

/** The permission without which an event is not delivered; events that are not named here always are. */
export const permissionOfEvent: Readonly<Record<string, string>> = {
  pull_request: "pull_requests",
  pull_request_review: "pull_requests",
  pull_request_review_comment: "pull_requests",
  pull_request_review_thread: "pull_requests",
  issue_comment: "issues",
  issues: "issues",
  push: "contents",
  check_run: "checks",
  check_suite: "checks",
  status: "statuses",
  merge_group: "merge_queues",
  workflow_run: "actions",
  membership: "members",
  organization: "members",
  team: "members",
  member: "members",
};

/** Making a key takes a tenth of a second, so every App of one process has the same. */
let keyPair: { readonly privateKey: string; readonly publicKey: KeyObject } | undefined;

function keys(): { readonly privateKey: string; readonly publicKey: KeyObject } {
  if (keyPair === undefined) {
    const { privateKey, publicKey } = generateKeyPairSync("rsa", {
      modulusLength: 2048,
      privateKeyEncoding: { type: "pkcs8", format: "pem" },
      publicKeyEncoding: { type: "spki", format: "pem" },
    });
    keyPair = { privateKey, publicKey: createPublicKey(publicKey) };
  }
  return keyPair;
}

export class App {
  readonly __typename = "App";
  readonly id: number;
  readonly slug: string;
  readonly bot: Account;
  readonly owner: Account;
  readonly webhookSecret: string;
  readonly clientId: string;
  permissions: Permissions = usualPermissions;
  /** Where its webhooks go, and how. */
  hook = { url: "https://bot.test/api/github/webhooks", contentType: "json", isInsecure: false };
  readonly installations: Installation[] = [];

  constructor(id: number, slug: string, bot: Account, owner: Account) {
    this.id = id;
    this.slug = slug;
    this.bot = bot;
    this.owner = owner;
    this.webhookSecret = `webhook secret of ${slug}`;
    this.clientId = `Iv23li${id}${slug}`;
  }

  get nodeId(): string {
    return nodeId("A", this.id);
  }

  /** PEM, PKCS #8. */
  get privateKey(): string {
    return keys().privateKey;
  }

  /** Whether a JSON Web Token was signed with the App's key and names the App. Its times follow the machine's clock, so they are not judged. */
  recognises(token: string): boolean {
    const [header, claims, signature] = token.split(".");
    if (header === undefined || claims === undefined || signature === undefined) return false;
    const signed = Buffer.from(`${header}.${claims}`);
    if (!verify("RSA-SHA256", signed, keys().publicKey, Buffer.from(signature, "base64url"))) return false;
    const payload: unknown = JSON.parse(Buffer.from(claims, "base64url").toString());
    return (
      typeof payload === "object" && payload !== null && "iss" in payload && [String(this.id), this.clientId].includes(String(payload.iss))
    );
  }
}

export class Installation implements Access {
  readonly id: number;
  readonly app: App;
  readonly account: Account;
  readonly createdAt: number;
  /** Undefined: all, also those to come. */
  selected: Set<Repository> | undefined;
  permissions: Permissions;
  suspended = false;
  updatedAt: number;

  constructor(
    id: number,
    app: App,
    account: Account,
    createdAt: number,
    permissions: Permissions,
    selected: Iterable<Repository> | undefined,
  ) {
    this.id = id;
    this.app = app;
    this.account = account;
    this.createdAt = createdAt;
    this.updatedAt = createdAt;
    this.permissions = permissions;
    this.selected = selected === undefined ? undefined : new Set(selected);
  }

  get actor(): Account {
    return this.app.bot;
  }

  isWithin(organization: Account): boolean {
    return this.account === organization;
  }

  maySeeCollaborators(): boolean {
    return true;
  }

  includes(repository: Repository): boolean {
    return repository.owner === this.account && (this.selected === undefined || this.selected.has(repository));
  }

  may(permission: string, level: Level): boolean {
    return covers(this.permissions[permission], level);
  }
}

/** What a token stands for. */
export interface Token {
  readonly value: string;
  readonly access: Access;
  readonly permissions: Permissions;
  readonly repositories: ReadonlySet<Repository> | undefined;
  readonly expiresAt: number;
}

/** What is taken away takes effect at once, also for tokens from before; what is added needs a new token. */
export const mayWith = ({ permissions, access }: Token, permission: string, level: Level): boolean =>
  covers(permissions[permission], level) && (!(access instanceof Installation) || access.may(permission, level));

const covers = (granted: Level | undefined, level: Level): boolean => granted === "write" || granted === level;
