/** Budget: how many steps all merges of one walk may take, so that no contents, however they were made, take the time of everybody. */

/** Thrown where it is used up: what is not decided by then is not decided. */
export class BudgetExceeded extends Error {}

export class Budget {
  #left: number;

  constructor(steps: number) {
    this.#left = steps;
  }

  spend(steps: number): void {
    this.#left -= steps;
    if (this.#left < 0) throw new BudgetExceeded("more steps than may be taken");
  }
}
