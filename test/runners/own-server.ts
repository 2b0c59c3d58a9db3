/** A server of somebody's own that runs jobs, as docs/runners.md asks for it; and what can go wrong on the way to it. */
import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";

export const secret = "a secret of the runner";
export const address = "https://ci.acme.test/runs";

const message = z.object({ action: z.enum(["start", "state", "cancel"]), key: z.string() }).loose();

export interface OwnRun {
  /** How often it was asked about. */
  questions?: number;
  state: "queued" | "running" | "success" | "failure" | "error" | "aborted";
  readonly order: Readonly<Record<string, unknown>>;
}

type Fate = "lost before" | "lost after" | Response | undefined;

export class OwnServer {
  readonly runs = new Map<string, OwnRun>();
  readonly asked: string[] = [];
  /** A run has succeeded when it was asked about so often; absent: it goes on. */
  endsAfter: number | undefined;
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
    return [...this.runs.values()].filter(({ state }) => state === "queued" || state === "running");
  }

  /** Ends what goes on, and what it reports of that. */
  ends(state: "success" | "failure"): Request[] {
    return [...this.runs].flatMap(([key, run]) => {
      if (run.state !== "queued" && run.state !== "running") return [];
      run.state = state;
      return [this.#report({ key, state })];
    });
  }

  #report(body: object): Request {
    const [text, timestamp] = [JSON.stringify(body), String(this.#clock())];
    const signature = `sha256=${createHmac("sha256", secret).update(`${timestamp}.${text}`).digest("hex")}`;
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
        if (known === undefined) this.runs.set(key, { state: "queued", order });
        return Response.json({ url: `https://ci.acme.test/${key}` }, { status: 201 });
      case "state":
        if (known !== undefined) {
          known.questions = (known.questions ?? 0) + 1;
          if (known.questions === this.endsAfter) known.state = "success";
        }
        return Response.json({ state: known?.state ?? "none", url: `https://ci.acme.test/${key}` });
      case "cancel":
        if (known?.state === "queued" || known?.state === "running") known.state = "aborted";
        return new Response(null, { status: 204 });
      default:
        return action satisfies never;
    }
  }
}
