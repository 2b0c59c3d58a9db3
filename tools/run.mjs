// Runs a tool of this checkout under Node 24, installing what package-lock.json names first where that has not
// happened yet. It must itself run on any Node that npm runs on, so it imports nothing that is installed.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const bin = join(root, "node_modules", ".bin");
const isEnough = (version) => Number(version.replace(/^v/, "").split(".")[0]) >= 24;

/** Absolute path of a Node that is 24 or newer; ends the process with 2 and one line where there is none. */
function nodePath() {
  if (isEnough(process.versions.node)) return process.execPath;
  const own = join(bin, "node");
  if (existsSync(own)) return own;
  return fail(`bowsprit needs Node 24 or newer: this is ${process.version}, and npm brought none for ${process.platform}-${process.arch}`);
}

function fail(line) {
  process.stderr.write(`${line}\n`);
  process.exit(2);
}

/** npm writes what it installed to node_modules/.package-lock.json; every package of ours must be in it at that version. */
function isInstalled() {
  const read = (path) => JSON.parse(readFileSync(join(root, path), "utf8")).packages;
  if (!existsSync(join(root, "node_modules/.package-lock.json"))) return false;
  const installed = read("node_modules/.package-lock.json");
  return Object.entries(read("package-lock.json")).every(
    ([path, entry]) => !path.startsWith("node_modules/") || entry.optional || entry.link || installed[path]?.version === entry.version,
  );
}

function install() {
  process.stderr.write("installing what package-lock.json names (once) ...\n");
  const done = spawnSync("npm", ["ci", "--no-audit", "--no-fund"], {
    cwd: root,
    stdio: ["ignore", 2, 2],
    shell: process.platform === "win32",
  });
  if (done.status !== 0) fail("npm ci failed: see above");
}

/** Environment in which `node` and every installed tool is the checkout's own. */
function environment() {
  const path = [bin, process.env.PATH].join(delimiter);
  return { ...process.env, PATH: path, BOWSPRIT_NODE: nodePath() };
}

function exitWith(done) {
  if (done.error) fail(done.error.message);
  process.exit(done.status ?? 1);
}

export function runUnderNode24(args) {
  exitWith(spawnSync(nodePath(), args, { stdio: "inherit", env: environment() }));
}

function run(command, args) {
  if (command === "node") return spawnSync(nodePath(), args, { cwd: root, stdio: "inherit", env: environment() });
  const script = join(bin, command);
  if (!existsSync(script)) fail(`${command} is not installed in this checkout`);
  const isNative = command === "biome" || command === "tsc";
  return spawnSync(isNative ? script : nodePath(), isNative ? args : [script, ...args], {
    cwd: root,
    stdio: "inherit",
    env: environment(),
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (!isInstalled()) install();
  const [first, ...rest] = process.argv.slice(2);
  if (first === "--all") {
    for (const line of rest) {
      const [command, ...args] = line.split(" ");
      const done = run(command, args);
      if (done.status !== 0) exitWith(done);
    }
  } else exitWith(run(first, rest));
}
