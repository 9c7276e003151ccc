import type { DeviceMetadata } from './wire.js';

/**
 * Entry `./device`: lets the user pool recognize this browser. A browser in which the owner of an account has entered a right
 * code has limits of its own for codes and attempts, so strangers who use up those of the account cannot keep the owner out.
 *
 * Use it only where the page may remember the device. The id is random, is not derived from personal data, and does not
 * replace a code.
 */

/** The storage of the id; `localStorage` for instance. */
export type DeviceStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** 128 bits, in base64url. */
const DEVICE_ID = /^[\w-]{22}$/;

const keyOf = (clientId: string) => `cognito-otp.${clientId}.device`;

function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .slice(0, 22);
}

/**
 * Returns the `clientMetadata` that identifies this browser to the triggers. Creates an id at the first call, and keeps it
 * for later sign-ins.
 *
 * @param clientId the app client's id. Each app client has an id of its own.
 * @param storage where the id is kept; `localStorage` by default.
 * @returns `{ device }`, or an empty object if nothing can be stored; the browser is then an unknown device.
 * @example
 * const client = createOtpClient({ ...options, clientMetadata: deviceMetadata(options.clientId) });
 */
export function deviceMetadata(clientId: string, storage?: DeviceStorage): Partial<DeviceMetadata> {
  try {
    const store = storage ?? localStorage;
    const stored = store.getItem(keyOf(clientId));
    if (stored && DEVICE_ID.test(stored)) return { device: stored };
    const device = newId();
    store.setItem(keyOf(clientId), device);
    return store.getItem(keyOf(clientId)) === device ? { device } : {};
  } catch {
    return {};
  }
}

/**
 * Removes the id from this browser, for a "forget this device" button. Accounts keep a hash of the id, which no device has
 * any longer.
 *
 * @param clientId the app client's id.
 * @param storage as for {@link deviceMetadata}.
 */
export function forgetDeviceId(clientId: string, storage?: DeviceStorage): void {
  try {
    (storage ?? localStorage).removeItem(keyOf(clientId));
  } catch {
    // Nothing is stored where storage is blocked.
  }
}
