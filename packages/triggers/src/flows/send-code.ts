import { randomBytes } from 'node:crypto';
import {
  type Account,
  type AccountLimits,
  emptyAccount,
  planSend,
  type SendPlan,
  settleSend,
} from '../domain/account.js';
import { accountEnd } from '../domain/challenge-key.js';
import { type Circumstances, type Standing, standingOf } from '../domain/standing.js';
import type { Keyring } from '../ports/keys.js';
import { transact } from '../ports/store.js';
import type { SendWish } from '../wire/send-request.js';
import { type Captcha, spendToken } from './captcha.js';
import type { Deadline } from './deadline.js';
import { type DeliveryConfig, type DeliveryDependencies, deliver, type Parcel } from './deliver.js';

export type SendConfig = AccountLimits & DeliveryConfig;

export interface SendDependencies extends DeliveryDependencies {
  config: SendConfig;
  captcha?: Captcha;
}

/** One Create's question: is a code to be out for this person, there? */
export interface SendTask extends Circumstances, Omit<Parcel, 'locale'> {
  asked: SendWish | undefined;
  /** The round that asked, or `start`. */
  by: string;
  /** The account's record (`accountKey`). */
  account: string;
}

/**
 * Claims the challenge, delivers, settles. The claim is one conditional write: of all that want to send just then, one
 * does, and the others join it.
 */
export async function sendCode(
  task: SendTask,
  dependencies: SendDependencies,
  ring: Keyring,
  deadline: Deadline,
): Promise<Standing> {
  const { config, store, clock, captcha } = dependencies;
  const { signal } = deadline;
  const { challengeKey } = task;
  const standing = (account: Account) => standingOf(account, task, clock.now(), config);
  const look = async () =>
    standing(((await store.read(task.account, signal)).data as Account | undefined) ?? emptyAccount);

  if (!task.wanted) return look();
  if (!task.destination.supported) return { ...(await look()), reason: 'unsupported' };
  if (captcha) {
    const token = task.asked?.captcha;
    const passed = await spendToken(captcha, token, `${task.account} ${task.by}`, store, ring, clock.now(), signal);
    if (!passed) return { ...(await look()), reason: 'captcha' };
  }

  const owner = randomBytes(9).toString('base64url');
  const fresh = {
    id: randomBytes(12).toString('base64url'),
    nonce: randomBytes(16).toString('base64url'),
    secretVersion: ring.current.version,
  };
  const { plan, account } = await transact<Account, { plan: SendPlan; account: Account }>(
    store,
    task.account,
    emptyAccount,
    (data) => {
      const now = clock.now();
      const plan = planSend(data, challengeKey, task.by, owner, fresh, now, config);
      if (plan.kind !== 'claim' || !plan.account) return { result: { plan, account: data } };
      return { next: plan.account, endsAt: accountEnd(plan.account, now), result: { plan, account: plan.account } };
    },
    signal,
  );
  if (plan.kind === 'join') return standing(account);
  if (plan.kind !== 'claim') {
    return { ...standing(account), reason: plan.kind === 'wait' ? 'rate_limited' : 'locked', resendAt: plan.until };
  }

  const parcel = { ...task, locale: task.asked?.locale };
  const { out, reason, resendAt, receipt } = await deliver(parcel, plan.challenge, dependencies, deadline);
  const settled = await transact<Account, Account>(
    store,
    task.account,
    emptyAccount,
    (data) => {
      const now = clock.now();
      const next = settleSend(data, challengeKey, plan.challenge, out ? 'sent' : 'failed', resendAt ?? now, receipt);
      return next ? { next, endsAt: accountEnd(next, now), result: next } : { result: data };
    },
    signal,
  );
  const { resendAt: _, ...stands } = standing(settled);
  return { ...stands, ...(resendAt === undefined ? {} : { resendAt }), ...(reason ? { reason } : {}) };
}
