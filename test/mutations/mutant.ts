/** Turns one safety rule off while tests run: the change of the source that the environment names. */
import { fileURLToPath } from "node:url";
import { mutations } from "./mutations.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** A plugin for vitest; none where no mutation is named. Throws where there is none of that name, or the source has moved on. */
export function mutant(name: string | undefined) {
  if (name === undefined) return [];
  const mutation = mutations.find((one) => one.name === name);
  if (mutation === undefined) throw new Error(`there is no mutation called ${name}`);
  const path = root + mutation.file;
  return [
    {
      name: "mutation",
      enforce: "pre" as const,
      transform(code: string, id: string): string | undefined {
        if (id.split("?")[0] !== path) return undefined;
        if (!code.includes(mutation.find)) throw new Error(`${mutation.file} does not hold what "${name}" changes`);
        return code.replace(mutation.find, () => mutation.replace);
      },
    },
  ];
}
