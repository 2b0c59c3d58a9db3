/** Organisations: members, teams and the rights that membership gives. */
import { Account, type Membership, Team } from "./accounts.ts";
import { announceMembership, announceTeamMembership } from "./announcements.ts";
import { createRepository, type NewRepository } from "./creation.ts";
import type { Repository, Role } from "./repositories.ts";
import type { World } from "./world.ts";

export class Organization extends Account {
  readonly world: World;
  readonly members = new Map<Account, Membership>();
  readonly teams = new Map<string, Team>();
  /** What every member may do in every repository. */
  basePermission: Role | "none" = "read";

  constructor(world: World, login: string) {
    super(world.nextId(), "Organization", login);
    this.world = world;
  }

  isMember(account: Account): boolean {
    return this.members.get(account)?.state === "active";
  }

  roleOf(account: Account): Role | undefined {
    const membership = this.members.get(account);
    if (membership?.state !== "active") return undefined;
    if (membership.role === "admin") return "admin";
    return this.basePermission === "none" ? undefined : this.basePermission;
  }

  /** Members are private unless they say otherwise. */
  adds(account: Account, membership: Partial<Membership> = {}): void {
    const made: Membership = { role: "member", isPublic: false, state: "active", ...membership };
    this.members.set(account, made);
    if (made.state === "active") announceMembership(this, "member_added", account, made);
  }

  removes(account: Account): void {
    const membership = this.members.get(account);
    if (membership === undefined) return;
    this.members.delete(account);
    for (const team of this.teams.values()) team.members.delete(account);
    announceMembership(this, "member_removed", account, membership);
  }

  team(name: string, members: readonly Account[] = [], parent: Team | null = null): Team {
    const team = new Team(this.world.nextId(), this, name, parent);
    this.teams.set(team.slug, team);
    for (const member of members) this.addsToTeam(team, member);
    return team;
  }

  addsToTeam(team: Team, account: Account, state: "active" | "pending" = "active"): void {
    team.members.set(account, state);
    if (state === "active") announceTeamMembership(this, team, "added", account);
  }

  removesFromTeam(team: Team, account: Account): void {
    if (team.members.delete(account)) announceTeamMembership(this, team, "removed", account);
  }

  repository(options: NewRepository): Repository {
    return createRepository(this.world, this, options);
  }
}
