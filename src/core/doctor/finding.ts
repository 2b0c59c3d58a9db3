/** A finding of `bowsprit doctor`: what was looked at, what was found, why it matters and what mends it. */

export type Status = "ok" | "warn" | "broken" | "unknown";

export interface Finding {
  /** A stable name. */
  readonly check: string;
  readonly status: Status;
  readonly what: string;
  readonly why: string;
  /** Empty where nothing has to be done. */
  readonly fix: string;
}

/** The findings that one check can end with. `why` tells why the check matters, unless a finding has a nearer reason. */
export interface Check {
  ok(what: string): Finding;
  warn(what: string, fix: string, why?: string): Finding;
  broken(what: string, fix: string, why?: string): Finding;
  unknown(what: string, fix: string, why?: string): Finding;
}

export function checkNamed(check: string, usualWhy: string): Check {
  const finding =
    (status: Status) =>
    (what: string, fix = "", why = usualWhy): Finding => ({ check, status, what, why, fix });
  return { ok: (what) => finding("ok")(what), warn: finding("warn"), broken: finding("broken"), unknown: finding("unknown") };
}

const badness: Readonly<Record<Status, number>> = { ok: 0, unknown: 1, warn: 2, broken: 3 };

export const worstOf = (findings: readonly Finding[]): Status =>
  findings.reduce<Status>((worst, { status }) => (badness[status] > badness[worst] ? status : worst), "ok");

/** At most so many names in a sentence. */
const mostNamed = 10;

/** Names for a sentence: the first few, and how many there are beside them. */
export function listed(names: readonly string[], most = mostNamed): string {
  const rest = names.length - most;
  return [...names.slice(0, most), ...(rest > 0 ? [`and ${rest} more`] : [])].join(", ");
}

export const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;
