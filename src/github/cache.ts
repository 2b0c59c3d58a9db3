/** The cache that a caller gives: content under a name that it depends on. It saves requests and may lose anything at any time. */
import type { z } from "zod";
import { type Instant, later } from "../core/ids.ts";

export interface Cache {
  /** Those of the keys that are there and not expired, by this machine's clock. */
  get(kind: string, keys: readonly string[], now: Instant): Promise<ReadonlyMap<string, string>>;
  put(kind: string, entries: readonly CacheEntry[]): Promise<void>;
}

export interface CacheEntry {
  readonly key: string;
  readonly text: string;
  /** Absent: true for good. */
  readonly expiresAt?: Instant;
}

/** One kind of content, in its type. */
export interface Shelf<T> {
  known(keys: readonly string[]): Promise<ReadonlyMap<string, T>>;
  keep(values: ReadonlyMap<string, T>): Promise<void>;
  /** Values by key; what is not there is read, all at once, and kept. Keys for which nothing is read stay absent. */
  all(keys: readonly string[], read: (missing: readonly string[]) => Promise<ReadonlyMap<string, T>>): Promise<ReadonlyMap<string, T>>;
  one(key: string, read: () => Promise<T>): Promise<T>;
}

/** `lifetime`: seconds; absent where the key names content that never changes. */
export function shelf<T>(cache: Cache, clock: () => Instant, kind: string, shape: z.ZodType<T>, lifetime?: number): Shelf<T> {
  const known: Shelf<T>["known"] = async (keys) => {
    const texts = keys.length === 0 ? new Map<string, string>() : await cache.get(kind, keys, clock());
    return new Map([...texts].flatMap(([key, text]) => kept(shape, key, text)));
  };
  const keep: Shelf<T>["keep"] = async (values) => {
    const expiry = lifetime === undefined ? {} : { expiresAt: later(clock(), lifetime) };
    const entries = [...values].map(([key, value]) => ({ key, text: JSON.stringify(value), ...expiry }));
    if (entries.length > 0) await cache.put(kind, entries);
  };
  return {
    known,
    keep,
    all: async (keys, read) => {
      const found = await known(keys);
      const missing = [...new Set(keys)].filter((key) => !found.has(key));
      if (missing.length === 0) return found;
      const fresh = await read(missing);
      await keep(fresh);
      return new Map([...found, ...fresh]);
    },
    one: async (key, read) => {
      const found = (await known([key])).get(key);
      if (found !== undefined) return found;
      const value = await read();
      await keep(new Map([[key, value]]));
      return value;
    },
  };
}

/** An entry that an older version wrote in another shape is no entry. */
function kept<T>(shape: z.ZodType<T>, key: string, text: string): [string, T][] {
  const parsed = shape.safeParse(JSON.parse(text));
  return parsed.success ? [[key, parsed.data]] : [];
}

/** A cache that ends with the process. */
export function memoryCache(): Cache {
  const kinds = new Map<string, Map<string, CacheEntry>>();
  return {
    get: async (kind, keys, now) => {
      const entries = keys.flatMap((key) => kinds.get(kind)?.get(key) ?? []);
      return new Map(entries.filter(({ expiresAt }) => expiresAt === undefined || expiresAt > now).map(({ key, text }) => [key, text]));
    },
    put: async (kind, entries) => {
      const known = kinds.get(kind) ?? new Map<string, CacheEntry>();
      for (const entry of entries) known.set(entry.key, entry);
      kinds.set(kind, known);
    },
  };
}
