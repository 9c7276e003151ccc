// The delivery details in responses about a code that is not sent, because no user has the name.
// https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html

import type { AddressAttribute } from '../../../model/pool-definition.js';
import { isEmail, isPhoneNumber } from '../../../model/user-pool/attributes.js';
import { type CodeDeliveryDetails, codeDeliveryDetails } from './verification-code.js';

/** The address shown for a name without a user: the name itself if it is such an address, otherwise a made-up one. */
export function simulatedAddress(userName: string, attribute: AddressAttribute): string {
  const isAddress = attribute === 'email' ? isEmail(userName) : userName.startsWith('+');
  if (isAddress) return userName;
  return attribute === 'email' ? 'a@e' : `+00000000${String(userName.length % 10).repeat(4)}`;
}

/**
 * The delivery shown for a name without a user: to the name, if it is an address, otherwise to an address of the kind that
 * the pool prefers.
 */
export function simulatedDelivery(userName: string, preferred: AddressAttribute): CodeDeliveryDetails {
  let attribute = preferred;
  if (isEmail(userName)) attribute = 'email';
  else if (isPhoneNumber(userName)) attribute = 'phone_number';
  return codeDeliveryDetails(attribute, simulatedAddress(userName, attribute));
}
