/** The control API of the local pool for browser tests: fault injection and the clock of the pool. */
import { pool } from './tabs.js';

async function callControlApi<T>(method: string, path: string, body?: unknown): Promise<T> {
  const reply = await fetch(pool.endpoint + path, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!reply.ok) throw new Error(`${method} ${path}: ${await reply.text()}`);
  return (reply.status === 204 ? undefined : reply.json()) as T;
}

export const injectFault = (fault: object) => callControlApi('POST', '/faults', fault);

/** How many calls the injected faults have matched, that is, how many of those calls reached Cognito. */
export const countFaultMatches = async () =>
  (await callControlApi<{ struck: number }[]>('GET', '/faults')).reduce((sum, { struck }) => sum + struck, 0);

export const advanceClock = (advanceMs: number) => callControlApi('POST', '/clock', { advanceMs });

/** Removes all faults and resets the clock. */
export async function resetPool() {
  await callControlApi('DELETE', '/faults');
  await callControlApi('DELETE', '/clock');
}
