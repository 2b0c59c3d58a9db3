/** Order of strings by their UTF-8 bytes: Go's order, in which OWNERS lists, owner keys and aliases are compared and shown. */

const isSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdfff;

/** Differs from JavaScript's order of UTF-16 units only where a character outside the basic plane meets one from U+E000 up. */
export function byBytes(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at++) {
    const a = left.charCodeAt(at);
    const b = right.charCodeAt(at);
    if (a === b) continue;
    if (isSurrogate(a) !== isSurrogate(b)) return isSurrogate(a) ? 1 : -1;
    return a - b;
  }
  return left.length - right.length;
}

/** Without duplicates, in order of bytes. */
export const sortedSet = <T extends string>(items: Iterable<T>): T[] => [...new Set(items)].sort(byBytes);
