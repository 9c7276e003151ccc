// Changes parameters of a disposable stack, observes the result, and restores them.

import type { Aws } from '../aws/clients.js';
import type { StackFacts } from '../aws/stack.js';
import { settledStatus, updateParameters } from '../aws/update-stack.js';
import type { ProbeContext } from '../probe.js';

/**
 * Applies sets of parameters one after the other, and restores the original parameters.
 *
 * @param observe called after each update
 * @returns what `observe` returned for each set, and for the restored stack
 */
export async function changeParameters<T>(
  { aws, stack, cleanUp, sleep, say }: ProbeContext,
  sets: readonly Readonly<Record<string, string>>[],
  observe: (set: Readonly<Record<string, string>>) => Promise<T>,
): Promise<T[]> {
  const original = originalOf(stack, sets);
  const names = Object.keys(original).join(', ');
  const forget = cleanUp.add(`parameters ${names} of the stack`, (freshAws) =>
    restoreParameters(freshAws, stack, original),
  );
  const results: T[] = [];
  for (const set of sets) {
    say(
      `  updating the stack: ${Object.entries(set)
        .map(([key, value]) => `${key}=${value}`)
        .join(' ')}`,
    );
    await updateParameters(aws, stack, set, sleep);
    results.push(await observe(set));
  }
  say(`  updating the stack: ${names} as before`);
  await updateParameters(aws, stack, original, sleep);
  forget();
  results.push(await observe(original));
  return results;
}

/** The present values of the parameters that the sets change. */
function originalOf({ parameters }: StackFacts, sets: readonly Readonly<Record<string, string>>[]) {
  const names = new Set(sets.flatMap((set) => Object.keys(set)));
  return Object.fromEntries([...names].map((name) => [name, parameters[name] ?? '']));
}

/**
 * Restores parameters after a failure or Ctrl+C. If an update is in progress, it waits for its end
 * first.
 */
async function restoreParameters(aws: Aws, stack: StackFacts, original: Readonly<Record<string, string>>) {
  await settledStatus(aws, stack.name, wait);
  await updateParameters(aws, stack, original, wait);
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
