import type { Channel } from '@cognito-otp/client/wire';
import { hashedKey, type Keyring } from '../ports/keys.js';
import type { Account } from './account.js';
import type { Destination } from './destination.js';
import type { Person } from './person.js';
import { DAY } from './rate-window.js';

/** The account's record. One a person and pool. */
export function accountKey(keyring: Keyring, userPoolId: string, person: Person): string {
  return hashedKey(keyring, 'account', userPoolId, person.canReceiveCode ? 'user' : 'unknown', person.sub);
}

/** Verify's note to the Create that follows a round, for pools that hand Create no ClientMetadata. */
export function sendRequestKey(keyring: Keyring, userPoolId: string, round: string): string {
  return hashedKey(keyring, 'wish', userPoolId, round);
}

/**
 * The address's budget. One an address, whichever account asks for it; but names that nobody has signed up, and accounts
 * that are closed, draw on one of their own, or asking for them would hold up the owner's first code.
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

/** How many neighbouring numbers share one budget: pumped ranges are bought and dialled in blocks. */
const RANGE_DIGITS = 3;

/** The block of numbers that a phone number lies in; e-mail addresses have none. */
export function rangeKey(keyring: Keyring, userPoolId: string, { channel, address }: Destination): string | undefined {
  return channel === 'sms' ? hashedKey(keyring, 'range', userPoolId, address.slice(0, -RANGE_DIGITS)) : undefined;
}

/** An address as the user's attribute spells it; PostAuthentication compares by it. */
export function addressHash(keyring: Keyring, userPoolId: string, channel: Channel, attribute: string): string {
  return hashedKey(keyring, 'address', userPoolId, channel, attribute);
}

/** One challenge within an account. The destination goes by its name in the table, so no address is kept in here. */
export function challengeKey(clientId: string, destination: string): string {
  return `${clientId}.${destination}`;
}

/** How long an account's record is kept: while wrong answers in a row are on it, longer than anybody would wait. */
export function accountExpiry(account: Account, now: number): number {
  return now + (account.inARow > 0 ? 400 * DAY : 2 * DAY);
}
