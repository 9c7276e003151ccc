/**
 * How many more answers an account takes from a device: the limits that all unknown devices share, or those
 * of a known device.
 */
import type { Account, AccountLimits } from './account.js';
import { chargedDevice, devicesOf, knownDevice } from './known-devices.js';
import { nextFreeTime, type RateWindow } from './rate-window.js';

/**
 * Returns when the account next takes answers, and is therefore sent codes again: `now` if it does already.
 *
 * @param deviceId the device that sends the request, if it names one. A known device has a budget of its own.
 */
export function lockedUntil(account: Account, now: number, limits: AccountLimits, deviceId?: string): number {
  const shared = nextFreeTime(account.guesses, sharedWindows(account, limits), now);
  const device = knownDevice(account, deviceId);
  return device ? Math.min(shared, nextFreeTime(device.guesses, limits.deviceGuesses, now)) : shared;
}

/**
 * Returns how many more answers the account takes before it is locked.
 *
 * @param deviceId as for {@link lockedUntil}.
 */
export function guessesLeft(account: Account, now: number, limits: AccountLimits, deviceId?: string): number {
  const shared = placesLeft(account.guesses, sharedWindows(account, limits), now);
  const device = chargedDevice(account, deviceId, now, limits);
  return device ? placesLeft(device.guesses, limits.deviceGuesses, now) : shared;
}

/**
 * Returns when the last answer was counted that was not right, in ms since the epoch; `-Infinity` if that is
 * unknown.
 */
export function lastGuess(account: Account): number {
  return Math.max(...account.guesses, ...devicesOf(account).flatMap((device) => device.guesses));
}

/** Returns the record without counted answers, as after a right one. Challenges keep their attempts, and devices stay known. */
export function withoutGuesses(account: Account): Account {
  const { devices } = account;
  return {
    ...account,
    guesses: [],
    inARow: 0,
    ...(devices ? { devices: devices.map((device) => ({ ...device, guesses: [] })) } : {}),
  };
}

/** The limits on answers from unknown devices. */
function sharedWindows(account: Account, limits: AccountLimits): readonly RateWindow[] {
  return account.inARow >= limits.guessesInARow ? [...limits.guesses, ...limits.slowGuesses] : limits.guesses;
}

function placesLeft(times: readonly number[], windows: readonly RateWindow[], now: number): number {
  const left = windows.map(({ count, span }) => count - times.filter((time) => time > now - span).length);
  return Math.max(0, Math.min(...left));
}
