/** The bot as a process of its own, and a GitHub on this machine for it to talk to. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";

/** Milliseconds a process may take to say that it listens. */
const patience = 20_000;

export interface Running {
  readonly pid: number;
  /** Of the server in it. */
  readonly url: string;
  /** All it wrote so far, on both channels. */
  readonly output: () => string;
  /** The status with which it ends after a signal; null where the signal killed it. */
  readonly ends: (signal: NodeJS.Signals) => Promise<number | null>;
}

export interface Ended {
  readonly status: number | null;
  readonly output: string;
}

export interface Call {
  readonly cwd: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** A test that fails halfway leaves none of them behind. */
const alive = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of alive) child.kill("SIGKILL");
});

/** Nothing of the machine's own settings reaches the process but where programs are. */
function spawned({ cwd, args, env = {} }: Call): { readonly child: ChildProcess; readonly output: () => string } {
  const child = spawn(process.execPath, args, { cwd, env: { PATH: process.env.PATH, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  alive.add(child);
  child.once("close", () => alive.delete(child));
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (data) => {
      output += data;
    });
  return { child, output: () => output };
}

/** Runs to its end. */
export async function ended(call: Call): Promise<Ended> {
  const { child, output } = spawned(call);
  const [status] = await once(child, "close");
  return { status, output: output() };
}

/** Runs until it listens: the log's line with a `port` in it says so. Throws what it wrote where it ends before. */
export async function running(call: Call): Promise<Running> {
  const { child, output } = spawned({ ...call, env: { PORT: "0", HOST: "127.0.0.1", ...call.env } });
  const closed = once(child, "close");
  for (const since = Date.now(); ; await sleep(20)) {
    const port = /"port":(\d+)/.exec(output())?.[1];
    if (port !== undefined)
      return {
        pid: child.pid ?? 0,
        url: `http://127.0.0.1:${port}`,
        output,
        ends: async (signal) => {
          child.kill(signal);
          const [status] = await closed;
          return status;
        },
      };
    if (child.exitCode === null && Date.now() - since < patience) continue;
    child.kill("SIGKILL");
    throw new Error(`it does not listen: ${output()}`);
  }
}

export interface Enterprise {
  /** Settings that name it as an Enterprise Server. */
  readonly env: Readonly<Record<string, string>>;
  readonly close: () => void;
}

/** Serves what answers requests to `/api/v3` of an Enterprise Server; the handler is given paths without that. */
export async function enterprise(answer: (request: Request) => Promise<Response>): Promise<Enterprise> {
  const server = createServer((message, response) => {
    void (async () => {
      const { method = "GET", url = "/" } = message;
      const body = method === "GET" ? null : await buffer(message);
      const headers = Object.entries(message.headers).map(([name, value]): [string, string] => [name, String(value)]);
      const answered = await answer(new Request(`http://github.test${url.replace(/^\/api(?:\/v3)?/, "")}`, { method, headers, body }));
      response.writeHead(answered.status, Object.fromEntries(answered.headers));
      response.end(Buffer.from(await answered.arrayBuffer()));
    })().catch(() => message.socket.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    env: { GHE_HOST: `127.0.0.1:${port}`, GHE_PROTOCOL: "http" },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
