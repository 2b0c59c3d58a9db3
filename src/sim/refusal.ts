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

  constructor(status: number, message: string, details?: readonly Detail[]) {
    super(message);
    this.status = status;
    this.details = details;
  }
}

export const notFound = (): Refusal => new Refusal(404, "Not Found");
export const forbidden = (): Refusal => new Refusal(403, "Resource not accessible by integration");
export const unprocessable = (message: string, details?: readonly Detail[]): Refusal => new Refusal(422, message, details);
