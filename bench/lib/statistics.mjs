/** The value that a share of the sorted values lies below, between neighbours in proportion. */
export function quantile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const low = Math.floor(place);
  const high = Math.ceil(place);
  return sorted[low] + (sorted[high] - sorted[low]) * (place - low);
}

export const median = (values) => quantile(values, 0.5);

/** `12.3 (11.9–14.0)`: the median, and between what half of all values lie. */
export function spread(values, digits = 1) {
  const [middle, low, high] = [0.5, 0.25, 0.75].map((share) => quantile(values, share).toFixed(digits));
  return `${middle} (${low}–${high})`;
}

/**
 * Runs every subject once a round, in turn, so that a machine that grows slower does so for all of them. The first round
 * fills the caches and isn't counted.
 *
 * @template S
 * @param {readonly S[]} subjects
 * @param {number} rounds
 * @param {(subject: S) => Promise<Record<string, number>>} measure
 * @returns {Promise<Map<S, Record<string, number[]>>>} each subject's values by their name.
 */
export async function interleaved(subjects, rounds, measure) {
  const results = new Map(subjects.map((subject) => [subject, {}]));
  for (let round = 0; round <= rounds; round++) {
    process.stderr.write(`\rround ${round} of ${rounds} …`);
    // Each round begins with another one: nobody runs behind the same neighbour each time.
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
