/** Checks that work on long texts takes linear time. */
import assert from 'node:assert/strict';

/** The shortest time of several runs, in ms, so that other processes do not affect the result. */
async function fastest(work: () => unknown): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 4; run++) {
    const start = performance.now();
    await work();
    least = Math.min(least, performance.now() - start);
  }
  return least;
}

/**
 * Fails if sixteen times the text takes much more than sixteen times as long; quadratic work takes 256 times as long.
 *
 * @param work is called with the length of the text, in characters.
 */
export async function assertLinear(work: (length: number) => unknown): Promise<void> {
  await work(1_000);
  const short = await fastest(() => work(62_500));
  const long = await fastest(() => work(1_000_000));
  // Times of less than 5 ms cannot be measured well, and are short enough.
  assert.ok(long < 50 || long / Math.max(short, 5) < 60, `${short} ms → ${long} ms`);
  assert.ok(long < 300, `${long} ms for a million characters`);
}

/** A text of a length, made of a part. */
export const filled = (part: string, length: number): string =>
  part.repeat(Math.ceil(length / part.length)).slice(0, length);
