/** How the tests run: without isolation between files, since nearly all of them are pure. */
import { defineConfig } from "vitest/config";
import { mutant } from "./test/mutations/mutant.ts";

/** Named by `npm run mutations` alone. Its changed sources must not be found in the cache by anybody else. */
const mutation = process.env.MUTATION;

export default defineConfig({
  plugins: mutant(mutation),
  test: { fsModuleCache: mutation === undefined, include: ["test/**/*.test.ts"], testTimeout: 30_000, isolate: false, maxWorkers: 2 },
});
