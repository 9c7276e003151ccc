/** Claims a send: plans the message and reserves it in the destination's budget, both in one write. */
import { randomBytes } from 'node:crypto';
import type { Account, AccountLimits } from '../domain/account.js';
import { type Reservation, reserve } from '../domain/destination-budget.js';
import { usesOwnChallenge } from '../domain/known-devices.js';
import type { RateWindow } from '../domain/rate-window.js';
import { readAccount, readBudget } from '../domain/read-records.js';
import { accountExpiry, POOL_SENDS_KEY } from '../domain/record-keys.js';
import { messageIdOf, planSend, type SendPlan, settleSend } from '../domain/send-plan.js';
import type { Clock } from '../ports/clock.js';
import type { Keyring } from '../ports/keys.js';
import type { Store } from '../ports/store.js';
import { BUDGET_RETENTION } from './destination-sends.js';
import { type Items, updateRecords } from './update-record.js';

/** The challenge of a round, and the budget in which its message is counted. */
export interface ChallengeChoice {
  readonly challengeKey: string;
  readonly budgetKey: string;
}

/** The input of a claim. */
export interface ClaimTask extends ChallengeChoice {
  /** The account's record (`accountKey`). */
  readonly accountKey: string;
  /** The range of the destination (`rangeKey`). */
  readonly rangeKey: string | undefined;
  /**
   * The record of the account's sign-up (`countedSignUpKey`), which is read in the same call; `undefined` if the page has
   * requested the message.
   */
  readonly signUpKey: string | undefined;
  /** The id of the round that requested the message, or `start`. */
  readonly requestedBy: string;
  /** The device that sends the request, if it names one (`deviceHash`). */
  readonly deviceId?: string | undefined;
  /** The challenge and budget of the device's own; `undefined` if the round names no device. */
  readonly ownChoice: ChallengeChoice | undefined;
}

/** The dependencies of {@link claimSend}. */
export interface ClaimDependencies {
  readonly config: AccountLimits & { readonly sends: readonly RateWindow[] };
  readonly store: Store;
  readonly clock: Clock;
}

type Claim = Extract<SendPlan, { kind: 'claim' }>;

/** The result of a claim. */
export interface ClaimResult<Task> {
  /** The plan; with a claim, whether the message fits into the budget of the destination. */
  readonly plan: Exclude<SendPlan, Claim> | (Claim & { readonly reservation: Reservation });
  /** The account's record afterwards. If the budget has refused the message, its send is already recorded as failed. */
  readonly account: Account;
  /** The task with the challenge that was chosen. */
  readonly chosen: Task;
}

/**
 * Plans a send and, if this invocation may send, claims it: of all invocations that want to send at the same time, one
 * succeeds. The same write reserves the message in the budget of its destination (docs/decisions/0047).
 *
 * @returns the result, and everything that was read: the account, the budgets, the counters of the range and the pool, and
 *   the record of the sign-up.
 * @throws whatever the store throws.
 */
export function claimSend<Task extends ClaimTask>(
  task: Task,
  { config, store, clock }: ClaimDependencies,
  keyring: Keyring,
  signal: AbortSignal,
): Promise<{ readonly result: ClaimResult<Task>; readonly items: Items }> {
  const owner = randomBytes(9).toString('base64url');
  const fresh = {
    id: randomBytes(12).toString('base64url'),
    nonce: randomBytes(16).toString('base64url'),
    secretVersion: keyring.current.version,
  };
  const { accountKey, budgetKey, ownChoice, rangeKey, signUpKey } = task;
  const keys = [
    accountKey,
    budgetKey,
    ...(ownChoice ? [ownChoice.budgetKey] : []),
    ...(rangeKey ? [rangeKey] : []),
    POOL_SENDS_KEY,
    ...(signUpKey ? [signUpKey] : []),
  ];
  return updateRecords<ClaimResult<Task>>(
    store,
    keys,
    (items) => {
      const now = clock.now();
      // All keys were read. A missing one must not count as an empty record, which would have no wrong answers and no messages.
      const account = readAccount(items.get(accountKey)!.data, now, config);
      const chosen = chooseChallenge(task, account, now, config);
      const { challengeKey, requestedBy, deviceId } = chosen;
      const plan = planSend(account, challengeKey, requestedBy, owner, fresh, now, config, deviceId);
      if (plan.kind !== 'claim') return { next: [], result: { plan, account, chosen } };
      const budget = readBudget(items.get(chosen.budgetKey)!.data, now);
      const reservation = reserve(budget, messageIdOf(plan.challenge), now, config.sends);
      const claimed = plan.account ?? account;
      const isReserved = reservation.kind === 'reserved';
      const after = isReserved
        ? claimed
        : (settleSend(claimed, challengeKey, plan.challenge, 'failed', reservation.until) ?? claimed);
      return {
        next: [
          ...(after === account ? [] : [{ key: accountKey, data: after, expiresAt: accountExpiry(after, now) }]),
          ...(isReserved
            ? [{ key: chosen.budgetKey, data: reservation.budget, expiresAt: now + BUDGET_RETENTION }]
            : []),
        ],
        result: { plan: { ...plan, reservation }, account: after, chosen },
      };
    },
    signal,
  );
}

/** Chooses between the challenge that all sessions share and that of a known device. */
function chooseChallenge<Task extends ClaimTask>(
  task: Task,
  account: Account,
  now: number,
  limits: AccountLimits,
): Task {
  const { deviceId, challengeKey, ownChoice } = task;
  if (!ownChoice) return task;
  const isOwn = usesOwnChallenge(account, deviceId, ownChoice.challengeKey, challengeKey, now, limits);
  return isOwn ? { ...task, ...ownChoice } : task;
}
