/** Runs many sign-ins or other work at the same time. */

/** Starts `count` pieces of work at once and waits for all of them. */
export const concurrently = <Result>(count: number, work: (index: number) => Promise<Result>): Promise<Result[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => work(index)));

/** The number of pieces of work that the sockets of one machine allow at the same time. */
const BATCH_SIZE = 200;

/** Runs `count` pieces of work, at most 200 at a time. */
export async function inBatches<Result>(count: number, work: (index: number) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  for (let from = 0; from < count; from += BATCH_SIZE) {
    results.push(...(await concurrently(Math.min(BATCH_SIZE, count - from), (index) => work(from + index))));
  }
  return results;
}
