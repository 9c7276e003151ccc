import type { Channel } from '@cognito-otp/client/wire';
import { reachableNumber } from './phone-number.js';

/** Somebody's address, in the one spelling that budgets and codes know it by. */
export interface Destination {
  channel: Channel;
  /** E.164 number; or the address, trimmed and in lower case. */
  address: string;
  /** Whether messages may go there. */
  supported: boolean;
}

/** At most 254 characters (RFC 5321 4.5.3.1.3); the rest is for the mail server to say. */
const emailForm = /^[^\s@<>()[\]\\,;:"]{1,64}@[a-z0-9](?:[a-z0-9-]*\.)+[a-z0-9-]{2,63}$/;

/** @param countries ISO 3166-1 codes of those that messages go to, or `*`. */
export function parseDestination(channel: Channel, text: string, countries: ReadonlySet<string>): Destination {
  if (channel === 'email') {
    const address = text.normalize('NFKC').trim().toLowerCase();
    return { channel, address, supported: address.length <= 254 && emailForm.test(address) };
  }
  const found = reachableNumber(text);
  if (!found) return { channel, address: text.replace(/[^0-9+]/g, '').slice(0, 24), supported: false };
  return { channel, address: found.number, supported: countries.has('*') || countries.has(found.country) };
}

/** What a page may show: enough to recognise the address, too little to learn it. */
export function maskDestination({ channel, address }: Destination): string {
  if (channel === 'sms') {
    const shown = Math.min(3, Math.max(0, address.length - 7));
    return `${address.slice(0, 3)}${'•'.repeat(Math.max(0, address.length - 3 - shown))}${shown ? address.slice(-shown) : ''}`;
  }
  const at = address.lastIndexOf('@');
  return at < 1 ? '' : `${address.slice(0, 1)}•••${address.slice(at)}`;
}

/** Which kind of address a person typed, where only that is known. `undefined`: some other kind of user name. */
export function channelOfUsername(name: string): Channel | undefined {
  if (name.includes('@')) return 'email';
  return /^\+?[0-9]/.test(name) ? 'sms' : undefined;
}
