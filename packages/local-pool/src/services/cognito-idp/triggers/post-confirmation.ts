import type { ClientDefinition } from '../../../model/stack.js';
import type { User } from '../../../model/user-pool/user.js';
import type { UserPool } from '../../../model/user-pool/user-pool.js';
import { type ClientMetadata, metadataField } from './client-metadata.js';
import { triggerAttributes } from './trigger-attributes.js';
import type { Triggers } from './triggers.js';

/**
 * Calls PostConfirmation after a sign-up was confirmed.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-post-confirmation.html
 *
 * @throws ServiceError the errors of {@link Triggers.run}
 */
export async function postConfirmation(
  triggers: Triggers,
  pool: UserPool,
  client: ClientDefinition,
  user: User,
  clientMetadata: ClientMetadata,
): Promise<void> {
  await triggers.run({
    pool,
    client,
    name: 'PostConfirmation',
    source: 'PostConfirmation_ConfirmSignUp',
    userName: user.username,
    request: { userAttributes: triggerAttributes(user), ...metadataField(clientMetadata) },
    response: {},
  });
}
