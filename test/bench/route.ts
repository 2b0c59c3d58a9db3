/** How evenly reviews are spread, and how near they stay, if real pull requests are routed by either strategy; and what a choice costs. */
import { join } from "node:path";
import { type CorpusPull, readCorpus } from "../../src/cli/corpus.ts";
import { type Login, loginOf } from "../../src/core/ids.ts";
import { answering } from "../../src/core/owners/questions.ts";
import { defaultReading, type Owners, ownersOf } from "../../src/core/owners/tree.ts";
import type { RoutedFile } from "../../src/core/route/closeness.ts";
import { seededDraw } from "../../src/core/route/draw.ts";
import { type RouteQuestion, routingOf, type Strategy } from "../../src/core/route/routing.ts";
import { Random } from "../../src/sim/random.ts";
import { asTheReferenceReads, rememberedForm } from "../conformance/shaping.ts";
import { atMost, bounded, type Figure } from "./figure.ts";
import { type Arrival, type Outcome, queuesUnder, type Router, workingHoursUntil } from "./review-queues.ts";

const issue = 7;
const corpus = "kubernetes-sig-node-prs";
const seeds = Array.from({ length: 20 }, (_, at) => at + 1);
const mostAway = 10;
/** Two requests a pull request, by either strategy. */
const options = { request_count: 2, max_request_count: 2, exclude_approvers: false };
const wanted = 2;

export function* routeFigures(data: string): Generator<Figure, void, void> {
  yield* choiceFigures();
  const arrivals = arrivalsIn(join(data, corpus));
  const present = outcomesUnder(arrivals, new Set());
  yield* scenarioFigures("", present, arrivals);
  yield* scenarioFigures("away.", outcomesUnder(arrivals, busiestOf(present.prow)), arrivals);
}

type Outcomes = Readonly<Record<Strategy, readonly Outcome[]>>;

/** In the order of their merges. */
function arrivalsIn(folder: string): readonly Arrival[] {
  const { pulls, ownersAt } = readCorpus(folder);
  const trees = new Map<string, Owners>();
  const ownersOn = (snapshot: string): Owners => {
    const owners = trees.get(snapshot) ?? ownersOf({ ...reading, files: asTheReferenceReads(ownersAt(snapshot)) });
    trees.set(snapshot, owners);
    return owners;
  };
  return pulls.map((pull) => arrivalOf(pull, ownersOn(pull.owners_snapshot))).toSorted((a, b) => a.at - b.at);
}

const reading = { reading: defaultReading, collaborators: undefined, formOf: rememberedForm };

function arrivalOf({ number, author, merged_at, files }: CorpusPull, owners: Owners): Arrival {
  const answerTo = answering(owners);
  return {
    ...{ number, author: loginOf(author), at: workingHoursUntil(Date.parse(merged_at)) },
    files: files.map(({ path, additions, deletions }) => ({ path, lines: additions + deletions, answer: answerTo(path) })),
  };
}

/** Both strategies meet the same delays: the n-th request of a seed is answered as late under either. */
function outcomesUnder(arrivals: readonly Arrival[], away: ReadonlySet<Login>): Outcomes {
  const outcomes = (strategy: Strategy) =>
    seeds.map((seed) => {
      const random = new Random(seed);
      return queuesUnder(routerBy(strategy, seed, away), arrivals, () => random.next());
    });
  return { prow: outcomes("prow"), balanced: outcomes("balanced") };
}

/** Whom OWNERS require is left out: either strategy asks the same. */
const routerBy =
  (strategy: Strategy, seed: number, away: ReadonlySet<Login>): Router =>
  ({ number, author, files }, open) =>
    routingOf({
      ...{
        files,
        author,
        strategy,
        options,
        wanted,
        hasPrimary: false,
        seed: `${seed} ${number}`,
        draw: seededDraw(seed * 1_000_000 + number),
      },
      standingOf: (login) => ({ open: open(login), bars: away.has(login) ? ["away"] : [] }),
    })
      .chosen.filter(({ role }) => role !== "required")
      .map(({ login }) => loginOf(login));

const byCount = (counts: ReadonlyMap<Login, number>): readonly [Login, number][] => [...counts].toSorted((a, b) => b[1] - a[1]);

/** Those who get the most requests over all seeds. */
function busiestOf(outcomes: readonly Outcome[]): ReadonlySet<Login> {
  const all = new Map<Login, number>();
  for (const { asked } of outcomes) for (const [login, count] of asked) all.set(login, (all.get(login) ?? 0) + count);
  return new Set(
    byCount(all)
      .slice(0, mostAway)
      .map(([login]) => login),
  );
}

interface Measured {
  readonly name: string;
  readonly unit: string;
  readonly of: (outcome: Outcome) => number;
  /** What `balanced` may reach, as a part of Prow's. */
  readonly share?: number;
}

function* scenarioFigures(scenario: string, outcomes: Outcomes, arrivals: readonly Arrival[]): Generator<Figure> {
  for (const measured of measuresOf(tenthOf(arrivals))) {
    const prow = outcomes.prow.map(measured.of);
    const balanced = outcomes.balanced.map(measured.of);
    const bound = measured.share === undefined ? undefined : mean(prow) * measured.share;
    yield* seriesFigures(`route.${scenario}prow.${measured.name}`, measured.unit, prow);
    yield* seriesFigures(`route.${scenario}balanced.${measured.name}`, measured.unit, balanced, bound);
  }
}

const measuresOf = (tenth: number): readonly Measured[] => [
  { name: "largestQueue", unit: "requests", of: ({ largestQueue }) => largestQueue, share: 1 / 2 },
  { name: "queue90", unit: "requests", of: ({ queue90 }) => queue90 },
  { name: "busiestTenth", unit: "share", of: ({ asked }) => sum(byCount(asked).slice(0, tenth)) / sum([...asked]) },
  { name: "distance", unit: "directories", of: ({ distance }) => distance, share: 1 },
  { name: "nearest", unit: "directories", of: ({ nearest }) => nearest, share: 1 },
  { name: "owned", unit: "share", of: ({ owned }) => owned },
];

const sum = (counts: readonly (readonly [Login, number])[]): number => counts.reduce((total, [, count]) => total + count, 0);

/** A tenth of all whom OWNERS name as reviewers of something that changed. */
function tenthOf(arrivals: readonly Arrival[]): number {
  const answers = new Set(arrivals.flatMap(({ files }) => files.map(({ answer }) => answer)));
  return Math.ceil(new Set([...answers].flatMap(({ reviewers }) => reviewers)).size / 10);
}

function* seriesFigures(name: string, unit: string, values: readonly number[], bound?: number): Generator<Figure> {
  yield bound === undefined
    ? { issue, name, value: rounded(mean(values)), unit }
    : atMost(issue, name, rounded(mean(values)), unit, rounded(bound));
  yield { issue, name: `${name}.least`, value: rounded(Math.min(...values)), unit };
  yield { issue, name: `${name}.most`, value: rounded(Math.max(...values)), unit };
}

const mean = (values: readonly number[]): number => values.reduce((total, one) => total + one, 0) / values.length;
const rounded = (value: number): number => Math.round(value * 1000) / 1000;

const manyFiles = 3000;
const manyPeople = 500;

/** Trees in which 3,000 files have 500 candidates: all named at the root, ten in each of 300 directories, or five in each file's own. */
const trees: Readonly<Record<string, (person: (at: number) => string) => ReadonlyMap<string, string>>> = {
  root: (person) => new Map([["OWNERS", ownersText(person, 0, manyPeople)]]),
  areas: (person) =>
    new Map([
      ["OWNERS", ownersText(person, 0, 20)],
      ...Array.from({ length: 300 }, (_, at) => [`d${at}/OWNERS`, ownersText(person, at * 10, 10)] as const),
    ]),
  leaves: (person) =>
    new Map([
      ["OWNERS", ownersText(person, 0, 20)],
      ...Array.from({ length: 300 }, (_, at) => [`d${at}/OWNERS`, ownersText(person, at * 10, 10)] as const),
      ...Array.from({ length: manyFiles }, (_, at) => [`d${at % 300}/e${at}/OWNERS`, ownersText(person, at * 5, 5)] as const),
    ]),
};

const ownersText = (person: (at: number) => string, from: number, count: number): string =>
  JSON.stringify({ reviewers: Array.from({ length: count }, (_, at) => person((from + at) % manyPeople)) });

function* choiceFigures(): Generator<Figure> {
  for (const [name, tree] of Object.entries(trees)) {
    const answerTo = answering(ownersOf({ ...reading, files: tree((at) => `person-${at}`) }));
    const files: readonly RoutedFile[] = Array.from({ length: manyFiles }, (_, at) => {
      const path = `d${at % 300}/e${at}/f.go`;
      return { path, lines: at % 97, answer: answerTo(path) };
    });
    for (const strategy of ["balanced", "prow"] as const)
      yield bounded(issue, `route.choice.${name}.${strategy}`, rounded(processorTime(() => choice(files, strategy))), "ms", 20);
  }
}

const choice = (files: readonly RoutedFile[], strategy: Strategy) =>
  routingOf({
    ...{ files, strategy, options, wanted, hasPrimary: false, author: loginOf("person-1"), seed: "1", draw: seededDraw(1) },
    standingOf: (login) => ({ open: login.length % 3, bars: [] }),
  } satisfies RouteQuestion);

/** The median of nine times, in milliseconds, once the code is warm. */
function processorTime(work: () => unknown): number {
  for (let round = 0; round < 3; round += 1) work();
  const times = Array.from({ length: 9 }, () => {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
  return times.toSorted((a, b) => a - b)[4] ?? 0;
}
