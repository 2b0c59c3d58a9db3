/** People: whoever may stand behind a statement, told apart by database id. */
import type { Instant, Login, UserId } from "./ids.ts";

/** An account. A deleted one is `undefined` wherever a person may stand: it grants nothing. */
export interface Person {
  readonly id: UserId;
  readonly login: Login;
  /** The login as its owner spells it: for texts, never for comparing. */
  readonly spelled: string;
  readonly kind: "user" | "bot" | "mannequin";
}

/** Told by database id, never by login: Prow's robots are accounts of type User, and a login that is given up can be taken by anybody. */
export interface FormerBot {
  readonly id: UserId;
  /** The first second at which what it does to labels is no longer ours. */
  readonly before: Instant;
}
