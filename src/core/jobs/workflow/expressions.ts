/** Expressions: what `${{ }}` puts into a text before anything runs it. */

/** The insides of all expressions in a text. One that is not closed goes on to the end. */
export const expressionsIn = (text: string): readonly string[] =>
  text
    .split("${{")
    .slice(1)
    .map((rest) => (rest.split("}}", 1)[0] ?? "").trim());

/** What nobody outside can choose, and what holds no blanks or quotes. */
const harmless =
  /^(?:runner\.(?:os|arch|temp|tool_cache|environment)|github\.(?:workspace|run_id|run_number|run_attempt|sha|job)|strategy\.job-(?:index|total))$/;

/** Those whose value may come from outside, and would be run as part of a script; `below`: how many lines from the script's first. */
export function foreignExpressionsIn(script: string): readonly { readonly inside: string; readonly below: number }[] {
  return script.split("\n").flatMap((line, below) =>
    expressionsIn(line)
      .filter((inside) => !harmless.test(inside))
      .map((inside) => ({ inside, below })),
  );
}
