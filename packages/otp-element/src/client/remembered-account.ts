import type { Identifier, OtpClientOptions, StorageAdapter } from '@cognito-otp/client';
import { deviceMetadata } from '@cognito-otp/client/device';
import { rememberedKey } from './remembered-key.js';

/**
 * Who signed in last on this device, and the random id by which the user pool recognizes it, stored only for pages that ask
 * for it (`remember`): docs/decisions/0045-remembered-accounts.md says why it is the identifier itself.
 */

/** How long, in ms, an account is remembered after its latest sign-in: 90 days. */
export const REMEMBERED_FOR_MS = 90 * 86_400_000;

/** The settings that select the storage. */
export interface RememberedOptions {
  readonly clientId: string;
  readonly persistence?: OtpClientOptions['persistence'];
  /** The page's own storage. */
  readonly storage?: StorageAdapter | undefined;
}

/** A record: the account, and the device's id. */
interface Remembered {
  readonly identifier?: Identifier;
  readonly device?: string;
}

/** The parts of a record that are read. Another script may have stored it, so anything else is ignored. */
function parseRecord(text: unknown): Remembered {
  if (typeof text !== 'string' || text.length > 999) return {};
  try {
    const { phone, email, until, device } = Object(JSON.parse(text));
    const now = Date.now();
    // A later end than the longest possible one was not written by this element, or the clock was set back: it is not
    // accepted.
    if (!(until > now && until <= now + REMEMBERED_FOR_MS)) return {};
    if (email === undefined && typeof phone === 'string' && /^\+[1-9]\d{6,14}$/.test(phone)) {
      return { identifier: { phone }, device };
    }
    const isAddress = typeof email === 'string' && /^[^\s\p{C}@]{1,64}@[^\s\p{C}@]{1,189}$/u.test(email);
    return isAddress && phone === undefined ? { identifier: { email }, device } : {};
  } catch {
    return {};
  }
}

/**
 * An id by which the user pool recognizes this browser after a right code: the stored one, or a new one.
 * @param stored the stored value; anything but an id is replaced.
 */
export function deviceId(stored?: unknown): string | undefined {
  let id = typeof stored === 'string' ? stored : null;
  const setItem = (_: string, created: string) => {
    id = created;
  };
  return deviceMetadata('', { getItem: () => id, setItem, removeItem: () => undefined }).device;
}

/** Opens the record of one app client. No function throws: without a storage nothing is remembered. */
export function openRememberedAccount({ clientId, persistence = 'local', storage }: RememberedOptions) {
  const key = rememberedKey(clientId);
  /** Uses the storage. A browser that blocks storage throws when the property is read; `memory` has none. */
  const attempt = <T>(work: (base: StorageAdapter) => T): T | undefined => {
    try {
      if (!clientId || (persistence === 'memory' && !storage)) return undefined;
      const done = work(storage ?? globalThis[`${persistence as 'local'}Storage`]);
      if (done instanceof Promise) done.catch(() => undefined);
      return done;
    } catch {
      return undefined;
    }
  };

  return {
    key,
    /**
     * Reads the account, synchronously if the storage is synchronous.
     * @param onRead called with the account, `undefined` if there is none that can be used, and with the device's id: a new one if
     *   none is stored, `undefined` if none can be stored.
     */
    read(onRead: (identifier: Identifier | undefined, device: string | undefined) => void): void {
      const stored = attempt((base) => base.getItem(key));
      const use = (text: unknown) => {
        const { identifier, device } = parseRecord(text);
        onRead(identifier, text === undefined ? undefined : deviceId(device));
      };
      if (!(stored instanceof Promise)) use(stored);
      else stored.then(use, () => use(undefined));
    },
    /** Stores an account and the device's id in place of earlier ones. */
    write(identifier: Identifier, device?: string): void {
      const until = Date.now() + REMEMBERED_FOR_MS;
      attempt((base) => base.setItem(key, JSON.stringify({ ...identifier, until, device })));
    },
    /** Forgets the account. */
    remove(): void {
      attempt((base) => base.removeItem(key));
    },
  };
}
