/** Lease: the right to write about a subject for a while, which only one pass has at a time. */

/** One pass's right to write: checked before every write, because a lease may have run out while GitHub was slow. */
export interface Lease {
  readonly isHeld: () => Promise<boolean>;
}

/** Somebody else holds the thread now; nothing of this pass counts any longer. */
export class LeaseLost extends Error {}

/** To be called before each request that changes something. Throws where the lease is lost. */
export const writesUnder =
  (lease: Lease, { url }: { readonly url: string }) =>
  async (): Promise<void> => {
    if (!(await lease.isHeld())) throw new LeaseLost(`the lease on ${url} ran out before all was written`);
  };
