/** Reasons: why a pull request is ready or not, as a tree that every view renders. */

/** `met`: done. `open`: somebody's turn. `broken`: an error that a person must fix. `unread`: could not be looked at. */
export interface Reason {
  readonly state: "met" | "open" | "broken" | "unread";
  /** A sentence without its full stop, in Markdown. */
  readonly what: string;
  readonly because?: readonly Reason[];
}

export const met = (what: string, because?: readonly Reason[]): Reason => reason("met", what, because);
export const open = (what: string, because?: readonly Reason[]): Reason => reason("open", what, because);
export const broken = (what: string, because?: readonly Reason[]): Reason => reason("broken", what, because);

const reason = (state: Reason["state"], what: string, because?: readonly Reason[]): Reason =>
  because === undefined || because.length === 0 ? { state, what } : { state, what, because };
