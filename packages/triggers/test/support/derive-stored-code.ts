/** Derives codes from what is stored, for tests which assert that such a code is never accepted. */

import { deriveCode } from '../../src/domain/code.js';
import { accountKey } from '../../src/domain/record-keys.js';
import type { Page, setUp } from './set-up.js';

type Environment = Pick<Awaited<ReturnType<typeof setUp>>, 'pool' | 'store' | 'keys'>;

/**
 * The code that the record of a challenge yields, although no message with it was sent.
 *
 * @param canReceiveCode whether the account is known and open: other accounts have separate records.
 */
export async function deriveStoredCode(
  { pool, store, keys }: Environment,
  page: Page,
  { sub, channel, canReceiveCode }: { sub: string; channel: 'sms' | 'email'; canReceiveCode: boolean },
): Promise<string> {
  const key = accountKey(keys.value, pool.id, { canReceiveCode, sub, addresses: {}, verified: new Set() });
  const { data } = await store.read(key, new AbortController().signal);
  const { challenges } = data as { challenges: Record<string, { id: string; nonce: string }> };
  const { destination } = page.round.privateParameters as { destination: string };
  const { id, nonce } = challenges[`${pool.clientId}.${destination}`]!;
  const binding = { challengeId: id, nonce, sub, userPoolId: pool.id, clientId: pool.clientId, channel, destination };
  return deriveCode(keys.value.current.key, binding, 6);
}
