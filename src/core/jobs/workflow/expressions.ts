/** Expressions: where `${{ }}` puts something into a text before anything runs it, and which of them hold a secret. */

export interface Expression {
  /** Between the braces, without blanks around it. */
  readonly inside: string;
  /** How many lines below the text's first one it opens. */
  readonly below: number;
  /** Where it stands in the text, braces and all. */
  readonly from: number;
  readonly to: number;
}

/** All expressions in a text. Braces in quotes do not close one; one that is not closed goes on to the end. */
export function expressionsIn(text: string): readonly Expression[] {
  const found: Expression[] = [];
  let [seen, below] = [0, 0];
  for (let from = text.indexOf("${{"); from >= 0; from = text.indexOf("${{", seen)) {
    const end = closingAt(text, from + 3);
    below += linesIn(text.slice(seen, from));
    seen = Math.min(end + 2, text.length);
    found.push({ inside: text.slice(from + 3, end).trim(), below, from, to: seen });
    below += linesIn(text.slice(from, seen));
  }
  return found;
}

const linesIn = (text: string): number => text.split("\n").length - 1;

function closingAt(text: string, start: number): number {
  const mark = /'|\}\}/g;
  mark.lastIndex = start;
  let isQuoted = false;
  for (let next = mark.exec(text); next !== null; next = mark.exec(text)) {
    if (next[0] === "'") isQuoted = !isQuoted;
    else if (!isQuoted) return next.index;
  }
  return text.length;
}

/** `secrets` in any form, the token, and `github` as a whole or by a name that is worked out: both hold the token. */
const secret = /(?<![\w.-])(?:secrets(?![\w-])|github(?:\.(?:\*|token(?![\w-]))|\[|(?![\w.[-])))/i;

export const holdsSecret = (inside: string): boolean =>
  secret.test(
    inside
      .replaceAll(/\[\s*'([\w-]+)'\s*\]/g, ".$1")
      .replaceAll(/'[^']*'?/g, "''")
      .replaceAll(/\s+/g, ""),
  );

/** As people read it in what is told of it. */
export const shownExpression = ({ inside }: Expression): string => `\${{ ${inside.replaceAll(/\s+/g, " ").slice(0, 80)} }}`;
