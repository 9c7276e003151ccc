// Users whom a template creates.

import { messageOf, UsageError } from '../../model/errors.js';
import type { UserDefinition } from '../../model/pool-definition.js';
import type { UserPool } from '../../model/user-pool/user-pool.js';
import { createOperationInput } from '../shared/operation-input.js';
import { adminCreateUser } from './operations/admin-create-user.js';
import type { OperationContext } from './request/operation.js';

/**
 * Creates the users of the template as CloudFormation does, with AdminCreateUser, and adds them to their groups. Users of an
 * earlier run with `--data` stay as they are.
 *
 * @throws UsageError when a user cannot be created
 */
export async function createTemplateUsers(context: OperationContext): Promise<void> {
  for (const pool of context.pools) {
    for (const definition of pool.definition.users) {
      if (pool.users.find(definition.name) !== undefined) continue;
      await createTemplateUser(context, pool, definition);
    }
  }
}

async function createTemplateUser(context: OperationContext, pool: UserPool, user: UserDefinition): Promise<void> {
  const entries = (map: Readonly<Record<string, string>>): object[] =>
    Object.entries(map).map(([Name, Value]) => ({ Name, Value }));
  const input = createOperationInput({
    Username: user.name,
    UserAttributes: entries(user.attributes),
    ValidationData: entries(user.validationData),
    ClientMetadata: user.clientMetadata,
    MessageAction: user.messageAction,
    DesiredDeliveryMediums: user.mediums,
    ForceAliasCreation: user.forceAlias,
  });
  try {
    await adminCreateUser(input, pool, context);
  } catch (cause) {
    throw new UsageError(`${user.logicalId} can't be created: ${messageOf(cause)}`, { cause });
  }
  const created = pool.users.find(user.name);
  if (created !== undefined) created.groups = user.groups;
}
