/** A thread that posts deliveries at an even pace, as GitHub would, and tells how long each took to be answered. */
import { Agent, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { z } from "zod";
import { within } from "./deadline.ts";

/** Seconds that the last webhook may take to be answered. */
const patience = 60;

const sentShape = z.object({ headers: z.record(z.string(), z.string()), body: z.string() });
const orderShape = z.object({ url: z.string(), aSecond: z.number(), deliveries: z.array(sentShape) });
const answeredShape = z.object({ milliseconds: z.number(), status: z.number() });

export type Sent = z.infer<typeof sentShape>;
export type Answered = z.infer<typeof answeredShape>;
export type SendingOrder = z.infer<typeof orderShape>;

/** Resolves once all are answered: in a thread of its own, so that nothing here delays the clock. */
export function sendEvenly(order: SendingOrder): Promise<readonly Answered[]> {
  const worker = new Worker(new URL(import.meta.url), { workerData: order });
  const answers = new Promise<readonly Answered[]>((resolve, reject) => {
    worker.once("message", (message) => resolve(z.array(answeredShape).parse(message)));
    worker.once("error", reject);
    worker.once("exit", (status) => reject(new Error(`the sender ended with ${status}`)));
  });
  const seconds = order.deliveries.length / order.aSecond + patience;
  return within(seconds, "answers to all webhooks", answers).finally(() => worker.terminate());
}

async function send({ url, aSecond, deliveries }: SendingOrder): Promise<Answered[]> {
  const agent = new Agent({ keepAlive: true });
  const start = performance.now();
  const answers: Promise<Answered>[] = [];
  for (const [index, delivery] of deliveries.entries()) {
    const due = start + (index * 1000) / aSecond;
    if (due > performance.now()) await sleep(due - performance.now());
    answers.push(post(agent, url, delivery));
  }
  const all = await Promise.all(answers);
  agent.destroy();
  return all;
}

function post(agent: Agent, url: string, { headers, body }: Sent): Promise<Answered> {
  const start = performance.now();
  return new Promise((resolve, reject) => {
    const sending = request(url, { agent, method: "POST", headers }, (response) => {
      response.resume();
      response.once("end", () => resolve({ milliseconds: performance.now() - start, status: response.statusCode ?? 0 }));
    });
    sending.once("error", reject);
    sending.end(body);
  });
}

if (!isMainThread) parentPort?.postMessage(await send(orderShape.parse(workerData)));
