import { invalidParameter } from '../../../model/errors.js';
import type { Settings } from '../../../model/pool-definition.js';
import { type AdminOperation, findClientOfPool } from '../request/operation.js';
import { describeClient } from './describe-user-pool-client.js';

/**
 * Replaces the settings of an app client: what the call leaves out is reset to its default.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPoolClient.html
 */
export const updateUserPoolClient: AdminOperation = async (input, pool, { reconfigure, clock }) => {
  const client = findClientOfPool(pool, input);
  const { UserPoolId: _, ClientId: __, ...given } = input.raw();
  const settings: Settings = { ClientName: client.name, ...given };
  refuseFlows(input.list('ExplicitAuthFlows'), settings['RefreshTokenRotation']);
  const updated = reconfigure.client(client, settings, pool.definition);
  const clients = pool.definition.clients.map((one) => (one === client ? updated : one));
  pool.definition = { ...pool.definition, clients };
  pool.modifiedAt = { ...pool.modifiedAt, last: clock.now() };
  return { UserPoolClient: describeClient(pool, updated) };
};

/** Flows that Cognito does not accept together, or together with rotation of refresh tokens. */
function refuseFlows(flows: readonly string[], rotation: unknown): void {
  const isNew = (flow: string) => flow.startsWith('ALLOW_');
  if (flows.some(isNew) && !flows.every(isNew)) {
    throw invalidParameter('Cannot use both legacy and ALLOW_ values in ExplicitAuthFlows.');
  }
  const rotates = (rotation as { Feature?: string } | undefined)?.Feature === 'ENABLED';
  if (rotates && flows.includes('ALLOW_REFRESH_TOKEN_AUTH')) {
    throw invalidParameter('ALLOW_REFRESH_TOKEN_AUTH cannot be used with refresh token rotation.');
  }
}
