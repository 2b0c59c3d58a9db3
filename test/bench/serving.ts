/** The served App under load: how soon webhooks are answered and labels set, and what memory it takes. */
import type { Pull } from "../../src/sim/index.ts";
import { atMost, bounded, type Figure } from "./figure.ts";
import { Serving, sendable } from "./process.ts";
import { type Answered, sendEvenly } from "./sender.ts";

const issue = 5;
/** Each is an installation of its own, and GitHub wants a second between two comments of one. */
const organisations = 20;
const pullsEach = 5;
const webhooksASecond = 200;
const loadSeconds = 5;
const holds = 40;
const adopted = 2000;
const repositories = 10;

/** Memory at rest and after many pull requests. */
export async function* memoryFigures(): AsyncGenerator<Figure> {
  const serving = new Serving();
  try {
    await serving.start();
    await pause(3);
    yield bounded(issue, "memory.rest", serving.memory(), "MB", 150);
    const pulls = manyPulls(serving);
    await serving.deliver();
    await serving.until("a check on every pull request", () => pulls.every((pull) => pull.checks().length > 0), 150);
    yield bounded(issue, `memory.after.${adopted}`, serving.memory(), "MB", 250);
  } finally {
    await serving.end();
  }
}

/** Open pull requests on repositories on which the App is then installed. */
function manyPulls({ world }: Serving): Pull[] {
  world.outbox.isOpen = false;
  const org = world.organization("large");
  const author = world.user("author");
  const pulls = Array.from({ length: repositories }, (_, n) => {
    const repository = org.repository({ name: `repository-${n}`, files });
    return Array.from({ length: adopted / repositories }, (__, at) =>
      author.opens(repository, { changes: { [`pkg/${at}.go`]: "package p\n" } }),
    );
  });
  world.outbox.isOpen = true;
  world.installs(org);
  return pulls.flat();
}

const files = { OWNERS: "approvers:\n- reviewer\n", "pkg/OWNERS": "approvers:\n- reviewer\n", "pkg/a.go": "package p\n" };

/** Webhooks at an even pace while passes run, and people who put holds on in between. */
export async function* loadFigures(): AsyncGenerator<Figure> {
  const serving = new Serving();
  try {
    await serving.start();
    // What was opened in the second in which the ledger was made is history to it.
    await pause(2);
    const pulls = fewPulls(serving);
    await serving.deliver();
    await serving.until("the bot has spoken everywhere", () => pulls.every((pull) => pull.comments().length > 0), 60);
    for (const latency of [0, 50]) yield* loaded(serving, pulls, latency);
  } finally {
    await serving.end();
  }
}

function fewPulls({ world }: Serving): Pull[] {
  return Array.from({ length: organisations }, (_, n) => {
    const org = world.organization(`organisation-${n}`);
    world.outbox.isOpen = false;
    const repository = org.repository({ name: "story", files });
    org.adds(world.user("reviewer"));
    world.installs(org);
    world.outbox.isOpen = true;
    return Array.from({ length: pullsEach }, (__, at) =>
      world.user("author").opens(repository, { changes: { [`pkg/${at}.go`]: "package p\n" }, fork: true }),
    );
  }).flat();
}

async function* loaded(serving: Serving, pulls: readonly Pull[], latency: number): AsyncGenerator<Figure> {
  const { world } = serving;
  serving.latency = latency;
  world.outbox.take();
  const talk = await remarks(serving, pulls);
  const sending = sendEvenly({ url: serving.url, aSecond: webhooksASecond, deliveries: talk });
  const delays = await labelDelays(serving, pulls);
  const answers = await sending;
  const name = `load.${latency}ms`;
  const times = answers.map(({ milliseconds }) => milliseconds);
  yield atMost(issue, `${name}.webhooks.refused`, refused(answers), "webhooks", 0);
  yield { issue, name: `${name}.webhook.p50`, value: quantile(times, 0.5), unit: "ms" };
  yield bounded(issue, `${name}.webhook.p99`, quantile(times, 0.99), "ms", 50);
  yield { issue, name: `${name}.label.p50`, value: quantile(delays, 0.5), unit: "ms" };
  yield { issue, name: `${name}.label.p99`, value: quantile(delays, 0.99), unit: "ms" };
  for (const pull of pulls) if (pull.labels().includes(hold)) world.user("author").says(pull, "/hold cancel");
  await serving.deliver();
  await serving.until("all holds are lifted", () => pulls.every((pull) => !pull.labels().includes(hold)), 60);
}

const hold = "do-not-merge/hold";

/** What people say by the way: no word in it, and a pass for each all the same. */
async function remarks({ world }: Serving, pulls: readonly Pull[]) {
  const reviewer = world.user("reviewer");
  for (let n = 0; n < webhooksASecond * loadSeconds; n += 1) {
    const pull = pulls[n % pulls.length];
    if (pull !== undefined) reviewer.says(pull, `Remark ${n} about this change.`);
  }
  return Promise.all(world.outbox.take().map(sendable));
}

/** Milliseconds from each hold's webhook to its label, while the load lasts. */
async function labelDelays(serving: Serving, pulls: readonly Pull[]): Promise<number[]> {
  const waiting = new Map<Pull, number>();
  const delays: number[] = [];
  serving.answered = () => {
    for (const [pull, since] of waiting) {
      if (!pull.labels().includes(hold)) continue;
      waiting.delete(pull);
      delays.push(performance.now() - since);
    }
  };
  for (const pull of pulls.slice(0, holds)) {
    serving.world.user("author").says(pull, "/hold");
    waiting.set(pull, performance.now());
    await serving.deliver();
    await pause(loadSeconds / holds);
  }
  await serving.until("every hold has its label", () => waiting.size === 0, 30);
  serving.answered = () => {};
  return delays;
}

const refused = (answers: readonly Answered[]): number => answers.filter(({ status }) => status < 200 || status > 299).length;

/** Rounded to tenths. */
function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
  return Math.round(value * 10) / 10;
}

const pause = (seconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, seconds * 1000));
