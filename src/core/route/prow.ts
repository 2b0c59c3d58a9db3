/** Whom Prow's blunderbuss would ask for a review: its own procedure, with a draw that can be repeated. */
import type { Login } from "../ids.ts";
import { byBytes, sortedSet } from "../owners/bytes.ts";
import type { Answer, Layer } from "../owners/questions.ts";
import type { WhyChosen } from "./codes.ts";
import type { Draw } from "./draw.ts";

export interface ProwQuestion {
  /** What OWNERS say of each changed file, in GitHub's order of files: the procedure depends on it. */
  readonly answers: readonly Answer[];
  readonly author: Login | undefined;
  readonly options: RequestOptions;
  readonly draw: Draw;
  /** Whether somebody is passed over when they are drawn: those whom GitHub shows as busy, where that is asked for. */
  readonly isPassedOver: (login: Login) => boolean;
}

/** How many people are asked, under the names that Prow has for it. */
export interface RequestOptions {
  readonly request_count: number;
  /** 0: without end. */
  readonly max_request_count: number;
  readonly exclude_approvers: boolean;
}

/** How somebody came to be drawn. */
export type Drawn = Extract<WhyChosen, "one-per-area" | "leaf-draw" | "upward-draw">;

export interface ProwChoice {
  readonly reviewers: readonly DrawnPerson[];
  /** Approvers who fill up, and whether they were drawn from at all: only where there are too few reviewers. */
  readonly approvers: readonly DrawnPerson[];
  readonly isFilledUp: boolean;
  /** Drawn, but over the maximum. */
  readonly dropped: readonly DrawnPerson[];
  /** Names and teams that OWNERS require. Prow leaves the author in, and whoever was drawn as well. */
  readonly required: readonly Login[];
}

export interface DrawnPerson {
  readonly login: Login;
  readonly drawn: Drawn;
}

/** Those who are asked, in the order in which Prow sends them; a person who is required as well stands twice. */
export const asSent = ({ reviewers, approvers, required }: ProwChoice): readonly Login[] => [
  ...[...reviewers, ...approvers].map(({ login }) => login),
  ...required,
];

const nobody: ProwChoice = { reviewers: [], approvers: [], isFilledUp: false, dropped: [], required: [] };

/** Prow's rule: the count is a floor, the maximum cuts off what comes last, and what is required is asked beyond both. */
export function prowChoice(question: ProwQuestion): ProwChoice {
  const { options, answers } = question;
  if (options.request_count === 0) return nobody;
  const reviewers = selected(question, byReviewers);
  const isFilledUp = reviewers.length < options.request_count && !options.exclude_approvers;
  const known = new Set(reviewers.map(({ login }) => login));
  const approvers = isFilledUp ? selected(question, byApprovers).filter(({ login }) => !known.has(login)) : [];
  const most = options.max_request_count > 0 ? options.max_request_count : Number.POSITIVE_INFINITY;
  return {
    reviewers: reviewers.slice(0, most),
    approvers: approvers.slice(0, Math.max(0, most - reviewers.length)),
    isFilledUp,
    dropped: [...reviewers, ...approvers].slice(most),
    required: requiredOf(answers),
  };
}

/** The three things that are asked of OWNERS: once for reviewers, once for approvers. */
interface Query {
  readonly area: (answer: Answer) => string;
  readonly nearest: (answer: Answer) => readonly Login[];
  readonly layers: (answer: Answer) => readonly Layer[];
}

const byReviewers: Query = {
  area: ({ reviewerOwner }) => reviewerOwner,
  nearest: ({ leafReviewers }) => leafReviewers,
  layers: ({ reviewerLayers }) => reviewerLayers,
};
const byApprovers: Query = {
  area: ({ owner }) => owner,
  nearest: ({ leafApprovers }) => leafApprovers,
  layers: ({ approverLayers }) => approverLayers,
};

/** Only the first file of each area is looked at. Prow's rule: what a later one requires is lost. */
const requiredOf = (answers: readonly Answer[]): readonly Login[] =>
  sortedSet(firstOfEachArea(answers, byReviewers).flatMap(({ requiredReviewers }) => requiredReviewers));

function firstOfEachArea(answers: readonly Answer[], { area }: Query): readonly Answer[] {
  const first = new Map<string, Answer>();
  for (const answer of answers) if (!first.has(area(answer))) first.set(area(answer), answer);
  return [...first.values()];
}

const order: readonly Drawn[] = ["one-per-area", "leaf-draw", "upward-draw"];

function selected(question: ProwQuestion, query: Query): readonly DrawnPerson[] {
  const { answers, author } = question;
  const chosen = new Map<Login, Drawn>();
  const leaves = new Set<Login>();
  for (const answer of firstOfEachArea(answers, query)) {
    const fresh = query.nearest(answer).filter((login) => login !== author && !chosen.has(login));
    for (const login of fresh) leaves.add(login);
    const login = taken([fresh], question);
    if (login !== undefined) chosen.set(login, "one-per-area");
  }
  fill(chosen, [sortedSet(leaves.difference(chosen))], "leaf-draw", question);
  for (const answer of new Set(answers)) {
    const layers = query.layers(answer).map(({ people }) => people.filter((login) => login !== author));
    fill(chosen, layers, "upward-draw", question);
  }
  const picks = [...chosen].map(([login, drawn]) => ({ login, drawn }));
  return picks.sort((a, b) => order.indexOf(a.drawn) - order.indexOf(b.drawn) || byBytes(a.login, b.login));
}

/** Up to the count, as long as there is somebody. Who is chosen already may be drawn again, and changes nothing. */
function fill(chosen: Map<Login, Drawn>, layers: Login[][], drawn: Drawn, question: ProwQuestion): void {
  while (chosen.size < question.options.request_count) {
    const login = taken(layers, question);
    if (login === undefined) return;
    if (!chosen.has(login)) chosen.set(login, drawn);
  }
}

/** Takes somebody out of the nearest layer that holds anybody who is not passed over. An empty name, which OWNERS may hold, is nobody. */
function taken(layers: readonly Login[][], { draw, isPassedOver }: Pick<ProwQuestion, "draw" | "isPassedOver">): Login | undefined {
  for (const layer of layers)
    for (let size = layer.length; size > 0; size = layer.length) {
      const [login] = layer.splice(draw(size), 1);
      if (login !== undefined && !isPassedOver(login)) return login === "" ? undefined : login;
    }
  return undefined;
}
