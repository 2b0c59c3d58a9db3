/** The served App as a process of its own, on a simulated GitHub that lets real time pass and takes its time to answer. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { type Delivery, deliveryRequest, noFaults, World } from "../../src/sim/index.ts";
import { type Enterprise, enterprise, type Running, running } from "../process.ts";
import { within } from "./deadline.ts";
import { ownFolder } from "./folder.ts";
import type { Sent } from "./sender.ts";

const root = new URL("../../", import.meta.url);
const path = "/api/github/webhooks";
/** Seconds. The process ends in good order within 90, and GitHub gives a webhook ten. */
const patience = { start: 30, end: 100, delivery: 30 } as const;

/** As `npm start` has them. */
function startArguments(): string[] {
  const { scripts } = packageShape.parse(JSON.parse(readFileSync(new URL("package.json", root), "utf8")));
  const [, given = ""] = /^node tools\/run\.mjs node (.+)$/.exec(scripts.start) ?? [];
  return given.split(" ").map((word) => (word.endsWith(".ts") ? fileURLToPath(new URL(word, root)) : word));
}

const packageShape = z.object({ scripts: z.object({ start: z.string() }) });

export class Serving {
  readonly world = new World({ faults: noFaults, start: Math.floor(Date.now() / 1000) });
  /** Milliseconds that GitHub takes for an answer. */
  latency = 0;
  /** Called after every answer of GitHub. */
  answered: () => void = () => {};
  readonly #folder = ownFolder();
  readonly #ticking = setInterval(() => {
    const late = Math.floor(Date.now() / 1000) - this.world.clock.now();
    if (late > 0) this.world.clock.advance(late);
  }, 100);
  #github: Enterprise | undefined;
  #process: Running | undefined;

  async start(): Promise<void> {
    this.#github = await enterprise(async (request) => {
      if (this.latency > 0) await sleep(this.latency);
      const answer = await this.world.handle(request);
      this.answered();
      return answer;
    });
    const { app } = this.world;
    const secrets = { APP_ID: String(app.id), PRIVATE_KEY: app.privateKey, WEBHOOK_SECRET: app.webhookSecret };
    const call = { cwd: this.#folder, args: startArguments(), env: { ...this.#github.env, ...secrets } };
    this.#process = await within(patience.start, "the process listens", running(call));
  }

  get url(): string {
    return `${this.#process?.url}${path}`;
  }

  /** Of the process, resident, in MB. */
  memory(): number {
    const pid = String(this.#process?.pid);
    return Math.round(residentKilobytes(pid) / 1024);
  }

  /** Posts what GitHub has to tell, one after another, and says how many that were. */
  async deliver(): Promise<number> {
    const deliveries = this.world.outbox.take();
    for (const delivery of deliveries)
      await within(patience.delivery, `an answer to the webhook ${delivery.event}`, fetch(deliveryRequest(delivery, this.url)));
    return deliveries.length;
  }

  /** Until something is so, which is asked again and again. Throws after so many seconds. */
  async until(what: string, isSo: () => boolean, patience: number): Promise<void> {
    for (const end = Date.now() + patience * 1000; !isSo(); await sleep(50))
      if (Date.now() > end) throw new Error(`after ${patience} s still not: ${what}`);
  }

  /** Throws where the process does not end, and kills it. */
  async end(): Promise<void> {
    clearInterval(this.#ticking);
    try {
      await within(patience.end, "the process ends", Promise.resolve(this.#process?.ends("SIGTERM")));
    } catch (error) {
      void this.#process?.ends("SIGKILL");
      throw error;
    } finally {
      this.#github?.close();
    }
  }
}

/** As a thread without a world can send it. */
export async function sendable(delivery: Delivery): Promise<Sent> {
  const request = deliveryRequest(delivery);
  return { headers: Object.fromEntries(request.headers), body: await request.text() };
}

function residentKilobytes(pid: string): number {
  try {
    return Number(/^VmRSS:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
  } catch {
    return Number(execFileSync("ps", ["-o", "rss=", "-p", pid], { encoding: "utf8" }));
  }
}
