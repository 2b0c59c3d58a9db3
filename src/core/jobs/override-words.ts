/** The `/override` family: which contexts a text names, and for what. */

/** Contexts as written, without quotes; each once. */
export interface OverrideAsk {
  readonly plain: readonly string[];
  /** To be valid for this head, whatever the base branch does. */
  readonly sticky: readonly string[];
  /** Undefined: no cancel was said. Empty: all that was overridden. */
  readonly cancel: readonly string[] | undefined;
  /** Some line names nothing although it must. */
  readonly isBare: boolean;
}

/** One blank behind the word and nothing more is no use of it: Prow's pattern. */
const shape = /^\/override(|-sticky|-cancel)(?: (.+))?$/i;

/** Undefined where the lines that readers see hold none of these words. In any case of letters, as in Prow. */
export function overrideIn(text: string): OverrideAsk | undefined {
  const lines = text.split("\n").flatMap((line) => {
    const use = shape.exec(line.replace(/\r$/, ""));
    return use === null ? [] : [{ kind: (use[1] ?? "").toLowerCase(), rest: use[2] }];
  });
  if (lines.length === 0) return undefined;
  const named = (kind: string): readonly string[] => [
    ...new Set(lines.filter((line) => line.kind === kind).flatMap(({ rest }) => contextsIn(rest ?? ""))),
  ];
  return {
    plain: named(""),
    sticky: named("-sticky"),
    cancel: lines.some(({ kind }) => kind === "-cancel") ? named("-cancel") : undefined,
    isBare: lines.some(({ kind, rest }) => kind !== "-cancel" && rest === undefined),
  };
}

/** Split at blanks outside double quotes. */
function contextsIn(rest: string): readonly string[] {
  const names: string[] = [];
  let name = "";
  let isQuoted = false;
  for (const character of `${rest} `) {
    if (character === '"') isQuoted = !isQuoted;
    else if (character === " " && !isQuoted) {
      names.push(name.trim());
      name = "";
    } else name += character;
  }
  if (isQuoted) names.push(name.trim());
  return names.filter((one) => one !== "");
}
