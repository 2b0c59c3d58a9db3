/** What is asked of OWNERS files on the command line: trees and lists of changed paths in files, people in one argument. */
import { readFileSync } from "node:fs";
import { z } from "zod";
import type { FileText } from "../core/owners/tree.ts";
import { BadInput } from "./outcome.ts";

/** OWNERS texts by path, from a JSON object. Throws `BadInput`. */
export function treeOf(file: string): ReadonlyMap<string, FileText> {
  return new Map(Object.entries(jsonOf(file, z.record(z.string(), z.string()), "an object of texts by path")));
}

/** Throws `BadInput` where the file cannot be read, is not JSON or not of the shape, which `what` names. */
export function jsonOf<T>(file: string, shape: z.ZodType<T>, what: string): T {
  const text = textOf(file);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new BadInput(`${file} is not JSON: ${error instanceof Error ? error.message : error}`);
  }
  const parsed = shape.safeParse(value);
  if (!parsed.success) throw new BadInput(`${file} is not ${what}: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

/** Without empty ones. Throws `BadInput`. */
export const linesOf = (file: string): readonly string[] =>
  textOf(file)
    .split(/\r?\n/)
    .filter((line) => line !== "");

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new BadInput(`cannot read ${file}: ${error instanceof Error && "code" in error ? error.code : error}`);
  }
}

/** People, separated by commas. */
export const listed = (text: string): readonly string[] =>
  text
    .split(",")
    .map((login) => login.trim())
    .filter((login) => login !== "");
