/** Reads bodies of requests from strangers without letting them fill the memory. */

export type Body =
  | { readonly kind: "whole"; readonly bytes: Uint8Array }
  /** Larger than one body may be. */
  | { readonly kind: "too large" }
  /** With the others that are held now it would be too much. */
  | { readonly kind: "busy" };

/** Hands the body of a request to `use`. What it takes is counted until `use` has come to its end. */
export type WithBody = <T>(request: Request, use: (body: Body) => Promise<T>) => Promise<T>;

/** So many of the largest bodies may be held at a time. */
const largestTogether = 4;

/** `largest` in bytes. Rejects where the sender goes away halfway. */
export function bodyReader(largest: number): WithBody {
  let held = 0;
  return async (request, use) => {
    let own = 0;
    const take = (size: number): Body | undefined => {
      own += size;
      held += size;
      if (own > largest) return { kind: "too large" };
      return held > largest * largestTogether ? { kind: "busy" } : undefined;
    };
    try {
      if (Number(request.headers.get("content-length") ?? 0) > largest) return await use({ kind: "too large" });
      return await use(await read(request, take));
    } finally {
      held -= own;
    }
  };
}

async function read(request: Request, take: (size: number) => Body | undefined): Promise<Body> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request.body ?? []) {
    const refusal = take(chunk.byteLength);
    if (refusal !== undefined) return refusal;
    chunks.push(chunk);
  }
  return { kind: "whole", bytes: Buffer.concat(chunks) };
}
