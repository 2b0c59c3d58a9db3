/** Errors that a pass may end with and that mean something to the work set: not now, nothing here, and not allowed here. */
import { type Feature, offText, permissionText } from "./permissions.ts";

/** GitHub asked to be left alone, or shows something that cannot be true for long. The thread goes back for later. */
export class RetryLater extends Error {
  override readonly name = "RetryLater";
  /** Seconds from the answer on after which asking again makes sense. */
  readonly againIn: number;

  constructor(reason: string, againIn: number) {
    super(`${reason}; again in ${againIn} s`);
    this.againIn = againIn;
  }
}

/** The thread, its repository or the installation does not exist for the App, or not any more. */
export class Gone extends Error {
  override readonly name = "Gone";
}

/** What was to be done is a feature that is off, because its permission is not granted. No later try helps; GitHub tells when it is granted. */
export class Withheld extends Error {
  override readonly name = "Withheld";

  constructor(feature: Feature) {
    super(`${offText(feature)}: the App lacks the permission \`${permissionText(feature)}\``);
  }
}
