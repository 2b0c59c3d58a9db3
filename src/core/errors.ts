/** Errors that a pass may end with and that mean something to the work set: not now, and nothing here. */

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
