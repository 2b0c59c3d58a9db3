/** Several processes on one file, and processes that are killed: nothing that was acknowledged is lost or done twice. */
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { openLedger } from "../../src/ledger/sqlite/open.ts";
import { ownFolder } from "../folder.ts";
import { at, keyOf, shaNumber, t0, thread, wakes } from "./samples.ts";

let file = "";
beforeEach(() => {
  file = join(ownFolder(), "bowsprit.db");
});

/** Starts the child and kills it as soon as it has said so many lines; resolves with all whole lines it said. */
function killedAfter(lines: number, ...parameters: string[]): Promise<string[]> {
  const child: ChildProcess = spawn(process.execPath, [join(import.meta.dirname, "crash.child.ts"), file, ...parameters], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout?.on("data", (data) => {
    said += String(data);
    if (said.split("\n").length > lines) child.kill("SIGKILL");
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", () => resolve(said.split("\n").slice(0, -1)));
  });
}

test("what was acknowledged before a kill is there afterwards, wake and evidence", { timeout: 20_000 }, async () => {
  const acknowledged = (await killedAfter(200)).map(Number);
  expect(acknowledged.length).toBeGreaterThanOrEqual(200);
  const ledger = await openLedger(file, t0);
  const found = new Set<number>();
  for (let claim = await ledger.work.claim(t0, 60); claim !== undefined; claim = await ledger.work.claim(t0, 60))
    if (claim.wake.kind === "thread") found.add(claim.wake.number);
  expect(acknowledged.filter((number) => !found.has(number))).toEqual([]);
  for (const number of found) expect(await ledger.threads.withHead(12, shaNumber(number))).toEqual([thread(number)]);
  await ledger.close();
});

test("work whose worker was killed comes back when its lease expires", { timeout: 20_000 }, async () => {
  const first = await openLedger(file, at(-100));
  await first.work.wake(wakes(7), t0);
  expect(await killedAfter(1, "claim")).toEqual(["7"]);
  expect(await first.work.claim(at(59), 60)).toBeUndefined();
  expect(await first.work.claim(at(60), 60)).toMatchObject({ attempts: 2, wake: { number: 7 } });
  await first.close();
});

test("two connections that race for the same work never both get it", async () => {
  const ledgers = await Promise.all([openLedger(file, at(-100)), openLedger(file, at(-100))]);
  const numbers = Array.from({ length: 200 }, (_, n) => n + 1);
  await ledgers[0]?.work.wake(wakes(...numbers), t0);
  const takeAll = async (ledger: (typeof ledgers)[number]) => {
    const taken: number[] = [];
    for (let claim = await ledger.work.claim(t0, 60); claim !== undefined; claim = await ledger.work.claim(t0, 60))
      if (claim.wake.kind === "thread") taken.push(claim.wake.number);
    return taken;
  };
  const taken = await Promise.all(ledgers.map(takeAll));
  expect(taken.flat().toSorted((a, b) => a - b)).toEqual(numbers);
  expect(taken.map((own) => own.length > 0)).toEqual([true, true]);
  for (const ledger of ledgers) await ledger.close();
});

test("a ledger keeps the time of its birth when it is opened again", async () => {
  await (await openLedger(file, at(-100))).close();
  const again = await openLedger(file, at(50));
  await again.work.wake({ wakes: [], learnt: [{ kind: "pull request", thread: thread(1), adoptedAt: at(-500), evidence: [] }] }, at(51));
  const memory = await again.threads.meet(thread(1), keyOf(thread(1)), at(60), { sha: shaNumber(1), base: "main" });
  expect(memory.adoptedAt).toBe(at(-100));
  await again.close();
});
