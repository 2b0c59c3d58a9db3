/** The house rules that can be checked by reading: who imports whom, what is pure, how long a file may be and what it may be called. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../src/", import.meta.url));

interface Source {
  /** Below `src`. */
  readonly path: string;
  readonly text: string;
}

const sources: readonly Source[] = readdirSync(root, { recursive: true, encoding: "utf8" })
  .map((path) => path.replaceAll("\\", "/"))
  .filter((path) => path.endsWith(".ts"))
  .map((path) => ({ path, text: readFileSync(`${root}${path}`, "utf8") }));

/** The folder, or the file where it lies in `src` itself. */
const areaOf = (path: string): string => path.split("/")[0] ?? path;

interface Import {
  readonly what: string;
  /** `type`: gone before the program runs. `dynamic`: loaded when needed. */
  readonly kind: "fixed" | "type" | "dynamic";
}

const withoutComments = (text: string): string => text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");

function importsOf(text: string): Import[] {
  const code = withoutComments(text);
  const fixed = [...code.matchAll(/^(?:import|export)\s(?:\s*(type)\s)?(?:[^"';]*?from\s*)?"([^"]+)"/gm)].map(
    ([, type, what = ""]): Import => ({ what, kind: type === undefined ? "fixed" : "type" }),
  );
  const dynamic = [...code.matchAll(/\bimport\(\s*["'`]([^"'`]+)["'`]/g)].map(([, what = ""]): Import => ({ what, kind: "dynamic" }));
  return [...fixed, ...dynamic];
}

/** What a file imports of ours, below `src`; something that leads out of it keeps its dots. */
function ownImports({ path, text }: Source): (Import & { readonly target: string })[] {
  return importsOf(text)
    .filter(({ what }) => what.startsWith("."))
    .map((found) => ({
      ...found,
      target: new URL(found.what, `file:///src/${path}`).pathname.replace(/^\/src\//, "").replace(/^\//, "../"),
    }));
}

const packagesOf = ({ text }: Source): string[] =>
  importsOf(text)
    .map(({ what }) => what)
    .filter((what) => !what.startsWith("."));

interface Rule {
  readonly imports: readonly string[];
  readonly packages: RegExp;
}

const anything: Rule = { imports: ["*"], packages: /./ };
const nodeOrZod = /^(?:node:.*|zod)$/;

/** The table of ARCHITECTURE.md. Whoever adds a folder to `src` adds a line here and there. */
const rules: Readonly<Record<string, Rule>> = {
  core: { imports: ["core"], packages: /^(?:re2js|js-yaml|zod)$/ },
  plugins: { imports: ["core"], packages: /^zod$/ },
  "reconcile.ts": { imports: ["core", "pass"], packages: /^$/ },
  pass: { imports: ["core", "pass"], packages: /^$/ },
  "gate.ts": { imports: ["core", "pass", "reconcile.ts"], packages: /^$/ },
  "issues.ts": { imports: ["core", "pass"], packages: /^$/ },
  "work.ts": { imports: ["core", "expansion.ts", "gate.ts", "issues.ts", "pass", "reconcile.ts"], packages: /^node:/ },
  "crew.ts": { imports: ["work.ts"], packages: /^$/ },
  "expansion.ts": { imports: ["core"], packages: /^$/ },
  "catch-up.ts": { imports: ["core"], packages: /^$/ },
  "telemetry.ts": { imports: ["core", "web", "work.ts"], packages: /^$/ },
  "registry.ts": { imports: ["core"], packages: /^node:/ },
  github: { imports: ["core", "github"], packages: /^(?:@octokit\/.*|probot|node:.*|zod)$/ },
  ledger: { imports: ["core", "ledger"], packages: nodeOrZod },
  runners: { imports: ["core", "runners"], packages: nodeOrZod },
  config: { imports: ["core", "config"], packages: /^(?:js-yaml|re2js|node:.*|zod)$/ },
  web: { imports: ["core", "web"], packages: /^(?:pino|@octokit\/webhooks|node:.*|zod)$/ },
  setup: { imports: ["web", "setup"], packages: /^(?:js-yaml|node:.*|zod)$/ },
  "environment.ts": { imports: ["core"], packages: nodeOrZod },
  "app.ts": { imports: ["core", "web"], packages: /^probot$/ },
  sim: { imports: ["sim"], packages: /^(?!@octokit\/(?!graphql-schema)|probot)/ },
  "bot.ts": anything,
  "runs.ts": anything,
  "main.ts": anything,
  cli: anything,
};

/** All that a module loads before it, directly or through others. */
function reachedFrom(path: string, needed: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const reached = new Set<string>();
  const waiting = [...(needed.get(path) ?? [])];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (reached.has(next)) continue;
    reached.add(next);
    waiting.push(...(needed.get(next) ?? []));
  }
  return reached;
}

describe("who may import whom", () => {
  test("every file and folder in src has its line in the table", () =>
    expect(sources.map(({ path }) => areaOf(path)).filter((area) => !(area in rules))).toEqual([]));

  describe.each(Object.entries(rules))("%s", (area, { imports, packages }) => {
    const own = sources.filter(({ path }) => areaOf(path) === area);
    test(`imports of ours only ${imports.join(", ")}`, () => {
      const foreign = own.flatMap((source) =>
        ownImports(source)
          .filter(({ target }) => !imports.includes("*") && !imports.includes(areaOf(target)))
          .map(({ target }) => `${source.path} imports ${target}`),
      );
      expect(foreign).toEqual([]);
    });
    test("imports no package that is not its business", () => {
      const foreign = own.flatMap((source) =>
        packagesOf(source)
          .filter((name) => !packages.test(name))
          .map((name) => `${source.path} imports ${name}`),
      );
      expect(foreign).toEqual([]);
    });
  });

  test("nothing leads out of src", () =>
    expect(sources.flatMap((source) => ownImports(source).filter(({ target }) => target.startsWith(".."))).map(({ what }) => what)).toEqual(
      [],
    ));

  test("no module needs itself to start", () => {
    const needed = new Map(
      sources.map((source) => [source.path, ownImports(source).flatMap(({ kind, target }) => (kind === "fixed" ? [target] : []))]),
    );
    expect(sources.map(({ path }) => path).filter((path) => reachedFrom(path, needed).has(path))).toEqual([]);
  });

  test("nobody imports what wires the parts together, save the command line and the main file", () => {
    const importers = sources
      .filter((source) => !["cli", "main.ts"].includes(areaOf(source.path)))
      .filter((source) => ownImports(source).some(({ target }) => ["bot.ts", "cli", "main.ts"].includes(areaOf(target))));
    expect(importers.map(({ path }) => path)).toEqual([]);
  });

  test("the image that ships has no simulator: who uses it loads it when needed", () => {
    const importers = sources
      .filter((source) => areaOf(source.path) !== "sim")
      .filter((source) => ownImports(source).some(({ target, kind }) => areaOf(target) === "sim" && kind === "fixed"));
    expect(importers.map(({ path }) => path)).toEqual([]);
  });

  test("only the GitHub folder speaks to GitHub; the command line may with a person's own token", () => {
    const speakers = sources.filter((source) => packagesOf(source).some((name) => /^@octokit\/(?!webhooks|graphql-schema)/.test(name)));
    expect(speakers.map(({ path }) => path).filter((path) => !["github", "cli", "main.ts"].includes(areaOf(path)))).toEqual([]);
  });
});

/** Clock, randomness, environment, logger, promises: what makes two runs on the same facts differ. */
const impure =
  /\bDate\.now\b|\bnew Date\(\s*\)|\bDate\(\s*\)|\bperformance\b|\bMath\.random\b|\bcrypto\b|\bprocess\.|\bconsole\b|\basync\b|\bawait\b|\bPromise\b|\bset(?:Timeout|Interval|Immediate)\b|\bfetch\(|\bglobalThis\b/;

describe("core and plugins are pure", () => {
  test.each(sources.filter(({ path }) => ["core", "plugins"].includes(areaOf(path))).map(({ path, text }) => [path, text]))(
    "%s",
    (_, text) => expect(withoutComments(text)).not.toMatch(impure),
  );
});

describe("files", () => {
  test("each opens with what it is responsible for", () =>
    expect(sources.filter(({ text }) => !text.replace(/^#!.*\n/, "").startsWith("/**")).map(({ path }) => path)).toEqual([]));
  test("none is longer than 450 lines", () =>
    expect(sources.filter(({ text }) => text.split("\n").length > 451).map(({ path }) => path)).toEqual([]));
  test("half of them have at most 120 lines", () => {
    const lengths = sources.map(({ text }) => text.split("\n").length - 1).sort((a, b) => a - b);
    expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThanOrEqual(120);
  });
  test("no name says only that something is in it", () =>
    expect(
      sources.map(({ path }) => path).filter((path) => /(?:^|[/-])(?:utils?|helpers?|managers?|common|misc)(?:[/.-]|$)/.test(path)),
    ).toEqual([]));
});

describe("this test sees", () => {
  test.each([
    ['import { a } from "../web/a.ts";', ["../web/a.ts"]],
    ['import type { A } from "x";', ["x"]],
    ['import {\n  a,\n} from "x";', ["x"]],
    ['import "x";', ["x"]],
    ['import a, { type B } from "x";\nconst c = "from";', ["x"]],
    ['export * from "./y.ts";', ["./y.ts"]],
    ['const a = await import("../sim/index.ts");', ["../sim/index.ts"]],
    ['const text = `import "x"`;', []],
    ['/** from "x" */\n// import "x"', []],
  ])("the imports of %j", (text, expected) => expect(importsOf(text).map(({ what }) => what)).toEqual(expected));
  test("a clock, and not a time that is given", () => {
    expect("const now = Date.now();").toMatch(impure);
    expect("const now = new Date();").toMatch(impure);
    expect("const then = new Date(seconds * 1000);").not.toMatch(impure);
  });
});
