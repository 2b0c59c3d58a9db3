/** The crew: keeps several workers going on different subjects, wakes them when something arrives, and lets them end in peace. */
import { type Worker, workOnce } from "./work.ts";

export interface Crew {
  /** Something arrived. */
  kick(): void;
  /** Takes nothing new, waits for what is under way. */
  drain(): Promise<void>;
}

/** The most that an idle worker sleeps between two looks at the clock (milliseconds). */
const longestSleep = 15_000;

/** Keeps so many passes going at a time, on different subjects, until it is drained. */
export function startWork(worker: Worker, parallel: number): Crew {
  let isDraining = false;
  let wakeUp = () => {};
  const sleep = (milliseconds: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      const previous = wakeUp;
      wakeUp = () => {
        clearTimeout(timer);
        previous();
        resolve();
      };
    });
  const loop = async () => {
    while (!isDraining) {
      const found = await workOnce(worker).catch((error: unknown) => worker.log.error({ err: error }, "the work set could not be read"));
      if (found !== true && !isDraining) await sleep(await pauseBefore(worker));
    }
  };
  const loops = Array.from({ length: parallel }, loop);
  const kick = () => {
    const wake = wakeUp;
    wakeUp = () => {};
    wake();
  };
  return {
    kick,
    drain: async () => {
      isDraining = true;
      kick();
      await Promise.all(loops);
    },
  };
}

async function pauseBefore({ work, now }: Worker): Promise<number> {
  const due = await work.nextDue().catch(() => undefined);
  return due === undefined ? longestSleep : Math.min(longestSleep, Math.max(100, (due - now()) * 1000));
}
