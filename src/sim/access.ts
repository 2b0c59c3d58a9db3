/** Access: whose rights a token carries. An installation has its App's; a person has their own, narrowed to reading. */
import type { Account } from "./accounts.ts";
import type { Permissions } from "./apps.ts";
import type { Repository } from "./repositories.ts";
import type { World } from "./world.ts";

export interface Access {
  /** Requests are counted under it. */
  readonly id: number;
  readonly actor: Account;
  readonly suspended: boolean;
  /** Whether it reaches further into the repository than the public does. */
  includes(repository: Repository): boolean;
  /** Whether it sees members and teams that the public does not see. */
  isWithin(organization: Account): boolean;
  maySeeCollaborators(repository: Repository): boolean;
}

/** What a person's read-only token asks for. */
export const readingPermissions: Permissions = {
  metadata: "read",
  pull_requests: "read",
  issues: "read",
  contents: "read",
  checks: "read",
  members: "read",
  statuses: "read",
};

const pushing: ReadonlySet<string | undefined> = new Set(["admin", "maintain", "write"]);

export class PersonalAccess implements Access {
  readonly actor: Account;
  readonly suspended = false;
  readonly #world: World;

  constructor(world: World, person: Account) {
    this.#world = world;
    this.actor = person;
  }

  get id(): number {
    return this.actor.id;
  }

  includes(repository: Repository): boolean {
    return repository.isCollaborator(this.actor);
  }

  isWithin(organization: Account): boolean {
    return this.#world.organizationOf(organization)?.isMember(this.actor) === true;
  }

  maySeeCollaborators(repository: Repository): boolean {
    return pushing.has(repository.roleOf(this.actor));
  }
}
