import { OtpError } from '../contracts/errors.js';
import type { Identifier } from '../contracts/state.js';
import { now } from '../platform/clock.js';
import { type MaybePromise, type Store, thenMaybeSync } from '../platform/storage.js';
import { validateIdentifier } from '../validation/identifier.js';
import type { Config } from '../validation/options.js';
import { type Handshake, isChannel } from './reply.js';

/**
 * Stores the handshake under way, so that a reload or another tab can go on with it, and which identifiers have signed in on
 * this device.
 */

/** 32 bits: enough to recognize an identifier, too few to recover it. A collision costs the user one tap on resend. */
function hash(name: string): string {
  let value = 0;
  for (const character of name) value = (value * 31 + character.codePointAt(0)!) >>> 0;
  return value.toString(36);
}

/** What is stored of a handshake. */
export interface HandshakeRecord {
  /** What the user entered last. */
  readonly identifier?: Identifier;
  /** Present while it can be answered. */
  readonly handshake?: Handshake;
}

/** The stored record may come from another version or another script. */
const isValidHandshake = ({ username, session, challenge, delivery }: Handshake) =>
  [username, session, challenge, delivery.destination].every((text) => typeof text === 'string') &&
  [delivery.expiresAt, delivery.resendAt, delivery.attemptsLeft].every((n) => n === null || Number.isFinite(n)) &&
  [delivery.channel, ...delivery.channels].every(isChannel) &&
  Number.isInteger(delivery.codeLength) &&
  delivery.codeLength > 0;

/** See {@link openHandshakeStore}. */
export type HandshakeStore = ReturnType<typeof openHandshakeStore>;

/** Opens the store of one app client. */
export function openHandshakeStore({ clientId }: Config, store: Store) {
  const handshakeKey = `cognito-otp.${clientId}.handshake`;
  const knownKey = `cognito-otp.${clientId}.known`;
  const knownHashes = async () => `${await store.get(knownKey)}`.split(' ');

  return {
    /** Stores the handshake, or only the identifier; `null` removes the record. */
    save: (identifier: Identifier | null, handshake: Handshake | null) =>
      store.set(handshakeKey, identifier && JSON.stringify({ identifier, ...handshake })),

    /** Reads the record, synchronously where storage is synchronous. Leaves out what cannot be used any more. */
    read: (): MaybePromise<HandshakeRecord> =>
      thenMaybeSync([store.get(handshakeKey)], ([text]): HandshakeRecord => {
        if (!text) return {};
        try {
          const record = JSON.parse(text) as Handshake;
          const identifier = validateIdentifier(record.identifier);
          if (identifier instanceof OtpError) return {};
          if (!(record.until > now() && isValidHandshake(record))) return { identifier };
          Object.freeze(record.delivery.channels);
          Object.freeze(record.delivery);
          return { identifier, handshake: { ...record, identifier } };
        } catch {
          // Not a record of this client.
          return {};
        }
      }),

    /** Whether an identifier has signed in on this device. */
    knows: async (name: string) => (await knownHashes()).includes(hash(name)),

    /** Remembers the last eight identifiers, so that the record does not grow. */
    remember: async (name: string) =>
      store.set(knownKey, [...new Set([hash(name), ...(await knownHashes())])].slice(0, 8).join(' ')),
  };
}
