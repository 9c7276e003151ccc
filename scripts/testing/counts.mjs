/**
 * How many tests passed, failed and were skipped.
 *
 * @typedef {{ passed: number, failed: number, skipped: number }} Counts
 */

/** @returns {Counts} */
export const noCounts = () => ({ passed: 0, failed: 0, skipped: 0 });

/** @param {readonly Counts[]} all @returns {Counts} */
export function sumCounts(all) {
  const total = noCounts();
  for (const counts of all) for (const key of Object.keys(total)) total[key] += counts[key];
  return total;
}
