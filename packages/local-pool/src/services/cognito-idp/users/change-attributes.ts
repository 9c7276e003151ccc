import { ServiceError } from '../../../model/errors.js';
import { checkMutable } from '../../../model/user-pool/attributes.js';
import type { User } from '../../../model/user-pool/user.js';
import { type CodeDelivery, type CodeSender, sendAttributeCode } from '../messages/verification-code.js';

const addresses = ['phone_number', 'email'] as const;
export type AddressAttribute = (typeof addresses)[number];

export const isAddressAttribute = (name: string): name is AddressAttribute => addresses.some((one) => one === name);

/**
 * Changes attributes by the person's own wish. A changed phone number or e-mail address is unproved; where the pool
 * requires proof before the change, the old one stays until then.
 */
export async function changeAttributes(
  sender: CodeSender,
  user: User,
  attributes: Readonly<Record<string, string>>,
): Promise<CodeDelivery[]> {
  const { definition, users } = sender.pool;
  checkMutable(definition, Object.keys(attributes));
  for (const [name, value] of Object.entries(attributes)) {
    const owner = isAddressAttribute(name) ? users.findOwner(name, value) : undefined;
    if (owner !== undefined && owner !== user && namesPeople(sender, name)) {
      throw new ServiceError('AliasExistsException', `An account with the ${name} already exists.`);
    }
  }
  const deliveries: CodeDelivery[] = [];
  for (const [name, value] of Object.entries(attributes)) {
    if (!isAddressAttribute(name) || user.attributes[name] === value) {
      user.attributes[name] = value;
      continue;
    }
    const proofFirst = definition.verifyBeforeUpdate.includes(name);
    if (!proofFirst) {
      user.attributes[name] = value;
      user.attributes[`${name}_verified`] = 'false';
      delete user.codes[name];
    }
    if (value !== '' && (proofFirst || definition.autoVerified.includes(name))) {
      deliveries.push(await sendAttributeCode(sender, user, name, value, 'UpdateUserAttribute'));
    }
  }
  user.modifiedAt = sender.clock.now();
  return deliveries;
}

const namesPeople = ({ pool }: CodeSender, name: string): boolean =>
  pool.definition.usernameAttributes.some((one) => one === name) || pool.definition.aliasAttributes.includes(name);
