/** Addresses that codes are sent to: how they are normalized, checked and masked. */
import type { Channel } from '@cognito-otp/client/wire';
import { reachableNumber } from './phone-number.js';

/** A channel and an address, normalized to the one spelling that budgets and codes use. */
export interface Destination {
  readonly channel: Channel;
  /** A phone number in E.164, or an email address, trimmed and in lower case. */
  readonly address: string;
  /** Whether messages may be sent there. */
  readonly supported: boolean;
}

/** The most characters of an email address (RFC 5321, 4.5.3.1.3). */
const MAX_EMAIL_LENGTH = 254;

/** A plausible email address; only its mail server knows whether it exists. */
const emailForm = /^[^\s@<>()[\]\\,;:"]{1,64}@[a-z0-9](?:[a-z0-9-]*\.)+[a-z0-9-]{2,63}$/;

/**
 * Normalizes an address and checks whether messages may be sent there.
 *
 * @param text the address as the user's attribute has it.
 * @param countries ISO 3166-1 codes of the countries that SMS are sent to, or `*` for all.
 */
export function parseDestination(channel: Channel, text: string, countries: ReadonlySet<string>): Destination {
  if (channel === 'email') {
    const address = text.normalize('NFKC').trim().toLowerCase();
    return { channel, address, supported: address.length <= MAX_EMAIL_LENGTH && emailForm.test(address) };
  }
  const found = reachableNumber(text);
  if (!found) return { channel, address: text.replace(/[^0-9+]/g, '').slice(0, 24), supported: false };
  return { channel, address: found.number, supported: countries.has('*') || countries.has(found.country) };
}

/** Returns what a page may show of an address: enough to recognize it, too little to learn it. */
export function maskDestination({ channel, address }: Destination): string {
  if (channel === 'sms') {
    const shown = Math.min(3, Math.max(0, address.length - 7));
    return `${address.slice(0, 3)}${'•'.repeat(Math.max(0, address.length - 3 - shown))}${shown ? address.slice(-shown) : ''}`;
  }
  const at = address.lastIndexOf('@');
  return at < 1 ? '' : `${address.slice(0, 1)}•••${address.slice(at)}`;
}

/** Returns the channel of an identifier typed as user name; `undefined` for any other kind of user name. */
export function channelOfUsername(name: string): Channel | undefined {
  if (name.includes('@')) return 'email';
  return /^\+?[0-9]/.test(name) ? 'sms' : undefined;
}
