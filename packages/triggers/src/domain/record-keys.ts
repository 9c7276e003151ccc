/**
 * The keys of everything in the table, and how long an account's record is kept. The kinds (`account`, `wish`, …) are the
 * stored format: changing one orphans the items.
 */
import type { Channel } from '@cognito-otp/client/wire';
import type { Keyring } from '../ports/keys.js';
import type { Account } from './account.js';
import type { Destination } from './destination.js';
import { hashedKey } from './keyring.js';
import type { Person } from './person.js';
import { DAY } from './time.js';

/** The counter of the pool's messages. Its attribute `stopped` is the operator's kill switch. */
export const POOL_SENDS_KEY = 'sends';

/** The counter of the pool's sign-ups. */
export const SIGN_UPS_KEY = 'sign-ups';

/** How many trailing digits the numbers of one range differ in: SMS pumping buys and dials numbers in blocks of 1,000. */
const RANGE_DIGITS = 3;

/** The key of an account's record: one per person and pool. */
export function accountKey(keyring: Keyring, userPoolId: string, person: Person): string {
  return hashedKey(keyring, 'account', userPoolId, person.canReceiveCode ? 'user' : 'unknown', person.sub);
}

/** The key of the send request that Verify leaves for the Create of the same round; see `storeSendRequest`. */
export function sendRequestKey(keyring: Keyring, userPoolId: string, round: string): string {
  return hashedKey(keyring, 'wish', userPoolId, round);
}

/**
 * The key of a destination's budget: one per address, whichever account asks for it. Unknown users and closed accounts
 * have a budget of their own, because requests for them would otherwise delay the first code of the address's owner.
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

/** The key of the counter of a phone number's range; `undefined` for email addresses, which have no range. */
export function rangeKey(keyring: Keyring, userPoolId: string, { channel, address }: Destination): string | undefined {
  return channel === 'sms' ? hashedKey(keyring, 'range', userPoolId, address.slice(0, -RANGE_DIGITS)) : undefined;
}

/** The key of the budget of the messages that Cognito itself sends to one user; see `handlers/custom-message.ts`. */
export function cognitoMessagesKey(userPoolId: string, username: string): string {
  return `cognito-messages#${userPoolId}#${username}`;
}

/** The hash of an address as the user's attribute spells it. It lets PostAuthentication recognize the proved address. */
export function addressHash(keyring: Keyring, userPoolId: string, channel: Channel, attribute: string): string {
  return hashedKey(keyring, 'address', userPoolId, channel, attribute);
}

/**
 * The key of a challenge within an account's record.
 *
 * @param destination the destination's table key, so that the record contains no address.
 */
export function challengeKey(clientId: string, destination: string): string {
  return `${clientId}.${destination}`;
}

/**
 * Returns when an account's record may be deleted, in ms since the epoch: after two days, or after 400 if it has wrong
 * answers in a row, which is longer than an attacker would wait.
 */
export function accountExpiry(account: Account, now: number): number {
  return now + (account.inARow > 0 ? 400 * DAY : 2 * DAY);
}
