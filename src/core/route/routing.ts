/** Whom to ask for a review of a change, by either strategy, with the reasons for and against everybody whom OWNERS name. */
import type { Login } from "../ids.ts";
import { byBytes, sortedSet } from "../owners/bytes.ts";
import { type BalancedChoice, balancedChoice, type Standing } from "./balanced.ts";
import { closenessIn, type RoutedFile } from "./closeness.ts";
import type { WhyChosen, WhyNotChosen } from "./codes.ts";
import type { Draw } from "./draw.ts";
import { type ProwChoice, prowChoice, type RequestOptions } from "./prow.ts";

export type Strategy = "balanced" | "prow";

export interface RouteQuestion {
  /** In GitHub's order. */
  readonly files: readonly RoutedFile[];
  readonly author: Login | undefined;
  readonly strategy: Strategy;
  readonly options: RequestOptions;
  /** What is known of somebody. The author need not be barred: nobody is asked to review their own work. */
  readonly standingOf: (login: Login) => Standing;
  /** How many people `balanced` is to ask, besides those whom OWNERS require. Prow goes by its options alone. */
  readonly wanted: number;
  /** Whether somebody else is the primary already. */
  readonly hasPrimary: boolean;
  readonly draw: Draw;
  /** What the ties of `balanced` are drawn from. */
  readonly seed: string;
}

export interface Asked {
  /** A login, or for a required reviewer perhaps a team as `organisation/slug`. */
  readonly login: string;
  readonly role: "primary" | "backup" | "required";
  readonly why: readonly WhyChosen[];
}

/** Somebody whom OWNERS name for the change, or a team that they require. Whoever was chosen has nothing in `whyNot`. */
export interface Considered {
  readonly login: Login;
  readonly distance: number;
  readonly lines: number;
  readonly load: number;
  readonly whyNot: readonly WhyNotChosen[];
}

export interface Routing {
  /** In the order in which they are asked. */
  readonly chosen: readonly Asked[];
  /** The nearest first. */
  readonly considered: readonly Considered[];
}

/** The same question has the same answer. */
export function routingOf(question: RouteQuestion): Routing {
  const standingOf = (login: Login): Standing => {
    const standing = question.standingOf(login);
    return login === question.author ? { ...standing, bars: ["author", ...standing.bars] } : standing;
  };
  const barred = { ...question, standingOf };
  const { chosen, considered } = question.strategy === "prow" ? byProw(barred) : byBalance(barred);
  const asked = new Set<string>(chosen.map(({ login }) => login));
  const known = asked.union(new Set(considered.map(({ login }) => login)));
  return {
    chosen,
    considered: [...considered, ...requiredNotAsked(barred, known)]
      .map((one) => (asked.has(one.login) ? { ...one, whyNot: [] } : one))
      .toSorted((a, b) => a.distance - b.distance || byBytes(a.login, b.login)),
  };
}

function byBalance(question: RouteQuestion): Routing {
  const choice = balancedChoice({ ...question, excludesApprovers: question.options.exclude_approvers });
  const isPrimary = (at: number) => at === 0 && !question.hasPrimary;
  const chosen = choice.chosen.map(
    ({ candidate: { login }, why }, at): Asked => ({ login, role: isPrimary(at) ? "primary" : "backup", why }),
  );
  return { chosen: [...chosen, ...requiredBesides(question, choice)], considered: consideredIn(choice) };
}

/** As many as are wanted where nobody is engaged. */
export const wantedBy = ({ request_count: count, max_request_count: most }: RequestOptions): number =>
  most > 0 ? Math.min(count, most) : count;

/** What keeps OWNERS from requiring somebody: that they are busy or away does not. Prow looks at nothing, and GitHub takes neither of those two. */
const barsRequired: Readonly<Record<Strategy, ReadonlySet<WhyNotChosen>>> = {
  balanced: new Set(["author", "bot", "engaged", "declined", "no-account"]),
  prow: new Set(["author", "bot"]),
};

const mayBeRequired = ({ strategy, standingOf }: Pick<RouteQuestion, "strategy" | "standingOf">, login: Login): boolean =>
  !standingOf(login).bars.some((bar) => barsRequired[strategy].has(bar));

/** Every file counts for what it requires. Whoever is chosen already is not asked twice. A count of 0 means nobody, as in Prow. */
function requiredBesides(question: RouteQuestion, { chosen }: BalancedChoice): readonly Asked[] {
  const { files, options } = question;
  if (options.request_count === 0) return [];
  const names = sortedSet([...new Set(files.map(({ answer }) => answer))].flatMap(({ requiredReviewers }) => requiredReviewers));
  const known = new Set(chosen.map(({ candidate }) => candidate.login));
  const isFree = (login: Login) => !known.has(login) && mayBeRequired(question, login);
  return names.filter(isFree).map((login) => ({ login, role: "required", why: ["required"] }));
}

/** Whom OWNERS require and who is not asked; `known` are those whom they name besides, who have their reasons. */
function requiredNotAsked({ files, options, strategy, standingOf }: RouteQuestion, known: ReadonlySet<string>): readonly Considered[] {
  const otherwise = options.request_count === 0 || strategy === "balanced" ? "not-wanted" : "not-first-file";
  return [...closenessIn(files, "required")].flatMap(([login, { distance, lines }]) => {
    if (known.has(login)) return [];
    const { open, bars } = standingOf(login);
    const barring = bars.filter((bar) => barsRequired[strategy].has(bar));
    return [{ login, distance, lines, load: open, whyNot: barring.length > 0 ? barring : [otherwise] }];
  });
}

const consideredIn = ({ chosen, others }: BalancedChoice): readonly Considered[] =>
  [...chosen.map(({ candidate }) => ({ candidate, whyNot: [] })), ...others].map(
    ({ candidate: { login, distance, lines, open }, whyNot }) => ({ login, distance, lines, load: open, whyNot }),
  );

/** As Prow sends it: a person who is required as well stands twice. Prow looks at nobody's requests, so who is engaged is drawn too. */
function byProw({ standingOf: given, ...question }: RouteQuestion): Routing {
  const standingOf = (login: Login): Standing => {
    const { open, bars } = given(login);
    return { open, bars: bars.filter((bar) => bar !== "engaged") };
  };
  const answers = question.files.map(({ answer }) => answer);
  const choice = prowChoice({ ...question, answers, isPassedOver: (login) => standingOf(login).bars.length > 0 });
  const drawn: readonly Omit<Asked, "role">[] = [
    ...choice.reviewers.map(({ login, drawn }) => ({ login, why: [drawn] })),
    ...choice.approvers.map(({ login, drawn }) => ({ login, why: ["approver", drawn] as const })),
  ];
  const required = choice.required.filter((login) => mayBeRequired({ ...question, standingOf }, login));
  return {
    chosen: [
      ...drawn.map(({ login, why }, at): Asked => ({ login, role: at === 0 ? "primary" : "backup", why })),
      ...required.map((login): Asked => ({ login, role: "required", why: ["required"] })),
    ],
    considered: consideredByProw({ ...question, standingOf }, choice),
  };
}

function consideredByProw({ files, options, standingOf }: RouteQuestion, choice: ProwChoice): readonly Considered[] {
  const reviewers = closenessIn(files, "reviewer");
  const approvers = options.exclude_approvers ? [] : closenessIn(files, "approver");
  const dropped = new Set(choice.dropped.map(({ login }) => login));
  const whyNot = (login: Login, bars: Standing["bars"]): readonly WhyNotChosen[] => {
    if (bars.length > 0) return bars;
    if (dropped.has(login)) return ["over-maximum"];
    return choice.isFilledUp || reviewers.has(login) ? ["not-drawn"] : ["reviewers-suffice"];
  };
  return [...new Map([...approvers, ...reviewers])].map(([login, { distance, lines }]) => {
    const { open, bars } = standingOf(login);
    return { login, distance, lines, load: open, whyNot: whyNot(login, bars) };
  });
}
