/**
 * Polls a condition every 20 ms until it returns a truthy value, and returns that value.
 *
 * @param description the awaited state as a clause, for the error message.
 * @param limit how long to wait, in milliseconds. The default is long, because a busy machine may stop a browser for seconds.
 * @throws {Error} if the limit has passed.
 */
export async function until<T>(
  condition: () => T | Promise<T>,
  description: string,
  limit = 30_000,
): Promise<NonNullable<T>> {
  const end = Date.now() + limit;
  for (;;) {
    const found = await condition();
    if (found) return found;
    if (Date.now() > end) throw new Error(`Timed out after ${limit} ms waiting until ${description}.`);
    await new Promise((done) => setTimeout(done, 20));
  }
}
