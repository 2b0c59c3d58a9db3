/** One options file: its text in, what it says out, or everything that is wrong with it. */
import { z } from "zod";
import type { Plugin } from "../core/plugin.ts";
import { type Fault, faultsOf, type Shape } from "./faults.ts";
import type { Path } from "./lines.ts";
import { fileSchema, organisationOnly, type Place, type TopLevel, topLevel } from "./schema.ts";
import { documentOf, isList, isMapping, type Mapping, type Value } from "./yaml.ts";

export interface OptionsFile {
  /** The keys that belong to no plugin, as far as they are written. */
  readonly says: TopLevel;
  /** `owners` and the plugins' blocks as written, by name. Every one was accepted by its schema. */
  readonly blocks: ReadonlyMap<string, Mapping>;
  /** Of the lists in these blocks, by `block.option`: the line of each item. */
  readonly lines: ReadonlyMap<string, readonly (number | undefined)[]>;
}

export type ReadFile =
  | { readonly kind: "options"; readonly file: OptionsFile }
  | { readonly kind: "broken"; readonly faults: readonly [Fault, ...Fault[]] };

/** How files are read where these plugins and profiles are known. */
export interface Grammar {
  readonly plugins: readonly Plugin[];
  readonly topLevel: z.ZodType<TopLevel>;
  readonly file: z.ZodType;
  /** The same as JSON Schema, for editors, docs and suggestions. */
  readonly shape: Shape;
}

export function grammarOf(plugins: readonly Plugin[], profiles: readonly string[]): Grammar {
  const file = fileSchema(profiles, plugins);
  return { plugins, topLevel: topLevel(profiles, plugins), file, shape: z.toJSONSchema(file, { target: "draft-7", io: "input" }) };
}

/** Never throws, whatever the text is. */
export function readFile(grammar: Grammar, text: string, place: Place): ReadFile {
  const document = documentOf(text);
  if (document.kind === "broken") {
    const { reason, line } = document;
    return { kind: "broken", faults: [{ path: "", ...(line === undefined ? {} : { line }), what: reason }] };
  }
  const value = document.value ?? {};
  if (!isMapping(value)) return { kind: "broken", faults: [{ path: "", what: "expected options by name at the top of the file" }] };
  const parsed = grammar.file.safeParse(value);
  const refused = parsed.success ? [] : faultsOf(parsed.error, value, grammar.shape, document.lineOf);
  const [first, ...more] = [...refused, ...misplaced(value, grammar, place, document.lineOf)];
  if (first !== undefined) return { kind: "broken", faults: [first, ...more] };
  const blocks = blocksOf(value, grammar);
  return { kind: "options", file: { says: grammar.topLevel.parse(value), blocks, lines: listLines(blocks, document.lineOf) } };
}

const listLines = (blocks: OptionsFile["blocks"], lineOf: (path: Path) => number | undefined): OptionsFile["lines"] =>
  new Map(
    [...blocks].flatMap(([name, block]) =>
      Object.entries(block).flatMap(([option, value]) =>
        isList(value) ? [[`${name}.${option}`, value.map((_, at) => lineOf([name, option, at]))] as const] : [],
      ),
    ),
  );

function misplaced(value: Mapping, { plugins }: Grammar, place: Place, lineOf: (path: readonly string[]) => number | undefined): Fault[] {
  const [forbidden, what] =
    place === "repository"
      ? [organisationOnly(plugins), "only the organisation's file may say this"]
      : [new Set(place === "profile" ? ["extends", "former_bots"] : []), "a profile cannot say this"];
  return [...forbidden]
    .filter((path) => isSaid(value, path.split(".")))
    .map((path) => {
      const line = lineOf(path.split("."));
      return { path, ...(line === undefined ? {} : { line }), what };
    });
}

const isSaid = (value: Value | undefined, [key, ...rest]: readonly string[]): boolean =>
  key === undefined || (value !== undefined && isMapping(value) && Object.hasOwn(value, key) && isSaid(value[key], rest));

function blocksOf(value: Mapping, { plugins }: Grammar): ReadonlyMap<string, Mapping> {
  return new Map(
    ["owners", ...plugins.map(({ name }) => name)].flatMap((name) => {
      const block: Value | undefined = Object.hasOwn(value, name) ? value[name] : undefined;
      return block !== undefined && isMapping(block) ? [[name, block] as const] : [];
    }),
  );
}
