import { type Handshake, nameOf } from './challenge.js';
import { OtpError } from './errors.js';
import { checkIdentifier } from './machine.js';
import type { Config } from './options.js';
import type { Identifier } from './state.js';
import type { Maybe, Store } from './storage.js';

/** Identifiers this device remembers to have signed in; more would only grow the storage. */
const REMEMBERED = 8;

/** FNV-1a, 32 bits: enough to know a name again and too little to read it back. A wrong match costs one tap on resend. */
function hash(name: string): string {
  let value = 0x811c9dc5;
  for (const sign of name) value = Math.imul(value ^ sign.codePointAt(0)!, 0x01000193);
  return (value >>> 0).toString(36);
}

/** What the client keeps beside the session: the handshake under way, and who has signed in on this device. */
export function openRecords({ clientId }: Config, store: Store) {
  const pending = `cognito-otp.${clientId}.handshake`;
  const known = `cognito-otp.${clientId}.known`;
  const list = async () => (await store.get(known))?.split(' ') ?? [];

  return {
    save: (identifier: Identifier | null, handshake: Handshake | null) =>
      store.set(pending, identifier && JSON.stringify({ identifier, ...handshake })),

    /** The identifier typed last, and the handshake if it can still be answered. */
    *read(): Generator<Maybe<string | null>, { identifier?: Identifier; handshake?: Handshake }, string | null> {
      try {
        const record = JSON.parse((yield store.get(pending)) ?? '{}') as Handshake;
        const identifier = checkIdentifier(record.identifier);
        if (identifier instanceof OtpError) return {};
        const { session, username, delivery, until } = record;
        return until > Date.now() && session && username && Array.isArray(delivery.channels)
          ? { identifier, handshake: { ...record, delivery: Object.freeze({ ...delivery }) } }
          : { identifier };
      } catch {
        // Nothing there, or nothing of ours.
        return {};
      }
    },

    knows: async (identifier: Identifier) => (await list()).includes(hash(nameOf(identifier))),

    async remember(name: string) {
      const mark = hash(name);
      const others = (await list()).filter((other) => other !== mark);
      await store.set(known, [mark, ...others].slice(0, REMEMBERED).join(' '));
    },
  };
}
