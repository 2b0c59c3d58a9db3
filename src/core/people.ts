/** People: whoever may stand behind a statement, told apart by database id. */
import type { Login, UserId } from "./ids.ts";

/** An account. A deleted one is `undefined` wherever a person may stand: it grants nothing. */
export interface Person {
  readonly id: UserId;
  readonly login: Login;
  /** The login as its owner spells it: for texts, never for comparing. */
  readonly spelled: string;
  readonly kind: "user" | "bot" | "mannequin";
}
