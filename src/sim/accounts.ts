/** Who there is: people, bots, organisations and their teams. */
import { nodeId } from "./ids.ts";

export type AccountType = "User" | "Bot" | "Mannequin" | "Organization";

const prefixes = { User: "U", Bot: "BOT", Mannequin: "M", Organization: "O" } as const satisfies Record<AccountType, string>;

export class Account {
  /** Names change, this number never does. */
  readonly id: number;
  readonly __typename: AccountType;
  /** Without the "[bot]" that REST puts behind a bot's name. */
  login: string;
  name: string | null = null;
  deleted = false;
  /** Until when the person says to be busy, in seconds; null: busy without an end; undefined: not busy. */
  busyUntil: number | null | undefined;

  constructor(id: number, type: AccountType, login: string) {
    this.id = id;
    this.__typename = type;
    this.login = login;
  }

  get nodeId(): string {
    return nodeId(prefixes[this.__typename], this.id);
  }

  /** As REST and `viewer.login` spell it. GraphQL's `author.login` has the bare name. */
  get restLogin(): string {
    return this.__typename === "Bot" ? `${this.login}[bot]` : this.login;
  }
}

export interface Membership {
  readonly role: "member" | "admin";
  readonly isPublic: boolean;
  readonly state: "active" | "pending";
}

export class Team {
  readonly __typename = "Team";
  readonly id: number;
  readonly organization: Account;
  readonly slug: string;
  readonly name: string;
  readonly parent: Team | null;
  readonly members = new Map<Account, "active" | "pending">();
  readonly children: Team[] = [];

  constructor(id: number, organization: Account, name: string, parent: Team | null) {
    this.id = id;
    this.organization = organization;
    this.name = name;
    this.slug = name.toLowerCase().replaceAll(/[^a-z0-9_-]+/g, "-");
    this.parent = parent;
    parent?.children.push(this);
  }

  get nodeId(): string {
    return nodeId("T", this.id);
  }

  /** A member of a child team is a member. */
  membership(account: Account): "active" | "pending" | undefined {
    const own = this.members.get(account);
    if (own === "active") return own;
    const inherited = this.children.map((child) => child.membership(account));
    return inherited.includes("active") ? "active" : (own ?? inherited.find((state) => state !== undefined));
  }

  everybody(): Account[] {
    const own = [...this.members].filter(([, state]) => state === "active").map(([account]) => account);
    return [...new Set([...own, ...this.children.flatMap((child) => child.everybody())])];
  }
}
