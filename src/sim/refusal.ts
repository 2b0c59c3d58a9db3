/** What GitHub answers when it will not do something. */

export interface Detail {
  readonly resource?: string;
  readonly field?: string;
  readonly code: string;
  readonly message?: string;
}

export class Refusal extends Error {
  readonly status: number;
  readonly details: readonly Detail[] | undefined;
  /** Which permission would have helped, as the header `x-accepted-github-permissions` says it. */
  readonly accepted: string | undefined;

  constructor(status: number, message: string, details?: readonly Detail[], accepted?: string) {
    super(message);
    this.status = status;
    this.details = details;
    this.accepted = accepted;
  }
}

export const notFound = (): Refusal => new Refusal(404, "Not Found");
export const forbidden = (accepted?: string): Refusal => new Refusal(403, "Resource not accessible by integration", undefined, accepted);
export const unprocessable = (message: string, details?: readonly Detail[]): Refusal => new Refusal(422, message, details);
