/** Values: what an expression can become, where only the workflow itself decides that and nobody who starts it. */
import { expressionsIn } from "./expressions.ts";

/** What the workflow says of names: the texts that one can be, undefined where something else may decide. In lower case. */
export interface Constants {
  readonly matrix: (name: string) => readonly string[] | undefined;
  readonly env: (name: string) => readonly string[] | undefined;
}

type Value = string | boolean;
/** Undefined: anything. */
type Values = readonly Value[] | undefined;

/** What nobody outside can choose, and what holds no blanks or quotes. Each stands for itself. */
const harmless =
  /^(?:runner\.(?:os|arch|temp|tool_cache|environment)|github\.(?:workspace|run_id|run_number|run_attempt|sha|job)|strategy\.job-(?:index|total))$/;

/** Functions that tell yes from no. */
const deciding = new Set(["contains", "startswith", "endswith", "success", "failure", "always", "cancelled"]);

/** Longer ones are taken for anything. */
const longest = 500;

/** The texts that the inside of an expression can become; undefined where these are not written in the workflow. */
export function valuesOf(inside: string, constants: Constants): readonly string[] | undefined {
  if (inside.length > longest) return undefined;
  const reader = new Reader(inside, constants);
  const values = reader.either();
  return reader.isSound ? values?.map(String) : undefined;
}

/** Most texts that are followed. */
const mostTexts = 64;

/** The texts that a text with expressions in it can become. */
export function textsOf(text: string, constants: Constants): readonly string[] | undefined {
  let texts: readonly string[] = [""];
  let seen = 0;
  for (const { inside, from, to } of expressionsIn(text)) {
    const values = valuesOf(inside, constants);
    if (values === undefined || texts.length * values.length > mostTexts) return undefined;
    const before = text.slice(seen, from);
    texts = texts.flatMap((one) => values.map((value) => `${one}${before}${value}`));
    seen = to;
  }
  return texts.map((one) => one + text.slice(seen));
}

const isFalse = (value: Value): boolean => value === "" || value === false;

/** Reads an expression by GitHub's grammar, as far as what it becomes can be told. */
class Reader {
  readonly #tokens: readonly string[];
  readonly #constants: Constants;
  #next = 0;
  #isBroken = false;

  constructor(text: string, constants: Constants) {
    this.#tokens = text.match(/'(?:[^']|'')*'|&&|\|\||[=!<>]=|[A-Za-z_][\w-]*|-?\d[\w.]*|\S/g) ?? [];
    this.#constants = constants;
  }

  get isSound(): boolean {
    return !this.#isBroken && this.#next === this.#tokens.length;
  }

  either(): Values {
    let values = this.#both();
    while (this.#take("||")) {
      const other = this.#both();
      values = values === undefined || other === undefined ? undefined : [...values.filter((value) => !isFalse(value)), ...other];
    }
    return values;
  }

  /** Of something that may be anything, only what counts as false is left. */
  #both(): Values {
    let values = this.#compared();
    while (this.#take("&&")) {
      const other = this.#compared();
      values = other === undefined ? undefined : [...(values?.filter(isFalse) ?? ["", false]), ...other];
    }
    return values;
  }

  #compared(): Values {
    let values = this.#negated();
    while (["==", "!=", "<", ">", "<=", ">="].some((operator) => this.#take(operator))) {
      this.#negated();
      values = [true, false];
    }
    return values;
  }

  #negated(): Values {
    if (!this.#take("!")) return this.#single();
    while (this.#take("!"));
    this.#single();
    return [true, false];
  }

  #single(): Values {
    const token = this.#tokens[this.#next] ?? "";
    this.#next += 1;
    if (token === "(") {
      const values = this.either();
      this.#expect(")");
      return values;
    }
    if (token.startsWith("'")) return [token.slice(1, -1).replaceAll("''", "'")];
    if (/^-?\d/.test(token)) return [token];
    if (token === "true" || token === "false") return [token === "true"];
    if (token === "null") return [""];
    if (/^[A-Za-z_]/.test(token)) return this.#take("(") ? this.#called(token) : this.#named(token);
    this.#isBroken = true;
    return undefined;
  }

  #called(name: string): Values {
    if (!this.#take(")")) {
      do this.either();
      while (this.#take(","));
      this.#expect(")");
    }
    return deciding.has(name.toLowerCase()) ? [true, false] : undefined;
  }

  #named(first: string): Values {
    const path = [first.toLowerCase()];
    for (;;) {
      const isDotted = this.#take(".");
      if (!isDotted && !this.#take("[")) break;
      const step = this.#tokens[this.#next] ?? "";
      this.#next += 1;
      // A name that is worked out may be any name.
      if (!isDotted && !/^['\d]/.test(step)) this.#isBroken = true;
      path.push(step.replace(/^'(.*)'$/, "$1").toLowerCase());
      if (!isDotted) this.#expect("]");
    }
    const [context, name = ""] = path;
    if (context === "matrix" && path.length > 1) return this.#constants.matrix(name);
    if (context === "env" && path.length === 2) return this.#constants.env(name);
    return harmless.test(path.join(".")) ? [path.join(".")] : undefined;
  }

  #take(token: string): boolean {
    if (this.#tokens[this.#next] !== token) return false;
    this.#next += 1;
    return true;
  }

  #expect(token: string): void {
    if (!this.#take(token)) this.#isBroken = true;
  }
}
