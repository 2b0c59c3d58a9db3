/** How a repository and a thread are named towards GitHub. */

export interface RepositoryName {
  readonly id: number;
  readonly owner: string;
  readonly name: string;
}

/** Where a thread is found, and with whose rights. */
export interface ThreadName {
  readonly installation: number;
  readonly repository: RepositoryName;
  readonly number: number;
}

/** A repository, and with whose rights it is asked. */
export type Where = Pick<ThreadName, "installation" | "repository">;
