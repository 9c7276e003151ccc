/** Applies changes to a pool, verifies that nothing else has changed, and takes them back if something has. */
import { isDeepStrictEqual } from 'node:util';
import type { PoolApi, PoolState } from '../aws/pool-api.js';
import { clientInput, comparable } from '../aws/settings.js';
import { CliError } from '../errors.js';
import { type Changes, changedClients, changedPool } from './changes.js';

/**
 * Applies changes. App clients come first: without triggers, another auth flow has no effect.
 *
 * @param state the pool as it was read.
 * @throws {CliError} if Cognito refuses a call or something else has changed; the pool is then as it was, unless the message says
 *   otherwise.
 */
export async function applyChanges(api: PoolApi, state: PoolState, changes: Changes): Promise<void> {
  const ids = state.clients.map(({ ClientId }) => ClientId ?? '');
  try {
    await update(api, state, changes);
    verify(state, await api.read(ids), changes);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    try {
      await restore(api, state, await api.read(ids));
      verifySame(state, await api.read(ids));
    } catch (second) {
      const reason = second instanceof Error ? second.message : String(second);
      throw new CliError(
        `${problem}\nThe pool could not be restored: ${reason}\nRun detach with the record to try again.`,
      );
    }
    throw new CliError(`${problem}\nThe pool is as it was before.`);
  }
}

const NO_CHANGES: Changes = { triggers: [], clients: [] };

/** Sends the settings as they were read first, where they differ now. */
async function restore(api: PoolApi, state: PoolState, now: PoolState): Promise<void> {
  for (const [index, client] of state.clients.entries()) {
    const isSame = isDeepStrictEqual(comparable(client), comparable(now.clients[index] ?? {}));
    if (!isSame) await api.updateClient(clientInput(client));
  }
  const isSame = isDeepStrictEqual(comparable(state.pool), comparable(now.pool));
  if (!isSame || !isDeepStrictEqual(state.mfa, now.mfa)) await updatePool(api, state, NO_CHANGES);
}

async function update(api: PoolApi, state: PoolState, changes: Changes): Promise<void> {
  for (const input of changedClients(state, changes)) await api.updateClient(input);
  if (changes.triggers.length > 0) await updatePool(api, state, changes);
}

async function updatePool(api: PoolApi, state: PoolState, changes: Changes): Promise<void> {
  await api.updatePool(changedPool(state, changes));
  // Left out of UpdateUserPool where that refuses it, and reset then.
  if (state.pool.SmsConfiguration === undefined && state.mfa.MfaConfiguration !== 'OFF') await api.setMfa(state.mfa);
}

function verify(before: PoolState, after: PoolState, changes: Changes): void {
  const { LambdaConfig } = changedPool(before, changes);
  const clients = before.clients.map((client) => {
    const change = changes.clients.find(({ clientId }) => clientId === client.ClientId);
    return { ...client, ...change?.after };
  });
  verifySame({ pool: { ...before.pool, LambdaConfig }, mfa: before.mfa, clients }, after);
}

/** @throws {CliError} that names the settings that differ. */
function verifySame(expected: PoolState, actual: PoolState): void {
  const pairs: [string, Record<string, unknown>, Record<string, unknown>][] = [
    ['user pool', comparable(expected.pool), comparable(actual.pool)],
    ['second factors', { ...expected.mfa }, { ...actual.mfa }],
    ...expected.clients.map((client, index): (typeof pairs)[number] => [
      `app client ${client.ClientId}`,
      comparable(client),
      comparable(actual.clients[index] ?? {}),
    ]),
  ];
  const different = pairs.flatMap(([what, one, other]) =>
    [...new Set([...Object.keys(one), ...Object.keys(other)])]
      .filter((name) => !isDeepStrictEqual(one[name], other[name]))
      .map((name) => `${what} ${name}`),
  );
  if (different.length > 0) throw new CliError(`An update has also changed ${different.join(', ')}.`);
}
