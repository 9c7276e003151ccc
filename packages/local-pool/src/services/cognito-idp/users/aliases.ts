import { ServiceError } from '../../../model/errors.js';
import type { UserPool } from '../../../model/user-pool/user-pool.js';

/**
 * Removes an address as the alias of its present user, so that it can become an alias of another user. An alias belongs to
 * one user, and is moved only if the call requests it.
 *
 * @throws ServiceError `AliasExistsException`
 */
export function takeAlias(pool: UserPool, attribute: string, address: string, isForced: boolean): void {
  const { definition, users } = pool;
  const owner = definition.aliasAttributes.includes(attribute) ? users.findOwner(attribute, address) : undefined;
  if (owner === undefined) return;
  if (!isForced) throw new ServiceError('AliasExistsException', `An account with the ${attribute} already exists.`);
  owner.attributes[`${attribute}_verified`] = 'false';
}
