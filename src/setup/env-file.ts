/** Keeps the settings of a new App in a file of settings, for this process's next start. */
import { randomUUID } from "node:crypto";
import { readFile, rename, rm, writeFile } from "node:fs/promises";

export type Kept = { readonly kind: "written"; readonly path: string } | { readonly kind: "not written"; readonly why: string };

/** Adds the values at the end of the file, where they win over the same names above; whole or not at all, and readable by nobody else. */
export async function keepIn(path: string, values: Readonly<Record<string, string>>): Promise<Kept> {
  const draft = `${path}.${randomUUID()}`;
  try {
    const before = await textOf(path);
    const separator = before === "" || before.endsWith("\n") ? "" : "\n";
    await writeFile(draft, `${before}${separator}${envText(values)}`, { mode: 0o600, flag: "wx" });
    await rename(draft, path);
    return { kind: "written", path };
  } catch (error) {
    await rm(draft, { force: true }).catch(() => {});
    return { kind: "not written", why: error instanceof Error && "code" in error ? String(error.code) : "it cannot be written" };
  }
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
    throw error;
  }
}

/** What needs no quotes: some readers, such as Docker's, take quotes for a part of the value. */
const bare = /^[\w./+=: \\-]+$/;

/** One line for each value. The lines of a key are joined by `\n`, written out, which whoever reads a key undoes. */
export const envText = (values: Readonly<Record<string, string>>): string =>
  Object.entries(values)
    .map(([name, value]) => [name, value.trim().replaceAll("\n", "\\n")] as const)
    .map(([name, value]) => `${name}=${bare.test(value) ? value : `"${value}"`}\n`)
    .join("");
