/** Addresses that codes are sent to: how they are normalized, checked and masked. */
import type { Channel } from '@cognito-otp/client/wire';
import { reachableNumber } from './phone-number.js';

/** A channel and an address, normalized to the one spelling that budgets and codes use. */
export interface Destination {
  readonly channel: Channel;
  /** A phone number in E.164, or an email address, trimmed and in lower case. */
  readonly address: string;
  /** The ISO 3166-1 code of a phone number's country, if it is known. */
  readonly country?: string;
  /** Whether messages may be sent there. */
  readonly supported: boolean;
}

/** The most characters of an email address (RFC 5321, 4.5.3.1.3). No phone number is longer. */
const MAX_ADDRESS_LENGTH = 254;

/** Control and format characters, marks of direction for instance, and other invisible characters. */
const INVISIBLE = /[\p{C}\p{DI}]/u;

/** A plausible email address; only its mail server knows whether it exists. */
const EMAIL_FORM = /^[^\s@<>()[\]\\,;:"]{1,64}@[a-z0-9](?:[a-z0-9-]*\.)+[a-z0-9-]{2,63}$/;

/**
 * Normalizes an address and checks whether messages may be sent there. No message goes to an email address that only looks like
 * another one, because of invisible or compatibility characters: what the answer proves is exactly the text of the attribute.
 *
 * @param text the address as the user's attribute has it.
 * @param countries ISO 3166-1 codes of the countries that SMS are sent to, or `*` for all.
 */
export function parseDestination(channel: Channel, text: string, countries: ReadonlySet<string>): Destination {
  if (channel === 'email') {
    if (text.length > MAX_ADDRESS_LENGTH)
      return { channel, address: text.slice(0, MAX_ADDRESS_LENGTH), supported: false };
    const address = text.normalize('NFKC').trim().toLowerCase();
    const isExact = address === text.toLowerCase() && !INVISIBLE.test(address);
    return { channel, address, supported: isExact && EMAIL_FORM.test(address) };
  }
  const found = reachableNumber(text);
  if (!found) {
    const digits = text.slice(0, MAX_ADDRESS_LENGTH).replace(/[^0-9+]/g, '');
    return { channel, address: digits.slice(0, 24), supported: false };
  }
  const { number: address, country } = found;
  return { channel, address, country, supported: countries.has('*') || countries.has(country) };
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
