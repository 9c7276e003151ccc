// How a user changes attributes.

import { invalidParameter, ServiceError } from '../../../model/errors.js';
import type { AddressAttribute } from '../../../model/pool-definition.js';
import { checkMutable } from '../../../model/user-pool/attributes.js';
import type { User } from '../../../model/user-pool/user.js';
import type { UserPool } from '../../../model/user-pool/user-pool.js';
import type { OperationInput } from '../../shared/operation-input.js';
import { type CodeDeliveryDetails, type MessageContext, sendAttributeCode } from '../messages/verification-code.js';

const ADDRESS_ATTRIBUTES = new Set<string>(['phone_number', 'email'] satisfies AddressAttribute[]);

/** Whether messages can be sent to an attribute. */
export const isAddressAttribute = (name: string): name is AddressAttribute => ADDRESS_ATTRIBUTES.has(name);

/**
 * Changes a user's own attributes. A changed phone number or email address is unverified. In pools that require
 * verification before an update, the old address stays until the new one is verified.
 *
 * @returns where verification codes were sent
 * @throws ServiceError `AliasExistsException` when another user signs in with the address
 * @throws ServiceError `InvalidParameterException` for an immutable attribute
 */
export async function changeAttributes(
  context: MessageContext,
  user: User,
  attributes: Readonly<Record<string, string>>,
): Promise<CodeDeliveryDetails[]> {
  const { pool, clock } = context;
  const { definition } = pool;
  checkMutable(definition, Object.keys(attributes));
  checkAddressesAreFree(pool, user, attributes);
  const deliveries: CodeDeliveryDetails[] = [];
  for (const [name, value] of Object.entries(attributes)) {
    if (!isAddressAttribute(name) || user.attributes[name] === value) {
      user.attributes[name] = value;
      continue;
    }
    const verifyFirst = definition.verifyBeforeUpdate.includes(name);
    if (!verifyFirst) {
      user.attributes[name] = value;
      user.attributes[`${name}_verified`] = 'false';
      delete user.codes[name];
    }
    if (value !== '' && (verifyFirst || definition.autoVerified.includes(name))) {
      const message = { user, attribute: name, value, purpose: 'UpdateUserAttribute' } as const;
      deliveries.push(await sendAttributeCode(context, message));
    }
  }
  user.modifiedAt = clock.now();
  return deliveries;
}

function checkAddressesAreFree(pool: UserPool, user: User, attributes: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (!isAddressAttribute(name) || !isSignInName(pool, name)) continue;
    const owner = pool.users.findOwner(name, value);
    if (owner !== undefined && owner !== user) {
      throw new ServiceError('AliasExistsException', `An account with the ${name} already exists.`);
    }
  }
}

/** Whether users of the pool sign in with an attribute. */
const isSignInName = ({ definition }: UserPool, name: AddressAttribute): boolean =>
  definition.usernameAttributes.includes(name) || definition.aliasAttributes.includes(name);

/**
 * The attribute of a call's `AttributeName`, which has to be an address.
 *
 * @throws ServiceError `InvalidParameterException`
 */
export function verifiableAttribute(input: OperationInput): AddressAttribute {
  const name = input.text('AttributeName', 1, 32);
  if (!isAddressAttribute(name)) {
    throw invalidParameter(`Cannot verify the attribute ${name}: only phone_number and email.`);
  }
  return name;
}
