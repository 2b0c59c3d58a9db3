#!/usr/bin/env node
// `npx bowsprit` in a checkout: runs the command line from source, under Node 24 wherever it is found.
import { fileURLToPath } from "node:url";
import { runUnderNode24 } from "../run.mjs";

const entry = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));
runUnderNode24([entry, ...process.argv.slice(2)]);
