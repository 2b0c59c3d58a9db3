/** Once: what follows from a thing alone is worked out the first time, and kept as long as the thing itself. */

/** `compute` must be pure. */
export function once<Thing extends object, Result>(compute: (thing: Thing) => Result): (thing: Thing) => Result {
  const known = new WeakMap<Thing, { readonly result: Result }>();
  return (thing) => {
    const found = known.get(thing) ?? { result: compute(thing) };
    known.set(thing, found);
    return found.result;
  };
}
