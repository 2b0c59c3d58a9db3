/** Reads job files, workflows, changed paths and statuses from disk. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join, sep } from "node:path";
import { z } from "zod";
import type { JobFileText } from "../core/jobs/file.ts";
import { ignoredBy, ignoreName } from "../core/jobs/ignore.ts";
import type { Statuses } from "../core/jobs/selection.ts";
import { BadInput } from "./outcome.ts";

/** One that could be read. */
export type FileOnDisk = JobFileText & { readonly text: string };

/** Each path as given; of a directory all YAML files below it, in order, but for those that Prow passes over: ignored, or with `..` before their names. */
export function yamlFiles(paths: readonly string[]): readonly FileOnDisk[] {
  return paths.flatMap(filesBelow).map((file) => ({ ...file, text: textOf(file.path) }));
}

function filesBelow(path: string): readonly Pick<FileOnDisk, "path" | "isFound">[] {
  try {
    if (!statSync(path).isDirectory()) return [{ path }];
    const files = readdirSync(path, { recursive: true, encoding: "utf8" }).map((file) => file.split(sep).join("/"));
    const isIgnored = ignoredBy(
      files
        .filter((file) => basename(file) === ignoreName)
        .map((file) => ({ directory: file.slice(0, -ignoreName.length - 1), text: textOf(join(path, file)) })),
    );
    return files
      .filter((file) => /\.ya?ml$/.test(file) && !file.split("/").some((name) => name.startsWith("..")) && !isIgnored(file))
      .sort()
      .map((file) => ({ path: join(path, file), isFound: true }));
  } catch (error) {
    throw new BadInput(`cannot read ${path}: ${codeOf(error)}`);
  }
}

export function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new BadInput(`cannot read ${file}: ${codeOf(error)}`);
  }
}

const codeOf = (error: unknown): string => (error instanceof Error && "code" in error ? String(error.code) : String(error));

export const linesOf = (file: string): readonly string[] =>
  textOf(file)
    .split(/\r?\n/)
    .filter((line) => line !== "");

const statusesShape = z.record(z.string(), z.enum(["success", "pending", "failure", "error"]));

export function statusesIn(file: string): Statuses {
  let value: unknown;
  try {
    value = JSON.parse(textOf(file));
  } catch (error) {
    if (error instanceof BadInput) throw error;
    throw new BadInput(`${file} is not JSON: ${error instanceof Error ? error.message : error}`);
  }
  const statuses = statusesShape.safeParse(value);
  if (!statuses.success) throw new BadInput(`${file} is not an object of states by context: ${z.prettifyError(statuses.error)}`);
  return new Map(Object.entries(statuses.data));
}
