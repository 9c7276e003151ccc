import type { ClientDefinition } from '../../../model/pool-definition.js';
import type { User } from '../../../model/user-pool/user.js';
import type { UserPool } from '../../../model/user-pool/user-pool.js';
import { type ClientMetadata, metadataField } from './client-metadata.js';
import { triggerAttributes } from './trigger-attributes.js';
import type { Triggers } from './triggers.js';

/**
 * Calls PostConfirmation after a sign-up was confirmed, or a forgotten password replaced.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-post-confirmation.html
 *
 * @param client undefined for AdminConfirmSignUp, which belongs to no app client
 * @throws ServiceError the errors of {@link Triggers.run}
 */
export async function postConfirmation(
  triggers: Triggers,
  pool: UserPool,
  client: ClientDefinition | undefined,
  user: User,
  clientMetadata: ClientMetadata,
  source:
    | 'PostConfirmation_ConfirmSignUp'
    | 'PostConfirmation_ConfirmForgotPassword' = 'PostConfirmation_ConfirmSignUp',
): Promise<void> {
  await triggers.run({
    pool,
    client,
    name: 'PostConfirmation',
    source,
    userName: user.username,
    request: { userAttributes: triggerAttributes(user), ...metadataField(clientMetadata) },
    response: {},
  });
}
