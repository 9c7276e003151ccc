/**
 * The keys of everything in the table, and how long an account's record is kept. The kinds (`account`, `range`, …) are
 * stored: changing one orphans the items.
 */
import type { Channel } from '@cognito-otp/client/wire';
import type { Keyring } from '../ports/keys.js';
import type { Account } from './account.js';
import { budgetAddress } from './budget-address.js';
import type { Destination } from './destination.js';
import { hashedKey } from './keyring.js';
import type { Person } from './person.js';
import { DAY } from './time.js';

/** The counter of the pool's messages. Its attribute `stopped` is the operator's kill switch. */
export const POOL_SENDS_KEY = 'sends';

/** The counter of the pool's sign-ups. */
export const SIGN_UPS_KEY = 'sign-ups';

/**
 * The key of the record that a sign-up was counted. Cognito may call PreSignUp several times for one sign-up. The record also
 * has the language of the page, in which Create writes the first message.
 *
 * @param username the name of the new account. Cognito chooses a random UUID, unless the pool lets users choose a username.
 */
export function countedSignUpKey(userPoolId: string, username: string): string {
  return `sign-up#${userPoolId}#${username}`;
}

/** The counter of the messages that verify changed addresses. */
export const ADDRESS_CHANGES_KEY = 'address-changes';

/** How many trailing digits the numbers of one range differ in: SMS pumping buys and dials numbers in blocks of 1,000. */
const RANGE_DIGITS = 3;

/** The key of an account's record: one per person and pool. */
export function accountKey(keyring: Keyring, userPoolId: string, person: Person): string {
  return hashedKey(keyring, 'account', userPoolId, person.canReceiveCode ? 'user' : 'unknown', person.sub);
}

/** The key of the send request that Verify leaves for the Create of the same round; see `storeSendRequest`. */
export function sendRequestKey(keyring: Keyring, userPoolId: string, round: string): string {
  return hashedKey(keyring, 'send-request', userPoolId, round);
}

/**
 * The key of a destination: one per address, whichever account asks for it. Codes are bound to it. Unknown users and closed
 * accounts have keys of their own, because requests for them would otherwise delay the first code of the address's owner.
 */
export function destinationKey(
  keyring: Keyring,
  userPoolId: string,
  destination: Destination,
  canReceiveCode: boolean,
): string {
  const kind = canReceiveCode ? 'destination' : 'unknown-destination';
  return hashedKey(keyring, kind, userPoolId, destination.channel, destination.address);
}

/**
 * The key of a destination's budget, which all spellings of the address share. Accounts whose address is verified have
 * another budget than those that only claim it: a stranger could sign up with other spellings of an owner's address and use
 * up the messages of the owner.
 *
 * @param isVerified whether the address of the account is verified.
 */
export function destinationBudgetKey(
  keyring: Keyring,
  userPoolId: string,
  destination: Destination,
  canReceiveCode: boolean,
  isVerified: boolean,
): string {
  const key = destinationKey(
    keyring,
    userPoolId,
    { ...destination, address: budgetAddress(destination) },
    canReceiveCode,
  );
  return canReceiveCode && isVerified ? hashedKey(keyring, 'destination', key, 'verified') : key;
}

/** The key of the counter of a phone number's range; `undefined` for email addresses, which have no range. */
export function rangeKey(keyring: Keyring, userPoolId: string, { channel, address }: Destination): string | undefined {
  return channel === 'sms' ? hashedKey(keyring, 'range', userPoolId, address.slice(0, -RANGE_DIGITS)) : undefined;
}

/** The key of the budget of the messages that Cognito itself sends to one user; see `handlers/custom-message.ts`. */
export function cognitoMessagesKey(userPoolId: string, username: string): string {
  return `cognito-messages#${userPoolId}#${username}`;
}

/**
 * The id of a known device in an account's record. The hash includes the account, so that the records of two accounts have
 * nothing in common if the same device signs in to both.
 *
 * @param device the id that the device sends.
 */
export function deviceHash(keyring: Keyring, userPoolId: string, person: Person, device: string): string {
  return hashedKey(keyring, 'device', userPoolId, person.sub, device);
}

/** The key of the budget for messages that a known device requests for a destination. */
export function deviceBudgetKey(keyring: Keyring, budgetKey: string, deviceId: string): string {
  return hashedKey(keyring, 'destination', budgetKey, deviceId);
}

/** The hash of an address as the user's attribute spells it. It lets PostAuthentication recognize the proved address. */
export function addressHash(keyring: Keyring, userPoolId: string, channel: Channel, attribute: string): string {
  return hashedKey(keyring, 'address', userPoolId, channel, attribute);
}

/**
 * The key of a challenge within an account's record.
 *
 * @param destination the destination's table key, so that the record contains no address.
 * @param deviceId the known device that the challenge belongs to; without one, all sessions share it.
 */
export function challengeKey(clientId: string, destination: string, deviceId?: string): string {
  return deviceId === undefined ? `${clientId}.${destination}` : `${clientId}.${destination}.${deviceId}`;
}

/**
 * Returns when an account's record may be deleted, in ms since the epoch: after two days, or after 400 if it has wrong
 * answers in a row, which is longer than an attacker would wait, or known devices.
 */
export function accountExpiry(account: Account, now: number): number {
  return now + (account.inARow > 0 || account.devices ? 400 * DAY : 2 * DAY);
}
