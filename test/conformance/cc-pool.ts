/** Who may be asked to review a case, and whom Prow's procedure asks under the two draws that the reference was given. */
import { type Login, loginOf } from "../../src/core/ids.ts";
import type { Change } from "../../src/core/owners/approval.ts";
import { sortedSet } from "../../src/core/owners/bytes.ts";
import type { Answer } from "../../src/core/owners/questions.ts";
import { type Draw, seededDraw, takesFirst, takesLast } from "../../src/core/route/draw.ts";
import { asSent, prowChoice, type RequestOptions } from "../../src/core/route/prow.ts";

import type { Case, Expected } from "./corpora.ts";

interface Choices {
  readonly first: readonly Login[];
  readonly last: readonly Login[];
}

export interface CcPool {
  readonly leafReviewers: readonly Login[];
  readonly reviewers: readonly Login[];
  readonly leafApprovers: readonly Login[];
  readonly approvers: readonly Login[];
  readonly requiredReviewers: readonly Login[];
  readonly count2: Choices;
  readonly count2ExcludeApprovers: Choices;
  readonly count2Max2: Choices;
}

const usual: RequestOptions = { request_count: 2, max_request_count: 0, exclude_approvers: false };
const settings = {
  count2: usual,
  count2ExcludeApprovers: { ...usual, exclude_approvers: true },
  count2Max2: { ...usual, max_request_count: 2 },
} as const;
const isPassedOver = () => false;

export function ccPoolOf(change: Change, one: Case): CcPool {
  const answers = change.files.map(({ answer }) => answer);
  const author = loginOf(one.author);
  const choices = (options: RequestOptions): Choices => ({
    first: choiceOf(change, one, options, takesFirst),
    last: choiceOf(change, one, options, takesLast),
  });
  const distinct = [...new Set(answers)];
  const united = (of: (answer: Answer) => readonly Login[]) => sortedSet(distinct.flatMap(of)).filter((login) => login !== author);
  return {
    leafReviewers: united(({ leafReviewers }) => leafReviewers),
    reviewers: united(({ reviewers }) => reviewers),
    leafApprovers: united(({ leafApprovers }) => leafApprovers),
    approvers: united(({ approvers }) => approvers),
    requiredReviewers: prowChoice({ answers, author, options: usual, draw: takesFirst, isPassedOver }).required,
    count2: choices(settings.count2),
    count2ExcludeApprovers: choices(settings.count2ExcludeApprovers),
    count2Max2: choices(settings.count2Max2),
  };
}

const choiceOf = (change: Change, one: Case, options: RequestOptions, draw: Draw): readonly Login[] =>
  asSent(prowChoice({ answers: change.files.map(({ answer }) => answer), author: loginOf(one.author), options, draw, isPassedOver }));

/** Where every sequence of draws asks the same people, a few of them must. */
export function isForcedAsSaid(change: Change, one: Case, { ccPool }: Expected): boolean {
  return (["count2", "count2ExcludeApprovers", "count2Max2"] as const).every((name) => {
    const { forced, first } = ccPool[name];
    if (forced !== true) return true;
    const seeds = [one.n, one.n + 1];
    return seeds.every(
      (seed) => new Set<string>(first).symmetricDifference(new Set(choiceOf(change, one, settings[name], seededDraw(seed)))).size === 0,
    );
  });
}
