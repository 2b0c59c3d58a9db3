/** Run as a process of its own and killed: wakes threads without end, and says each number once it was acknowledged. */
import { writeSync } from "node:fs";
import { openLedger } from "../../src/ledger/sqlite/open.ts";
import { at, learnt, sighted, t0, wakeOf } from "./samples.ts";

const [file = "", mode] = process.argv.slice(2);
const ledger = await openLedger(file, at(-100));
if (mode === "claim") {
  const claim = await ledger.work.claim(t0, 60);
  writeSync(1, `${claim?.wake.kind === "thread" ? claim.wake.number : 0}\n`);
  setInterval(() => {}, 1000);
} else {
  for (let number = 1; ; number += 1) {
    await ledger.work.wake({ wakes: [wakeOf(number)], learnt: [learnt(number, t0, sighted(number, 0))] }, t0);
    writeSync(1, `${number}\n`);
  }
}
