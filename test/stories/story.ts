/**
 * Stories: what people do on a simulated GitHub and what the bot makes of it, told several times: once with nothing going wrong, and then
 * with everything that may. The script checks the first telling; the others are compared with it.
 *
 * story("a squash keeps LGTM", async (play) => {
 *   const { otto, rita, pull } = await opened(play);
 *   await play.step(() => rita.says(pull, "/lgtm"), () => expect(pull.labels()).toContain("lgtm"));
 *   await play.step(() => otto.squashes(pull), () => expect(pull.labels()).toContain("lgtm"));
 *   return [[rita, pull, "/lgtm"]];
 * });
 */
import { describe, expect, test } from "vitest";
import { acknowledgedOn, askedAgain, type Ending, endingOf, type PullEnding } from "./ending.ts";
import { Play, type WordInForce } from "./play.ts";
import { expectRest } from "./rest.ts";
import { calm, type Trouble, troublesOf } from "./troubles.ts";

/** Acts out a story. What it returns is in force at its end: where the bot lost it, people say it again. */
export type Script = (play: Play) => Promise<readonly WordInForce[] | undefined>;

interface Telling {
  readonly endings: readonly Ending[];
  /** Before anybody repeated anything. */
  readonly ending: Ending;
  readonly repeated: Ending;
  readonly acknowledged: ReturnType<typeof acknowledgedOn>;
  readonly deaths: number;
}

export function story(sentence: string, script: Script, further: readonly ((seed: number) => Trouble)[] = []): void {
  describe(sentence, () => {
    let first: Promise<Telling> | undefined;
    const calmly = () => {
      first ??= tell(script, calm, 0);
      return first;
    };
    test(calm.name, async () => {
      await calmly();
    });
    const seed = seedOf(sentence);
    for (const trouble of [...troublesOf(seed), ...further.map((troubleOf) => troubleOf(seed))]) {
      test(trouble.name, async () => {
        const model = await calmly();
        const told = await tell(script, trouble, model.endings.length);
        if (isSame(trouble, told.ending)) {
          expect(labelsIn(told.ending)).toEqual(labelsIn(model.ending));
          expect(told.acknowledged).toEqual(model.acknowledged);
          expectSameStatuses(told.ending, model.ending, trouble);
        } else expectSafe(told, model, trouble);
        expectDoneOnce(told.repeated, model.ending, isNotPerRequest);
        expectDoneOnce(told.ending, model.ending, isPerRequest);
        if (trouble.dies !== undefined) expect(told.deaths).toBeGreaterThan(0);
      });
    }
  });
}

/** So that stories differ in what goes wrong where, and each is the same every time; STORY_SEED tells them with other troubles. */
const seedOf = (sentence: string): number =>
  [...sentence].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0, 7 + Number(process.env.STORY_SEED ?? 0));

async function tell(script: Script, trouble: Trouble, steps: number): Promise<Telling> {
  const play = new Play(trouble, steps);
  try {
    const inForce = (await script(play)) ?? [];
    await play.settle();
    if (!play.isCalm) await play.rests();
    const ending = endingOf(play.world, play.machines.runs);
    const acknowledged = acknowledgedOn(play.world);
    if (!isSame(trouble, ending)) await repeats(play, inForce);
    const repeated = endingOf(play.world, play.machines.runs);
    await expectQuiet(play);
    return { endings: play.endings, ending, repeated, acknowledged, deaths: play.deaths };
  } finally {
    await play.end();
  }
}

/** What somebody asked of the jobs before the opening was delivered is not carried out: they are told, and say it again. */
const isSame = ({ promises, deliveries }: Trouble, told: Ending): boolean =>
  promises === "same" && !(deliveries.late > 0 && [...told.values()].some(({ done }) => done.has(askedAgain)));

async function repeats(play: Play, words: readonly WordInForce[]): Promise<void> {
  for (const [person, thread, word] of words) person.says(thread, word);
  await play.settle();
  await play.rests();
}

async function expectQuiet(play: Play): Promise<void> {
  await expectRest(play);
  expect([...play.watch.twins], "two runs of one cause were alive").toEqual([]);
  expect(play.watch.forStrangers, "code ran that nobody had read").toEqual([]);
  expect(play.forgotten, "runs that nobody knew of").toEqual([]);
  expect(play.liveRuns(), "runs that nobody ends").toEqual([]);
  if (!play.isCalm) return;
  expect(play.complaints).toEqual([]);
  expect(
    play.world.unread().map(({ body }) => body),
    "nobody asked for this",
  ).toEqual([]);
}

const labelsIn = (ending: Ending) =>
  Object.fromEntries([...ending].map(([name, { labels, isGreen }]) => [name, { labels, check: isGreen ? "green" : "not green" }]));

/** A process that keeps ending while it starts a run leaves one of which nobody knows whether it ran: that is an error, never a result. */
function expectSameStatuses(told: Ending, model: Ending, { dies }: Trouble): void {
  for (const [name, { statuses }] of told) {
    const expected = Object.entries(model.get(name)?.statuses ?? {});
    const allowed = expected.map(([context, state]) => [context, dies !== undefined && statuses[context] === "error" ? "error" : state]);
    expect(statuses, `results on ${name}`).toEqual(Object.fromEntries(allowed));
  }
}

/** Whoever is not told of something starts nothing for it, and never leaves what was started without a result. */
function expectNoOtherStatuses(told: Ending, model: Ending): void {
  for (const [name, { statuses, unknown }] of told) {
    const others = Object.entries(statuses).filter(
      ([context, state]) => state !== "error" && !unknown.includes(context) && model.get(name)?.statuses[context] !== state,
    );
    expect(others, `results on ${name}`).toEqual([]);
  }
}

const grants = (label: string): boolean => ["lgtm", "approved", "ok-to-test"].includes(label);
/** `needs-ok-to-test` only says why nothing runs. */
const restricts = (label: string): boolean => /^(?:do-not-merge\/|needs-(?!ok-to-test$))/.test(label);

function expectSafe(told: Telling, model: Telling, trouble: Trouble): void {
  if (trouble.sweepsEachStep)
    for (const [at, ending] of told.endings.entries()) expectNothingGranted(ending, model.endings[at], `after step ${at + 1}`);
  expectNothingGranted(told.ending, model.ending, "at the end");
  expect(labelsIn(told.repeated), "once people have repeated their words").toEqual(labelsIn(model.ending));
  expectNoOtherStatuses(told.repeated, model.ending);
}

function expectNothingGranted(told: Ending, model: Ending | undefined, when: string): void {
  for (const [name, { labels, isGreen }] of told) {
    const should = model?.get(name)?.labels ?? [];
    expect(isGreen && model?.get(name)?.isGreen !== true, `${name} is green ${when}`).toBe(false);
    expect(
      labels.filter((label) => grants(label) && !should.includes(label)),
      `${name} grants ${when}`,
    ).toEqual([]);
    expect(
      should.filter((label) => restricts(label) && !labels.includes(label)),
      `${name} lacks ${when}`,
    ).toEqual([]);
  }
}

/** Who voted on a commit that cannot be told is asked to say it again: that may happen wherever deliveries do not arrive in time. */
const isAskedAgain = (what: string): boolean => what === "reply lgtm/again" || what === askedAgain;

/** Who asks something of the jobs twice gets two runs, or two answers. */
const isPerRequest = (what: string): boolean => what.startsWith("run ") || what === "reply jobs/reply";
const isNotPerRequest = (what: string): boolean => !isPerRequest(what);

/** Nothing that happens once happened more often than where nothing went wrong. */
function expectDoneOnce(told: Ending, model: Ending, isMeant: (what: string) => boolean): void {
  for (const [name, { done }] of told) {
    const allowed: PullEnding["done"] = model.get(name)?.done ?? new Map();
    const excess = [...done].filter(([what, times]) => isMeant(what) && !isAskedAgain(what) && times > (allowed.get(what) ?? 0));
    expect(excess, `done too often on ${name}`).toEqual([]);
  }
}
