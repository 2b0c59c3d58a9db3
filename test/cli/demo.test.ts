/** `bowsprit demo`: its story, what it says when the story goes differently, and the served world of `--keep`. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { play } from "../../src/cli/demo.ts";
import { deedsBetween, type Snapshot } from "../../src/cli/demo-changes.ts";
import { staged } from "../../src/cli/demo-stage.ts";
import { repositoryIn, story } from "../../src/cli/demo-story.ts";
import { differences } from "../../src/cli/demo-text.ts";
import { BadInput } from "../../src/cli/outcome.ts";
import { simulator } from "../../src/cli/simulator.ts";
import * as sim from "../../src/sim/index.ts";

const main = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));
const demo = (...args: readonly string[]) => spawnSync(process.execPath, [main, "demo", ...args], { encoding: "utf8" });

describe("the story", () => {
  test("goes as it is told, in at most 130 plain lines, with exit status 0 and nothing on stderr", () => {
    const { status, stdout, stderr } = demo();
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout.trimEnd().split("\n").length).toBeLessThanOrEqual(130);
    expect(stdout).not.toContain("\u001b");
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  test("is noticed to go wrong where the bot does not work", async () => {
    const { world, stage, ...rest } = await staged(sim);
    const idle = { ...stage, settle: () => Promise.resolve() };
    const wrong = await play(
      { world, stage: idle, ...rest },
      () => {},
      (_, text) => text,
    );
    await stage.close();
    expect(wrong).toContain('after "jonas submits a review: /lgtm": labels none instead of lgtm');
    expect(wrong).toContain('after "sofia, two days later: /hold cancel": the check is not green instead of green');
  });

  test("is noticed to go wrong where the bot complains", async () => {
    const playing = await staged(sim);
    const wrong = await play(
      { ...playing, complaints: ["a plugin failed: oh"] },
      () => {},
      (_, text) => text,
    );
    await playing.stage.close();
    expect(wrong).toEqual(["a plugin failed: oh"]);
  });
});

describe("what differs from the story", () => {
  const world = new sim.World({ faults: sim.noFaults });
  const [scene] = story(world, repositoryIn(world));
  if (scene === undefined) throw new Error("the story has no scene");
  const expected = { labels: ["lgtm", "approved"], asked: ["jonas"], isReady: true };
  const ended: Snapshot = {
    ...{ labels: ["approved", "lgtm"], assignees: [], asked: ["jonas"], said: [], comments: [], started: [], results: [] },
    check: { title: "Ready", isGreen: true },
  };
  test.each<[string, Partial<Snapshot>, readonly string[]]>([
    ["nothing", {}, []],
    ["a label too few", { labels: ["lgtm"] }, ['after "x": labels lgtm instead of lgtm, approved']],
    ["a result that nobody expects", { results: ["e2e: failure"] }, ['after "x": results e2e: failure instead of none']],
    ["nobody asked", { asked: [] }, ['after "x": reviews asked of none instead of jonas']],
    ["no check at all", { check: undefined }, ['after "x": the check is not green instead of green']],
  ])("%s", (_, change, found) => expect(differences({ ...scene, told: "x", expected }, { ...ended, ...change })).toEqual(found));
});

describe("what the bot did is read off the thread", () => {
  const comment = {
    id: 1,
    author: "bowsprit[bot]",
    body: "LGTM label has been added.",
    isMinimized: false,
    isEdited: false,
    reactions: [],
  };
  const empty: Snapshot = { labels: [], assignees: [], asked: [], said: [], comments: [], started: [], results: [], check: undefined };
  const said = (change: Partial<typeof comment>): Snapshot => ({ ...empty, said: [{ ...comment, ...change }] });
  const status = "head\n\n<details open>\n\n- file\n\n</details>\n\n- On hold by `x`.\n\n<!-- bowsprit:status -->";
  test.each<[string, Snapshot, Snapshot, readonly string[]]>([
    ["nothing", empty, empty, []],
    ["labels", { ...empty, labels: ["a"] }, { ...empty, labels: ["b"] }, ["removes label a", "adds label b"]],
    ["people", empty, { ...empty, assignees: ["x"], asked: ["y"] }, ["assigns x", "asks y for a review"]],
    ["a request withdrawn", { ...empty, asked: ["y"] }, empty, ["no longer asks y for a review"]],
    ["a run", empty, { ...empty, started: ["e2e"], results: ["e2e: success"] }, ["starts e2e", "reports e2e: success"]],
    ["a reaction", empty, { ...empty, comments: [{ ...comment, reactions: ["THUMBS_UP"] }] }, ["reacts with 👍"]],
    ["a comment", empty, said({}), ['comments "LGTM label has been added."']],
    ["a reply", empty, said({ body: "@x: about that.\n\nNo.\n\n<!-- mark -->" }), ['replies "No."']],
    ["a comment folded", said({}), said({ isMinimized: true }), ['folds away "LGTM label has been added."']],
    ["a new status comment", empty, said({ body: status }), ['writes its status comment: "On hold by x."']],
    ["an edited one", said({ body: status }), said({ body: status.replace("- On hold by `x`.\n\n", "") }), ["edits its status comment"]],
  ])("%s", (_, before, after, deeds) => expect(deedsBetween(before, after)).toEqual(deeds));
});

describe("bad input is one line and exit status 2", () => {
  const taken = createServer();
  let port = 0;
  beforeAll(async () => {
    await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
    const address = taken.address();
    port = typeof address === "object" && address !== null ? address.port : 0;
  });
  afterAll(() => taken.close());

  test.each<[string, () => readonly string[], RegExp]>([
    ["a port without --keep", () => ["--port", "8080"], /^bowsprit: --port needs --keep\n$/],
    ["a port that is none", () => ["--keep", "--port", "http"], /^bowsprit: .*must be a port\.\n$/],
    ["a port beyond the last", () => ["--keep", "--port", "65536"], /^bowsprit: .*must be a port\.\n$/],
    ["a port that is taken", () => ["--keep", "--port", String(port)], /^bowsprit: cannot serve on port \d+: .*EADDRINUSE.*\n$/],
  ])("%s", (_, args, line) => {
    const { status, stdout, stderr } = demo(...args());
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(line);
  });

  test("no simulator in this installation", async () => {
    const absent = () => Promise.reject(Object.assign(new Error("Cannot find module"), { code: "ERR_MODULE_NOT_FOUND" }));
    await expect(simulator(absent)).rejects.toThrow(BadInput);
    await expect(simulator(absent)).rejects.toThrow(/^the simulated GitHub is not part of this installation: .*[^\n]$/);
  });

  test("a simulator that fails by itself is a defect, and not that", async () => {
    await expect(simulator(() => Promise.reject(new TypeError("oh")))).rejects.toThrow(TypeError);
  });
});

describe("--keep", () => {
  let running: ChildProcess | undefined;
  afterAll(() => running?.kill("SIGKILL"));

  test("serves the pull request, lets people speak, and ends on SIGTERM with exit status 0", async () => {
    const child = spawn(process.execPath, [main, "demo", "--keep"], { stdio: ["pipe", "pipe", "inherit"] });
    running = child;
    let output = "";
    const told = async (pattern: RegExp): Promise<RegExpExecArray> => {
      for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
        output += String(chunk);
        const found = pattern.exec(output);
        if (found !== null) return found;
      }
      throw new Error(`it ended without saying ${pattern}: ${output}`);
    };
    const [, url = ""] = await told(/^Serving (http:\S+) /m);
    const page = async () => (await fetch(url)).text();
    expect(await page()).toMatch(/<b>Labels:<\/b> <code>lgtm<\/code> <code>approved<\/code>/);
    child.stdin.write("jonas\nnode-team Hello\njonas /hold\n");
    await told(/^bot: adds label do-not-merge\/hold$/m);
    expect(output).toMatch(/^GitHub refused: node-team is a Organization$/m);
    expect(output).toMatch(/^A name, a blank, and what they comment\.$/m);
    expect(await page()).toContain("<code>do-not-merge/hold</code>");
    const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    expect(await ended).toBe(0);
  });
});
