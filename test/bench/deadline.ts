/** Deadlines: nothing in a measurement waits for ever. */

/** The value of what is waited for. Throws after so many seconds, saying what did not come. */
export async function within<T>(seconds: number, what: string, waited: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`after ${seconds} s still not: ${what}`)), seconds * 1000);
  });
  try {
    return await Promise.race([waited, late]);
  } finally {
    clearTimeout(timer);
  }
}
