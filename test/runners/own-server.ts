/** A server of somebody's own that runs jobs, as docs/runners.md asks for it; and what can go wrong on the way to it. */
import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";

export const secret = "a secret of the runner";
export const address = "https://ci.acme.test/runs";

const message = z.object({ action: z.enum(["start", "state", "cancel"]), key: z.string() }).loose();

export interface OwnRun {
  state: "queued" | "running" | "success" | "failure" | "error" | "aborted";
  readonly order: Readonly<Record<string, unknown>>;
  readonly startedAt: number;
}

/** What becomes of a run: it waits so many seconds, works so many, and comes to this. Undefined: it waits for ever. */
export type OwnPlayer = (
  run: OwnRun,
) => { readonly waits: number; readonly takes: number; readonly conclusion: "success" | "failure" } | undefined;

type Fate = "lost before" | "lost after" | Response | undefined;

export class OwnServer {
  readonly runs = new Map<string, OwnRun>();
  readonly asked: string[] = [];
  player: OwnPlayer | undefined;
  /** What it has to report and nobody has sent. */
  readonly reports: Request[] = [];
  /** What happens to the next requests; after them all goes well. */
  readonly fates: Fate[] = [];
  readonly #clock: () => number;

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  readonly fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const fate = this.fates.shift();
    if (fate === "lost before") throw new TypeError("fetch failed");
    if (fate instanceof Response) return fate;
    const answered = this.#answer(request.headers, await request.text());
    if (fate === "lost after") throw new TypeError("fetch failed");
    return answered;
  };

  get live(): OwnRun[] {
    return [...this.runs.values()].filter(isLive);
  }

  /** Ends what goes on, or one run of it. */
  ends(state: "success" | "failure", only?: string): void {
    for (const [key, run] of this.runs) if (isLive(run) && (only === undefined || only === key)) this.#turn(key, run, state);
  }

  /** All that the player's machines have done by now. */
  play(): void {
    for (const [key, run] of this.runs) {
      const part = isLive(run) ? this.player?.(run) : undefined;
      if (part === undefined) continue;
      const age = this.#clock() - run.startedAt;
      if (run.state === "queued" && age >= part.waits) this.#turn(key, run, "running");
      if (run.state === "running" && age >= part.waits + part.takes) this.#turn(key, run, part.conclusion);
    }
  }

  #turn(key: string, run: OwnRun, state: OwnRun["state"]): void {
    run.state = state;
    this.reports.push(this.report({ key, state }));
  }

  /** What it posts to the bot, or somebody else in its name. */
  report(body: object, forged: { readonly secret?: string; readonly at?: number } = {}): Request {
    const [text, timestamp] = [JSON.stringify(body), String(forged.at ?? this.#clock())];
    const signature = `sha256=${createHmac("sha256", forged.secret ?? secret)
      .update(`${timestamp}.${text}`)
      .digest("hex")}`;
    const headers = { "content-type": "application/json", "x-bowsprit-timestamp": timestamp, "x-bowsprit-signature": signature };
    return new Request("https://bowsprit.test/api/runs", { method: "POST", body: text, headers });
  }

  #answer(headers: Headers, body: string): Response {
    const timestamp = headers.get("x-bowsprit-timestamp") ?? "";
    const wanted = Buffer.from(`sha256=${createHmac("sha256", secret).update(`${timestamp}.${body}`).digest("hex")}`);
    const given = Buffer.from(headers.get("x-bowsprit-signature") ?? "");
    const isSigned = given.length === wanted.length && timingSafeEqual(given, wanted);
    if (!isSigned || Math.abs(this.#clock() - Number(timestamp)) > 300) return new Response("", { status: 401 });
    const { action, key, ...order } = message.parse(JSON.parse(body));
    this.asked.push(action);
    const known = this.runs.get(key);
    switch (action) {
      case "start":
        if (known === undefined) this.runs.set(key, { state: "queued", order, startedAt: this.#clock() });
        return Response.json({ url: `https://ci.acme.test/${key}` }, { status: 201 });
      case "state":
        return Response.json({ state: known?.state ?? "none", url: `https://ci.acme.test/${key}` });
      case "cancel":
        if (known !== undefined && isLive(known)) known.state = "aborted";
        return new Response(null, { status: 204 });
      default:
        return action satisfies never;
    }
  }
}

const isLive = ({ state }: OwnRun): boolean => state === "queued" || state === "running";
