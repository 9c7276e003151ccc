import type { AddressAttribute } from '../../../model/pool-definition.js';
import type { User } from '../../../model/user-pool/user.js';
import { type MessageContext, sendCodeMessage } from '../messages/verification-code.js';

/** The options of an invitation. */
export type DeliveryMedium = 'SMS' | 'EMAIL';

const ADDRESSES: Readonly<Record<DeliveryMedium, AddressAttribute>> = { SMS: 'phone_number', EMAIL: 'email' };

/**
 * Sends the temporary password to a user whom an administrator or UserMigration created.
 *
 * @param mediums empty: by SMS if the user has a phone number, otherwise by email
 * @throws ServiceError the errors of CustomMessage
 */
export async function sendInvitation(
  context: MessageContext,
  user: User,
  password: string,
  mediums: readonly DeliveryMedium[],
): Promise<void> {
  const preferred: DeliveryMedium = user.attributes['phone_number'] === undefined ? 'EMAIL' : 'SMS';
  for (const medium of mediums.length === 0 ? [preferred] : mediums) {
    const attribute = ADDRESSES[medium];
    const value = user.attributes[attribute];
    if (value === undefined) continue;
    await sendCodeMessage(context, { user, attribute, value, purpose: 'AdminCreateUser' }, password);
  }
}
