/** Unlocks accounts in bulk, for operators: `npm run unlock`. */
import type { Account, AccountLimits } from '../domain/account.js';
import { lastGuess, withoutGuesses } from '../domain/guess-budget.js';
import { readAccount } from '../domain/read-records.js';
import { accountExpiry } from '../domain/record-keys.js';
import type { Clock } from '../ports/clock.js';
import type { Store } from '../ports/store.js';
import { updateRecord } from './update-record.js';

/** Which accounts are unlocked. */
export interface UnlockFilter {
  /** Accounts with at least this many wrong answers in a row. */
  readonly wrongAnswers: number;
  /** Accounts whose last wrong answer is not older than this, in ms since the epoch. */
  readonly since: number;
}

/** The dependencies of {@link unlockAccounts}. */
export interface UnlockDependencies {
  readonly store: Store;
  /** All records of accounts, in any order. */
  readonly accounts: AsyncIterable<{ readonly key: string; readonly data: unknown }>;
  readonly limits: AccountLimits;
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * Resets the wrong answers of all accounts that a filter selects. Codes that were sent and known devices stay. Users need
 * not be identified, so neither the secret nor a user's name is needed.
 *
 * @param dryRun only counts the accounts.
 * @returns how many accounts were read, and how many were selected.
 * @throws whatever the store throws. Accounts that were unlocked before stay unlocked; a second run unlocks the others.
 */
export async function unlockAccounts(
  filter: UnlockFilter,
  dryRun: boolean,
  { store, accounts, limits, clock }: UnlockDependencies,
): Promise<{ read: number; selected: number }> {
  const parse = (data: unknown) => readAccount(data, clock.now(), limits);
  const isSelected = (account: Account) => account.inARow >= filter.wrongAnswers && lastGuess(account) >= filter.since;
  let read = 0;
  let selected = 0;
  for await (const { key, data } of accounts) {
    read++;
    if (!isSelected(parse(data))) continue;
    selected++;
    if (dryRun) continue;
    await updateRecord<Account, void>(
      store,
      key,
      parse,
      (account) => {
        const next = withoutGuesses(account);
        return { next, expiresAt: accountExpiry(next, clock.now()), result: undefined };
      },
      new AbortController().signal,
    );
  }
  return { read, selected };
}
