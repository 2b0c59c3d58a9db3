// Builds dist, the code that the image runs: everything but the simulated GitHub. It starts from nothing, because every file in
// dist/plugins is a plugin, the one whose source is long gone too.
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

rmSync(`${root}dist`, { recursive: true, force: true });
const compiled = spawnSync("tsc", ["--project", "tsconfig.build.json"], { cwd: root, stdio: "inherit" });
if (compiled.error) throw compiled.error;
// The compiler follows imports of types into a folder that the project excludes.
rmSync(`${root}dist/sim`, { recursive: true, force: true });
process.exitCode = compiled.status ?? 1;
