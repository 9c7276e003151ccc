import { ServiceError } from '../../../model/errors.js';
import type { UserPool } from '../../../model/user-pool/user-pool.js';

/**
 * Makes an address free that is about to be an alias of another user. An alias belongs to one user, and moves only when the
 * call asks for it.
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
