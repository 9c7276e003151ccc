import { OtpError } from '../contracts/errors.js';
import type { Identifier } from '../contracts/state.js';
import { now } from '../platform/clock.js';
import { type MaybePromise, type Store, thenMaybeSync } from '../platform/storage.js';
import { validateIdentifier } from '../validation/identifier.js';
import type { Config } from '../validation/options.js';
import { type Handshake, isChannel } from './reply.js';

/** 32 bits: enough to know a name again and too little to read it back. A wrong match costs one tap on resend. */
function hash(name: string): string {
  let value = 0;
  for (const sign of name) value = (value * 31 + sign.codePointAt(0)!) >>> 0;
  return value.toString(36);
}

/** What storage holds of a handshake. */
export interface HandshakeRecord {
  /** Typed last. */
  readonly identifier?: Identifier;
  /** There while it can be answered. */
  readonly handshake?: Handshake;
}

/** Storage has what another version wrote, or another script: what doesn't fit is no handshake. */
const isValidHandshake = ({ username, session, challenge, delivery }: Handshake) =>
  [username, session, challenge, delivery.destination].every((text) => typeof text === 'string') &&
  [delivery.expiresAt, delivery.resendAt, delivery.attemptsLeft].every((n) => n === null || Number.isFinite(n)) &&
  [delivery.channel, ...delivery.channels].every(isChannel) &&
  Number.isInteger(delivery.codeLength) &&
  delivery.codeLength > 0;

/** See {@link openHandshakeStore}. */
export type HandshakeStore = ReturnType<typeof openHandshakeStore>;

/** What the client keeps beside the session: the handshake under way, and who has signed in on this device. */
export function openHandshakeStore({ clientId }: Config, store: Store) {
  const pending = `cognito-otp.${clientId}.handshake`;
  const known = `cognito-otp.${clientId}.known`;
  const list = async () => `${await store.get(known)}`.split(' ');

  return {
    save: (identifier: Identifier | null, handshake: Handshake | null) =>
      store.set(pending, identifier && JSON.stringify({ identifier, ...handshake })),

    read: (): MaybePromise<HandshakeRecord> =>
      thenMaybeSync([store.get(pending)], ([text]): HandshakeRecord => {
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
          // Nothing of ours.
          return {};
        }
      }),

    knows: async (name: string) => (await list()).includes(hash(name)),

    /** The last eight: more would only grow the storage. */
    remember: async (name: string) =>
      store.set(known, [...new Set([hash(name), ...(await list())])].slice(0, 8).join(' ')),
  };
}
