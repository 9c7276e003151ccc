/** A quantile, with linear interpolation between neighboring values. @param {number} share from 0 to 1 */
export function quantile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const low = Math.floor(place);
  const high = Math.ceil(place);
  return sorted[low] + (sorted[high] - sorted[low]) * (place - low);
}

export const median = (values) => quantile(values, 0.5);

/** Formats values as `12.3 (11.9–14.0)`: the median, and the first and third quartile. */
export function spread(values, digits = 1) {
  const [middle, low, high] = [0.5, 0.25, 0.75].map((share) => quantile(values, share).toFixed(digits));
  return `${middle} (${low}–${high})`;
}

/**
 * Measures every subject once in each round, so that a machine that becomes slower affects all of them. The first round fills
 * the caches and is not counted.
 *
 * @template S
 * @param {readonly S[]} subjects
 * @param {number} rounds
 * @param {(subject: S) => Promise<Record<string, number>>} measure
 * @returns {Promise<Map<S, Record<string, number[]>>>} subject → the values of each measure
 */
export async function interleaved(subjects, rounds, measure) {
  const results = new Map(subjects.map((subject) => [subject, {}]));
  for (let round = 0; round <= rounds; round++) {
    process.stderr.write(`\rround ${round} of ${rounds} …`);
    // Each round starts with another subject, so that no subject always runs after the same one.
    for (let at = 0; at < subjects.length; at++) {
      const subject = subjects[(at + round) % subjects.length];
      const found = await measure(subject);
      if (round === 0) continue;
      const values = results.get(subject);
      for (const [name, value] of Object.entries(found)) values[name] = [...(values[name] ?? []), value];
    }
  }
  process.stderr.write('\r\x1b[K');
  return results;
}
