/**
 * Whom to ask for a review so that it goes to somebody near who has time: one primary, and backups. The directories between owner and file
 * are weighed against the requests that somebody has open.
 */
import type { Login } from "../ids.ts";
import type { Answer } from "../owners/questions.ts";
import { type Closeness, closenessIn, type Role, type RoutedFile } from "./closeness.ts";
import type { WhyChosen, WhyNotChosen } from "./codes.ts";
import { hashOf } from "./draw.ts";

/** What is known of somebody who may be asked. */
export interface Standing {
  /** Open requests for a review in this organisation. */
  readonly open: number;
  /** Why they are not asked, whatever else holds; empty where they may be. */
  readonly bars: readonly WhyNotChosen[];
}

export interface BalancedQuestion {
  readonly files: readonly RoutedFile[];
  readonly standingOf: (login: Login) => Standing;
  /** How many people are to be asked. */
  readonly wanted: number;
  /** Whether only reviewers are asked, however few there are. */
  readonly excludesApprovers: boolean;
  /** What ties are drawn from. */
  readonly seed: string;
}

/** Somebody whom OWNERS name for the change. */
export interface Candidate extends Closeness, Standing {
  readonly login: Login;
  readonly role: Role;
}

export interface BalancedChoice {
  /** The primary first. */
  readonly chosen: readonly { readonly candidate: Candidate; readonly why: readonly WhyChosen[] }[];
  readonly others: readonly { readonly candidate: Candidate; readonly whyNot: readonly WhyNotChosen[] }[];
}

/** One person chosen, and from whom. */
interface Round {
  readonly winner: Candidate;
  readonly pool: readonly Candidate[];
  /** Whether it was over the files only to which nobody chosen before is nearest. */
  readonly isForRest: boolean;
}

/** The same question has the same answer. Approvers are asked where there are too few reviewers. */
export function balancedChoice(question: BalancedQuestion): BalancedChoice {
  const roles: readonly Role[] = question.excludesApprovers ? ["reviewer"] : ["reviewer", "approver"];
  const byRole = roles.map((role) => candidatesFor(question.files, role, question));
  const rounds = byRole.reduce<readonly Round[]>((before, candidates) => filledUp(question, candidates, before), []);
  const everybody = new Map(byRole.toReversed().flatMap((candidates) => candidates.map((one) => [one.login, one])));
  const isChosen = (login: Login) => rounds.some(({ winner }) => winner.login === login);
  return {
    chosen: rounds.map((round) => ({ candidate: everybody.get(round.winner.login) ?? round.winner, why: whyChosen(round) })),
    others: [...everybody.values()]
      .filter(({ login }) => !isChosen(login))
      .map((candidate) => ({ candidate, whyNot: whyNotChosen(candidate, rounds) })),
  };
}

/** More rounds among these, as long as somebody is wanted and there. */
function filledUp(question: BalancedQuestion, candidates: readonly Candidate[], before: readonly Round[]): readonly Round[] {
  const rounds = [...before];
  while (rounds.length < question.wanted) {
    const round = nextRound(question, candidates, new Set(rounds.map(({ winner }) => winner.login)));
    if (round === undefined) break;
    rounds.push(round);
  }
  return rounds;
}

/** A backup first serves the files to which nobody chosen before is nearest. */
function nextRound(question: BalancedQuestion, candidates: readonly Candidate[], chosen: ReadonlySet<Login>): Round | undefined {
  const [{ role } = { role: undefined }] = candidates;
  if (role === undefined) return undefined;
  const rest = chosen.size === 0 ? [] : question.files.filter(({ answer }) => !isServed(answer, chosen));
  const isPart = rest.length > 0 && rest.length < question.files.length;
  const forRest = isPart ? roundAmong(candidatesFor(rest, role, question), chosen, question.seed, true) : undefined;
  return forRest ?? roundAmong(candidates, chosen, question.seed, false);
}

const isServed = (answer: Answer, chosen: ReadonlySet<Login>): boolean =>
  [...answer.leafReviewers, ...answer.leafApprovers].some((login) => chosen.has(login));

function roundAmong(candidates: readonly Candidate[], chosen: ReadonlySet<Login>, seed: string, isForRest: boolean): Round | undefined {
  const pool = candidates.filter(({ login, bars }) => bars.length === 0 && !chosen.has(login));
  const [first, ...others] = pool;
  if (first === undefined) return undefined;
  return { winner: others.reduce((best, next) => (isBefore(next, best, seed) ? next : best), first), pool, isForRest };
}

function candidatesFor(files: readonly RoutedFile[], role: Role, { standingOf }: BalancedQuestion): readonly Candidate[] {
  return [...closenessIn(files, role)].map(([login, closeness]) => {
    const { open, bars } = standingOf(login);
    return { login, role, ...closeness, open, bars: closeness.isEmeritus ? [...bars, "emeritus"] : bars };
  });
}

/** Three open requests weigh as much as one directory, six as much as four: who has little to do may well get the next one. */
const requestsPerDirectory = 3;

const cost = ({ distance, open }: Candidate): number => distance + (open / requestsPerDirectory) ** 2;

/** Of two with the same cost the nearer one; of two who are equal in all, the draw decides. */
function isBefore(left: Candidate, right: Candidate, seed: string): boolean {
  const difference = cost(left) - cost(right) || left.distance - right.distance;
  return difference === 0 ? hashOf(`${seed} ${left.login}`) < hashOf(`${seed} ${right.login}`) : difference < 0;
}

function whyChosen({ winner, pool, isForRest }: Round): readonly WhyChosen[] {
  const others = pool.filter((one) => one !== winner);
  const isNearest = others.every(({ distance }) => distance >= winner.distance);
  const isFreer = others.some(({ distance, open }) => distance <= winner.distance && open > winner.open);
  const isDrawn = others.some(({ distance, open }) => distance === winner.distance && open === winner.open);
  return [
    ...(winner.role === "approver" ? (["approver"] as const) : []),
    ...(isForRest ? (["other-files"] as const) : []),
    ...(isNearest ? (["nearest"] as const) : []),
    ...(isFreer ? (["fewer-open"] as const) : []),
    ...(isDrawn ? (["drawn"] as const) : []),
  ];
}

/** Compared with everybody who was chosen in the same role. */
function whyNotChosen({ login, role, bars }: Candidate, rounds: readonly Round[]): readonly WhyNotChosen[] {
  if (bars.length > 0) return bars;
  if (rounds.length === 0) return ["not-wanted"];
  const lost = rounds.filter(({ winner }) => winner.role === role).flatMap((round) => lostBy(login, round));
  return lost.length === 0 ? ["reviewers-suffice"] : [...new Set(lost)];
}

function lostBy(login: Login, { winner, pool }: Round): readonly WhyNotChosen[] {
  const own = pool.find((one) => one.login === login);
  if (own === undefined) return ["further-away"];
  const compared: readonly WhyNotChosen[] = [
    ...(own.distance > winner.distance ? (["further-away"] as const) : []),
    ...(own.open > winner.open ? (["more-open"] as const) : []),
  ];
  return compared.length > 0 ? compared : ["lost-the-draw"];
}
