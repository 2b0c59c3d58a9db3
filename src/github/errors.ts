/** What can be wrong with an answer of GitHub, as types: callers tell them apart, people read the messages. */

/** Of all below: something about GitHub or its answer, not about us. Messages hold nothing that a stranger may have written. */
export abstract class GitHubFailure extends Error {}

/** The App lacks a permission, or may not look there. */
export class Forbidden extends GitHubFailure {
  override readonly name = "Forbidden";
  /** As GitHub names what would suffice (`members=read`), where it says so. */
  readonly permission: string | undefined;

  constructor(what: string, permission?: string) {
    super(permission === undefined ? `may not ${what}` : `may not ${what}: the App needs the permission ${permission}`);
    this.permission = permission;
  }
}

/** GitHub does not take the credentials at all: wrong, revoked or expired. Of no answer's making, so that no source is called unread for it. */
export class Unauthorised extends Error {
  override readonly name = "Unauthorised";
}

/** Nothing there, or invisible to this installation: GitHub answers both with 404. */
export class NotFound extends GitHubFailure {
  override readonly name = "NotFound";
}

/** GitHub understood and declines: 409 and 422. */
export class Refused extends GitHubFailure {
  override readonly name = "Refused";
  /** Of the single errors: `already_exists`, `invalid`, `missing`, ... */
  readonly codes: readonly string[];

  constructor(message: string, codes: readonly string[]) {
    super(message);
    this.codes = codes;
  }
}

/** No answer, or one of a gateway. A write may have been done all the same. */
export class Unanswered extends GitHubFailure {
  override readonly name = "Unanswered";
  /** The answer took too long or would have been too large: a smaller question may be answered. */
  readonly isTooMuch: boolean;

  constructor(message: string, isTooMuch: boolean) {
    super(message);
    this.isTooMuch = isTooMuch;
  }
}

/** More than GitHub lists or anybody reads: no later try brings it. */
export class TooMuch extends GitHubFailure {
  override readonly name = "TooMuch";
}

/** An answer with a hole in it: `errors` beside data, a list that ends early, a shape that GitHub does not document. */
export class IncompleteRead extends GitHubFailure {
  override readonly name = "IncompleteRead";
}
