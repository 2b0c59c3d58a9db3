/** Ignore: Prow's `.prowignore`, by the rules of `.gitignore`: which files of a directory are no job files although they look like some. */
import { compiled, type PathPattern } from "../owners/pattern.ts";

export const ignoreName = ".prowignore";

export interface IgnoreFile {
  /** Where it stands; the root is the empty path. */
  readonly directory: string;
  readonly text: string;
}

interface Rule {
  readonly directory: string;
  readonly pattern: PathPattern;
  readonly isNegated: boolean;
  readonly isForDirectories: boolean;
}

/** The most lines of one file that count. */
const mostRules = 1000;

/** Of the rules that match, the last one of the deepest file counts; what lies in a directory that is ignored is ignored. */
export function ignoredBy(files: readonly IgnoreFile[]): (path: string) => boolean {
  const rules = files.toSorted((a, b) => depthOf(a.directory) - depthOf(b.directory)).flatMap(rulesIn);
  const isIgnored = (path: string, isDirectory: boolean): boolean =>
    rules.findLast((rule) => (isDirectory || !rule.isForDirectories) && matches(rule, path))?.isNegated === false;
  return (path) => {
    const names = path.split("/");
    return names.some((_, at) => isIgnored(names.slice(0, at + 1).join("/"), at < names.length - 1));
  };
}

const depthOf = (directory: string): number => (directory === "" ? 0 : directory.split("/").length);

function matches({ directory, pattern }: Rule, path: string): boolean {
  if (directory === "") return pattern.matches(path);
  return path.startsWith(`${directory}/`) && pattern.matches(path.slice(directory.length + 1));
}

const rulesIn = ({ directory, text }: IgnoreFile): readonly Rule[] =>
  text
    .split(/\r?\n/)
    .slice(0, mostRules)
    .flatMap((line) => ruleOf(line, directory));

/** A pattern that nobody can compile matches nothing, as in git. */
function ruleOf(line: string, directory: string): readonly Rule[] {
  const written = line.replace(/(?<!\\)[ \t]+$/, "");
  if (written === "" || written.startsWith("#")) return [];
  const isNegated = written.startsWith("!");
  const positive = isNegated ? written.slice(1) : written;
  const isForDirectories = positive.endsWith("/");
  const name = isForDirectories ? positive.slice(0, -1) : positive;
  const isAnchored = name.includes("/");
  const outcome = compiled(`^${isAnchored ? "" : "(?:.*/)?"}${patternOf(name.replace(/^\//, ""))}$`);
  return outcome.kind === "pattern" ? [{ directory, pattern: outcome.pattern, isNegated, isForDirectories }] : [];
}

const part = /^\*\*\/|\/\*\*\/|\/\*\*$|\*+|\?|\[[!^]?\]?[^\]]*\]|\\.|[\s\S]/g;

const patternOf = (glob: string): string => (glob.match(part) ?? []).map(partOf).join("");

function partOf(text: string): string {
  if (text === "**/") return "(?:.*/)?";
  if (text === "/**/") return "/(?:.*/)?";
  if (text === "/**") return "/.+";
  if (text.startsWith("*")) return "[^/]*";
  if (text === "?") return "[^/]";
  if (text.startsWith("[") && text.length > 1) return classOf(text);
  return literal(text.length === 2 ? text.slice(1) : text);
}

/** A class takes no slash, whatever it says. */
function classOf(text: string): string {
  const isNegated = /^\[[!^]/.test(text);
  const inside = text.slice(isNegated ? 2 : 1, -1).replaceAll(/[\\[\]^]/g, "\\$&");
  return isNegated ? `[^/${inside}]` : `[${inside}]`;
}

const literal = (text: string): string => text.replaceAll(/[\\^$.|?+*()[\]{}]/g, "\\$&");
