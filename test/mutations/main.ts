/** `npm run mutations`: turns every safety rule off in turn, and fails where the story that is there for it does not notice. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { type Mutation, mutations } from "./mutations.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const vitest = fileURLToPath(new URL("../../node_modules/vitest/vitest.mjs", import.meta.url));
const atOnce = 2;

const asPattern = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");

interface Result {
  readonly mutation: Mutation;
  /** `broken`: nothing ran, so nothing was shown. */
  readonly outcome: "noticed" | "survived" | "broken";
  readonly output: string;
}

function played(mutation: Mutation): Promise<Result> {
  const [file, story] = mutation.story;
  const options = ["run", file, "-t", asPattern(story), "--bail=1", "--reporter=dot", "--maxWorkers=1"];
  const child = spawn(process.execPath, [vitest, ...options], {
    cwd: root,
    env: { ...process.env, MUTATION: mutation.name, NO_COLOR: "1" },
  });
  let output = "";
  child.stdout.on("data", (part) => {
    output += part;
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", () => resolve({ mutation, outcome: outcomeOf(output), output }));
  });
}

/** A run that could not start fails as well, but without any test that did. */
function outcomeOf(output: string): Result["outcome"] {
  const [, tests = ""] = /^ *Tests +(.*)$/m.exec(output) ?? [];
  if (/\d+ failed/.test(tests)) return "noticed";
  return /\d+ passed/.test(tests) ? "survived" : "broken";
}

const signs = { noticed: "ok      ", survived: "SURVIVED", broken: "BROKEN  " } as const;

const only = process.argv.slice(2);
const queue = mutations.filter(({ name }) => only.length === 0 || only.some((part) => name.includes(part)));
const results: Result[] = [];
const work = async (): Promise<void> => {
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const result = await played(next);
    results.push(result);
    process.stdout.write(`${signs[result.outcome]} ${result.mutation.name}\n`);
  }
};
await Promise.all(Array.from({ length: atOnce }, work));

const missed = results.filter(({ outcome }) => outcome !== "noticed");
process.stdout.write(`${results.length - missed.length} of ${results.length} safety rules are guarded by their story\n`);
process.exitCode = missed.length === 0 ? 0 : 1;
