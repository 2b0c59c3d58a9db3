/** Which branch a pull request aimed at, at one second: a vote holds only while it aims there. */
import type { Instant } from "../ids.ts";
import type { BaseChange, Statement } from "../statements.ts";

const isBaseChange = (statement: Statement): statement is BaseChange => statement.kind === "base";

/** A change in the very second counts as later: `hadMovedAround` says that it is in doubt. */
export const branchAt = (statements: readonly Statement[], at: Instant, now: string): string =>
  statements.filter(isBaseChange).find((change) => change.at >= at)?.from ?? now;

/** Whether the branch changed so shortly before that the writer's page may have shown the old one. */
export const hadMovedAround = (statements: readonly Statement[], at: Instant, settle: number): boolean =>
  statements.filter(isBaseChange).some((change) => change.at >= at - settle && change.at <= at);
