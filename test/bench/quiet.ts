/** What a pass costs on a long thread on which nothing happened: one request, however much was said. */
import { stageOn } from "../../src/cli/stage.ts";
import { type Changes, noFaults, World } from "../../src/sim/index.ts";
import { atMost, type Figure } from "./figure.ts";
import { Meter } from "./meter.ts";

const issue = 5;
const comments = 500;
const files = 300;

export async function* quietFigures(): AsyncGenerator<Figure> {
  const world = new World({ faults: noFaults });
  const meter = new Meter(world);
  const org = world.organization("acme");
  const [author, reviewer] = [world.user("author"), world.user("reviewer")];
  org.adds(reviewer);
  const repository = org.repository({ name: "anvil", files: { OWNERS: "approvers:\n- reviewer\n" } });
  const installation = world.installs(org);
  const stage = await stageOn({ world, deliverer: world.deliverer(), fetch: meter.fetch });
  const pull = author.opens(repository, { changes: manyFiles(), fork: true });
  for (let n = 0; n < comments; n += 1) {
    reviewer.says(pull, n % 10 === 0 ? "/hold" : `Remark ${n}: this is what a reviewer writes about a change, and it is no command.`);
    world.clock.advance(1);
  }
  const first = meter.reading();
  await stage.settle();
  yield { issue, name: "quiet.first.requests", value: meter.since(first).requests, unit: "requests" };
  world.clock.advance(60);
  const before = meter.reading();
  const { id, name } = repository;
  const wake = { kind: "thread", installation: installation.id, repository: { id, name, owner: "acme" }, number: pull.number } as const;
  await stage.ledger.work.wake({ wakes: [{ ...wake, thoroughly: false }] }, stage.parts.worker.now());
  await stage.settle(0);
  const { requests, bytes } = meter.since(before);
  yield atMost(issue, "quiet.requests", requests, "requests", 1);
  yield { issue, name: "quiet.bytes", value: bytes, unit: "bytes" };
  await stage.close();
}

const manyFiles = (): Changes =>
  Object.fromEntries(Array.from({ length: files }, (_, n) => [`pkg/part-${n % 20}/file-${n}.go`, "package p\n"]));
