/** Global node ids: opaque to everybody outside, but they lead back to the object without a table. */

export const nodeId = (prefix: string, ...numbers: readonly number[]): string =>
  `${prefix}_${Buffer.from(numbers.join(".")).toString("base64url")}`;

export interface NodeKey {
  readonly prefix: string;
  readonly numbers: readonly number[];
}

/** What a node id stands for; undefined if it is none of ours. */
export function nodeKey(id: string): NodeKey | undefined {
  const separator = id.lastIndexOf("_", id.indexOf("_") + 1);
  if (separator < 1) return undefined;
  const numbers = Buffer.from(id.slice(separator + 1), "base64url")
    .toString()
    .split(".")
    .map(Number);
  return numbers.every(Number.isInteger) ? { prefix: id.slice(0, separator), numbers } : undefined;
}
