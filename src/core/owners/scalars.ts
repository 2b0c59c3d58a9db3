/**
 * What a YAML scalar means in an OWNERS file: YAML 1.1 as Go's decoder reads it, where `yes` is a boolean, `007` the number 7 and `1:20`
 * a string.
 */

export type ScalarKind = "string" | "number" | "boolean" | "null";

export interface Scalar {
  readonly kind: ScalarKind;
  /** The value as text: a number as Go prints it (`1e3` is `1000`), a boolean as `true` or `false`, null as the empty string. */
  readonly text: string;
  /** The same as the key of a mapping, where Go prints fractions with the precision of 32 bits. */
  readonly key: string;
}

const words: ReadonlyMap<string, Scalar> = new Map([
  ...spellings("boolean", "true", ["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"]),
  ...spellings("boolean", "false", ["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"]),
  ...spellings("null", "", ["", "~", "null", "Null", "NULL"]),
  ...spellings("number", "NaN", [".nan", ".NaN", ".NAN"], ".nan"),
  ...spellings("number", "+Inf", [".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"], ".inf"),
  ...spellings("number", "-Inf", ["-.inf", "-.Inf", "-.INF"], "-.inf"),
]);

function spellings(kind: ScalarKind, text: string, all: readonly string[], key = text): [string, Scalar][] {
  return all.map((spelling) => [spelling, { kind, text, key }]);
}

const wholeNumber = /^([+-]?)(0[bB][01]+|0[oO][0-7]+|0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*)$/;
const fraction = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const smallest = -(2n ** 63n);
const largestSigned = 2n ** 63n - 1n;
const largest = 2n ** 64n - 1n;

export const stringScalar = (text: string): Scalar => ({ kind: "string", text, key: text });

/** The meaning of a scalar without quotes and without a tag. */
export function plainScalar(text: string): Scalar {
  const word = words.get(text);
  if (word !== undefined) return word;
  if (!/^[-+.0-9]/.test(text)) return stringScalar(text);
  const digits = text.startsWith(".") ? text : text.replaceAll("_", "");
  return wholeNumberOf(digits) ?? fractionOf(digits) ?? stringScalar(text);
}

/** Whether the number has no value that JSON could carry (`.nan`, `.inf`). */
export const isUnbounded = (scalar: Scalar): boolean => scalar.kind === "number" && /^(?:NaN|[+-]Inf)$/.test(scalar.text);

function wholeNumberOf(text: string): Scalar | undefined {
  const [, sign, digits] = wholeNumber.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const magnitude = BigInt(/^0[0-7]/.test(digits) ? `0o${digits.slice(1)}` : digits.toLowerCase());
  const value = sign === "-" ? -magnitude : magnitude;
  const limit = sign === "" ? largest : largestSigned;
  if (value < smallest || value > limit) return undefined;
  return { kind: "number", text: `${value}`, key: `${value}` };
}

function fractionOf(text: string): Scalar | undefined {
  if (!fraction.test(text)) return undefined;
  const value = Number(text);
  if (!Number.isFinite(value)) return undefined;
  return { kind: "number", text: shortestText(value.toExponential()), key: shortestText(shortestSingle(value)) };
}

/** Fewest digits, in exponent form, that give the same 32-bit number. */
function shortestSingle(value: number): string {
  const single = Math.fround(value);
  for (let digits = 0; digits < 9; digits++) {
    const text = single.toExponential(digits);
    if (Math.fround(Number(text)) === single) return text;
  }
  return single.toExponential();
}

/** Go's shortest `%g`, which turns to exponent form below 1e-4 and from 1e6 on, much earlier than JavaScript. */
function shortestText(exponential: string): string {
  const [mantissa = "", exponentText = ""] = exponential.split("e");
  const exponent = Number(exponentText);
  if (exponent >= -4 && exponent < 6) return `${Number(exponential)}`;
  return `${mantissa}e${exponent < 0 ? "-" : "+"}${`${Math.abs(exponent)}`.padStart(2, "0")}`;
}
