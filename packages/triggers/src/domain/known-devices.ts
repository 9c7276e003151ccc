/**
 * Devices on which an account's owner has entered a right code. Strangers cannot use up the budgets of such a device,
 * whatever they do to the account: OWASP, "Slow Down Online Guessing Attacks with Device Cookies"
 * (https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies).
 *
 * The page chooses a random id and sends it along; a right answer makes the device known. An id does not replace a code: it
 * only decides in which budget an answer or a message is counted.
 */
import { type Account, type AccountLimits, isAnswerable, type KnownDevice } from './account.js';
import { nextFreeTime, withinWindows } from './rate-window.js';

/** How many devices an account may have. The one whose last right answer is the oldest is forgotten first. */
export const MAX_DEVICES = 8;

/** Returns the known devices of the account, the most recently proved one first. */
export function devicesOf({ devices = [] }: Account): readonly KnownDevice[] {
  return devices;
}

/** Returns a known device of the account; `undefined` for a device that has not proved anything. */
export function knownDevice(account: Account, deviceId: string | undefined): KnownDevice | undefined {
  return devicesOf(account).find(({ id }) => id === deviceId);
}

/**
 * Returns the device in whose own budget an answer is counted. `undefined` if it is counted in the shared budget, because
 * the device is unknown or has used up its own.
 */
export function chargedDevice(
  account: Account,
  deviceId: string | undefined,
  now: number,
  limits: AccountLimits,
): KnownDevice | undefined {
  const device = knownDevice(account, deviceId);
  return device && nextFreeTime(device.guesses, limits.deviceGuesses, now) <= now ? device : undefined;
}

/** Counts an answer in a device's own budget. */
export function withDeviceGuess(account: Account, device: KnownDevice, now: number, limits: AccountLimits): Account {
  const guesses = [...withinWindows(device.guesses, limits.deviceGuesses, now), now];
  return {
    ...account,
    devices: devicesOf(account).map((one) => (one === device ? { ...device, guesses } : one)),
  };
}

/** Makes a device known after a right answer, and clears its budget. Without an id the account is unchanged. */
export function withProvenDevice(account: Account, deviceId: string | undefined, now: number): Account {
  if (deviceId === undefined) return account;
  const others = devicesOf(account).filter(({ id }) => id !== deviceId);
  const newestFirst = [{ id: deviceId, provedAt: now, guesses: [] }, ...others];
  return { ...account, devices: newestFirst.slice(0, MAX_DEVICES) };
}

/**
 * Reports whether a device gets a challenge and budgets of its own for a message: it is known, and the shared challenge
 * cannot be answered. While the shared challenge can be answered, a message repeats its code.
 *
 * @param ownKey the `challengeKey` of the device's own challenge.
 * @param sharedKey that of the shared one.
 */
export function usesOwnChallenge(
  account: Account,
  deviceId: string | undefined,
  ownKey: string,
  sharedKey: string,
  now: number,
  limits: AccountLimits,
): boolean {
  if (!knownDevice(account, deviceId)) return false;
  if (isAnswerable(account.challenges[ownKey], now, limits)) return true;
  const isLocked = nextFreeTime(account.guesses, limits.guesses, now) > now;
  return isLocked || !isAnswerable(account.challenges[sharedKey], now, limits);
}
