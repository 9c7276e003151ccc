import type { Channel } from '@cognito-otp/client/wire';
import type { Account } from './account.js';
import type { Destination } from './destination.js';
import { type Keyring, nameOf } from './keys.js';
import type { Person } from './person.js';
import { day } from './windows.js';

/** The account's record. One a person and pool. */
export function accountKey(ring: Keyring, userPoolId: string, person: Person): string {
  return nameOf(ring, 'account', userPoolId, person.known ? 'user' : 'unknown', person.sub);
}

/** The address's budget. One an address, whoever asks for it. */
export function destinationKey(ring: Keyring, userPoolId: string, destination: Destination): string {
  return nameOf(ring, 'destination', userPoolId, destination.channel, destination.address);
}

/** An address as the user's attribute spells it; PostAuthentication compares by it. */
export function addressName(ring: Keyring, userPoolId: string, channel: Channel, attribute: string): string {
  return nameOf(ring, 'address', userPoolId, channel, attribute);
}

/** One challenge within an account. The destination goes by its name in the table, so no address is kept in here. */
export function challengeKey(clientId: string, destination: string): string {
  return `${clientId}.${destination}`;
}

/** How long an account's record is kept: while wrong answers in a row are on it, longer than anybody would wait. */
export function accountEnd(account: Account, now: number): number {
  return now + (account.inARow > 0 ? 400 * day : 2 * day);
}
