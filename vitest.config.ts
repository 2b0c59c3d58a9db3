/** How the tests run: without isolation between files, since nearly all of them are pure. */
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: { include: ["test/**/*.test.ts"], testTimeout: 30_000, isolate: false, maxWorkers: 2 },
});
