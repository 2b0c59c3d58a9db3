/** A folder of a measurement's own, gone with the process, however that ends. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export function ownFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "bowsprit-bench-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
