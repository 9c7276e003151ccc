/**
 * Reads stored records that may be malformed: damaged, edited by hand, or written by a later version before a rollback.
 *
 * An exception would lock the account's owner out until the record is deleted (up to 400 days). Answers that are no longer
 * counted would grant additional guesses. Therefore each part is checked on its own, and the valid parts are kept. A list
 * of answers that cannot be read counts as one with a single guess left.
 */
import {
  type Account,
  type AccountLimits,
  type Challenge,
  type ChallengeSend,
  emptyAccount,
  type KnownDevice,
} from './account.js';
import { type DestinationBudget, emptyBudget } from './destination-budget.js';
import { MAX_DEVICES } from './known-devices.js';
import type { RateWindow } from './rate-window.js';
import { MINUTE } from './time.js';

/** How far the clock of another machine may be ahead, in ms. A time beyond that was not recorded by a clock. */
const CLOCK_SKEW = 5 * MINUTE;

const SEND_STATES: readonly unknown[] = ['claimed', 'sent', 'failed'] satisfies ChallengeSend['state'][];

/**
 * Reads the record of an account.
 *
 * @param data as the store returns it; `undefined` if there is no record.
 * @param now the current time, in ms since the epoch.
 * @returns a valid record. If `data` is one, its fields are unchanged.
 */
export function readAccount(data: unknown, now: number, limits: AccountLimits): Account {
  if (data === undefined) return emptyAccount;
  const fields = isRecord(data) ? data : {};
  const guesses = readGuesses(fields.guesses, now, limits.guesses);
  const proved = readProved(fields.proved, now);
  const devices = readDevices(fields.devices, now, limits);
  return {
    guesses,
    inARow: isCount(fields.inARow) ? fields.inARow : guesses.length,
    challenges: readChallenges(fields.challenges, now, limits),
    ...(devices ? { devices } : {}),
    ...(proved ? { proved } : {}),
  };
}

/** Reads the destination that the last right answer has proved; `undefined` if there is none or it cannot be read. */
export function readProved(value: unknown, now: number): Account['proved'] {
  if (!isRecord(value) || !isText(value.address) || !isPast(value.at, now)) return undefined;
  return {
    address: value.address,
    at: value.at,
    ...(isText(value.receipt) ? { receipt: value.receipt } : {}),
  };
}

/**
 * Reads the budget of a destination. Malformed parts are not counted: a budget is kept for two days only, and the budgets
 * of the range and of the pool apply as well.
 */
export function readBudget(data: unknown, now: number): DestinationBudget {
  if (!isRecord(data) || !Array.isArray(data.sends)) return emptyBudget;
  const sends = (data.sends as unknown[]).flatMap((send) =>
    isRecord(send) && isText(send.name) && isPast(send.at, now) ? [{ name: send.name, at: send.at }] : [],
  );
  return { sends };
}

function readGuesses(value: unknown, now: number, windows: readonly RateWindow[]): readonly number[] {
  if (Array.isArray(value)) return (value as unknown[]).filter((time) => isPast(time, now));
  const assumed = Math.min(...windows.map(({ count }) => count)) - 1;
  return Array.from({ length: assumed }, () => now);
}

/** A device that cannot be read becomes unknown: its owner uses the shared budget. */
function readDevices(value: unknown, now: number, limits: AccountLimits): readonly KnownDevice[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const devices = (value as unknown[]).flatMap((device) =>
    isRecord(device) && isText(device.id) && isPast(device.provedAt, now)
      ? [{ id: device.id, provedAt: device.provedAt, guesses: readGuesses(device.guesses, now, limits.deviceGuesses) }]
      : [],
  );
  return devices.slice(0, MAX_DEVICES);
}

function readChallenges(value: unknown, now: number, limits: AccountLimits): Account['challenges'] {
  if (!isRecord(value)) return {};
  const challenges = Object.entries(value).flatMap(([key, stored]) => {
    const challenge = readChallenge(stored, now, limits);
    return challenge ? [[key, challenge] as const] : [];
  });
  return Object.fromEntries(challenges);
}

/** Reads a challenge; `undefined` if a part that decides about answers or messages cannot be read. */
function readChallenge(value: unknown, now: number, limits: AccountLimits): Challenge | undefined {
  if (!isRecord(value)) return undefined;
  const { id, nonce, secretVersion, expiresAt, tries, out, indeterminate } = value;
  if (!isText(id) || !isText(nonce) || !isText(secretVersion) || typeof out !== 'boolean') return undefined;
  if (!isTime(expiresAt) || expiresAt > now + limits.lifetime + CLOCK_SKEW) return undefined;
  if (!Array.isArray(tries) || !tries.every(isText)) return undefined;
  const send = readSend(value.send, now);
  if (!send) return undefined;
  const used = isRecord(value.used) && isText(value.used.mark) && isPast(value.used.at, now) ? value.used : undefined;
  // Something has consumed the challenge, even if it is unknown which answer.
  if (value.used !== undefined && !used) return undefined;
  const before = readChallenge(value.before, now, limits);
  return {
    id,
    nonce,
    secretVersion,
    expiresAt,
    tries,
    ...(isText(indeterminate) ? { indeterminate } : {}),
    ...(used ? { used: { mark: used.mark as string, at: used.at as number } } : {}),
    out,
    ...(before ? { before } : {}),
    send,
  };
}

function readSend(value: unknown, now: number): ChallengeSend | undefined {
  if (!isRecord(value)) return undefined;
  const { number, by, owner, at, state, resendAt, receipt } = value;
  if (!isCount(number) || !isText(by) || !isText(owner) || !isPast(at, now) || !isTime(resendAt)) return undefined;
  if (!SEND_STATES.includes(state)) return undefined;
  return {
    number,
    by,
    owner,
    at,
    state: state as ChallengeSend['state'],
    ...(isText(receipt) ? { receipt } : {}),
    resendAt,
  };
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isText = (value: unknown): value is string => typeof value === 'string';

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

const isTime = (value: unknown): value is number => Number.isFinite(value);

/** Reports whether a stored value is a time that has passed, as far as the clocks of two machines agree. */
export const isPast = (value: unknown, now: number): value is number => isTime(value) && value <= now + CLOCK_SKEW;
