/** Writes what is generated from the options' schemas: the table in the docs, the schema for editors, the default profile. */
import { CORE_SCHEMA, dump } from "js-yaml";
import type { Grammar } from "./file.ts";
import { type Option, optionsIn } from "./reference.ts";
import { organisationOnly } from "./schema.ts";

/** Between these marks of a page stands the table; around them people write. */
export const tableMarks = { start: "<!-- options -->", end: "<!-- /options -->" } as const;

/** The page with its table as the schemas have it now. Throws where a mark is missing: a page without its table is a mistake. */
export function pageWithTable(page: string, grammar: Grammar): string {
  const start = page.indexOf(tableMarks.start);
  const end = page.indexOf(tableMarks.end);
  if (start < 0 || end < start) throw new Error(`the page has no ${tableMarks.start} before ${tableMarks.end}`);
  return `${page.slice(0, start + tableMarks.start.length)}\n\n${optionsTables(grammar)}\n\n${page.slice(end)}`;
}

function optionsTables({ shape, plugins }: Grammar): string {
  const options = optionsIn(shape, organisationOnly(plugins));
  const table = (heading: string, note: string, rows: readonly Option[]) =>
    [`### ${heading}`, "", ...(note === "" ? [] : [note, ""]), ...(rows.length === 0 ? ["No options."] : tableOf(rows))].join("\n");
  const isOwn = ({ path }: Option) => !plugins.some(({ name }) => name === path[0]);
  const own = options.filter((option) => isOwn(option) && option.path[0] !== "owners");
  return [
    table("At the top of the file", "", own),
    table(
      "`owners`",
      "",
      options.filter(({ path }) => path[0] === "owners"),
    ),
    ...plugins.map(({ name, isOnByDefault }) =>
      table(
        `\`${name}\``,
        isOnByDefault ? "On by default." : "Off by default.",
        options.filter(({ path }) => path[0] === name),
      ),
    ),
  ].join("\n\n");
}

const tableOf = (options: readonly Option[]): string[] => [
  "| option | type | default | who may set it | what it does |",
  "|---|---|---|---|---|",
  ...options.map((option) => {
    const cells = [`\`${option.path.join(".")}\``, option.type, defaultText(option.default), option.setBy, option.does];
    return `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll("\n", " ")).join(" | ")} |`;
  }),
];

const defaultText = (value: unknown): string => (value === undefined ? "none" : `\`${inline(value)}\``);

/** A value on one line of YAML. */
const inline = (value: unknown): string =>
  value === "" ? '""' : dump(value, { flowLevel: 0, lineWidth: -1, schema: CORE_SCHEMA }).trimEnd();

/** JSON Schema (draft 7) of an options file. */
export function schemaText({ shape }: Grammar): string {
  const about = {
    title: "Bowsprit options",
    description: "`.github/bowsprit.yaml` of a repository, or of an organisation's `.github` repository.",
  };
  const { $schema, ...rest } = shape;
  return `${JSON.stringify({ $schema, ...about, ...rest }, undefined, 2)}\n`;
}

/** Every option with its default and what it does, as an options file that changes nothing: the profile underneath all others, and a file to copy from. */
export function defaultProfile({ shape, plugins }: Grammar): string {
  const reserved = organisationOnly(plugins);
  // Who and what an organisation names for itself has no default.
  const isNamed = (path: readonly string[]) =>
    ["extends", "former_bots"].includes(path[0] ?? "") || (path.length > 1 && reserved.has(path.join(".")));
  const options = optionsIn(shape, reserved).filter(({ path }) => !isNamed(path) && !path.some((step) => step.endsWith("[]")));
  const partial = new Set(
    options.filter((option) => option.default === undefined && option.path.length > 2).map(({ path }) => parentOf(path)),
  );
  const lines = ["# Every option with its default. Generated from the code, like the table in docs/options.md: do not edit."];
  let before: readonly string[] = [];
  for (const option of options) {
    lines.push(...openings(before, option.path, partial), ...linesOf(option, partial.has(parentOf(option.path))));
    before = option.path;
  }
  return `${lines.join("\n")}\n`;
}

const parentOf = (path: readonly string[]): string => path.slice(0, -1).join(".");

/** The names of the mappings that begin with this option. One with an option that has no default is there wholly or not at all. */
function openings(before: readonly string[], path: readonly string[], partial: ReadonlySet<string>): string[] {
  const shared = path.findIndex((step, index) => before[index] !== step);
  const opened = path.slice(shared, -1).map((step, index) => {
    const isPartial = partial.has(path.slice(0, shared + index + 1).join("."));
    return `${"  ".repeat(shared + index)}${isPartial ? "# " : ""}${step}:`;
  });
  return shared === 0 ? ["", ...opened] : opened;
}

/** What follows from the code by itself, or has no default, is commented out. */
function linesOf({ path, default: value, does }: Option, isPartial: boolean): string[] {
  const indent = "  ".repeat(path.length - 1);
  const setting = `${path.at(-1)}: ${value === undefined ? "" : inline(value)}`.trimEnd();
  const isLive = value !== undefined && path[0] !== "plugins" && !isPartial;
  return [...wrapped(does, 110 - indent.length).map((line) => `${indent}# ${line}`), `${indent}${isLive ? "" : "# "}${setting}`];
}

function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last === undefined || last.length + word.length >= width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
