import { OtpError } from '../contracts/errors.js';
import type { Identifier } from '../contracts/state.js';
import { now } from '../platform/clock.js';
import { type MaybePromise, type SafeStorage, thenMaybeSync } from '../platform/storage.js';
import { identifierValue, validateIdentifier } from '../validation/identifier.js';
import type { Config } from '../validation/options.js';
import { type Handshake, isChannel } from './reply.js';

/**
 * Stores the handshake in progress, so that a reload or another tab can continue it. After a sign-out nothing is stored:
 * docs/decisions/0024-no-trace-after-sign-out.md says why there is not even a hash of the identifier.
 */

/** What is stored of a handshake. */
export interface HandshakeRecord {
  /** What the user entered last. */
  readonly identifier?: Identifier;
  /** Present if Cognito ended a session of this identifier, without a sign-out: the account exists. */
  readonly known?: boolean;
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
export function openHandshakeStore({ clientId }: Config, store: SafeStorage) {
  const handshakeKey = `cognito-otp.${clientId}.handshake`;
  /**
   * The identifiers whose accounts were created here since the last sign-in. They stay new if the user goes back and
   * starts again.
   */
  const created = new Set<string>();

  return {
    created,

    /** Stores the handshake, or only the identifier; `null` removes the record. */
    save(identifier: Identifier | null, handshake: Handshake | undefined, known?: boolean) {
      const name = identifier && identifierValue(identifier);
      if (!name) created.clear();
      return store.set(
        handshakeKey,
        name && JSON.stringify({ identifier, known, ...handshake, isNew: created.has(name) }),
      );
    },

    /** Reads the record, synchronously where storage is synchronous. Leaves out what cannot be used any more. */
    read: (): MaybePromise<HandshakeRecord> =>
      thenMaybeSync([store.get(handshakeKey)], ([text]): HandshakeRecord => {
        if (!text) return {};
        try {
          const record = JSON.parse(text) as Handshake & HandshakeRecord & { readonly isNew: unknown };
          const identifier = validateIdentifier(record.identifier);
          if (identifier instanceof OtpError) return {};
          if (record.isNew === true) created.add(identifierValue(identifier));
          if (!(record.until > now() && isValidHandshake(record))) {
            return { identifier, known: record.known === true };
          }
          Object.freeze(record.delivery.channels);
          Object.freeze(record.delivery);
          return { identifier, handshake: { ...record, identifier } };
        } catch {
          // Not a record of this client.
          return {};
        }
      }),
  };
}
