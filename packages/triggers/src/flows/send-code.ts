import { randomBytes } from 'node:crypto';
import {
  type Account,
  type AccountLimits,
  emptyAccount,
  planSend,
  type SendPlan,
  settleSend,
} from '../domain/account.js';
import { type ChallengeStatus, challengeStatus, type StatusContext } from '../domain/challenge-status.js';
import { accountExpiry } from '../domain/record-keys.js';
import type { Keyring } from '../ports/keys.js';
import { updateRecord } from '../ports/store.js';
import type { ParsedSendRequest } from '../wire/send-request.js';
import type { Deadline } from './deadline.js';
import { type DeliveryConfig, type DeliveryDependencies, deliver, type SendJob } from './deliver.js';
import { type Captcha, spendCaptchaToken } from './spend-captcha-token.js';

export type SendConfig = AccountLimits & DeliveryConfig;

export interface SendDependencies extends DeliveryDependencies {
  config: SendConfig;
  captcha?: Captcha;
}

/** One Create's question: is a code to be out for this person, there? */
export interface SendTask extends StatusContext, Omit<SendJob, 'locale'> {
  request: ParsedSendRequest | undefined;
  /** The round that asked, or `start`. */
  requestedBy: string;
  /** The account's record (`accountKey`). */
  accountKey: string;
}

/**
 * Claims the challenge, delivers, settles. The claim is one conditional write: of all that want to send just then, one
 * does, and the others join it.
 */
export async function sendCode(
  task: SendTask,
  dependencies: SendDependencies,
  keyring: Keyring,
  deadline: Deadline,
): Promise<ChallengeStatus> {
  const { config, store, clock, captcha } = dependencies;
  const { signal } = deadline;
  const { challengeKey } = task;
  const standing = (account: Account) => challengeStatus(account, task, clock.now(), config);
  const look = async () =>
    standing(((await store.read(task.accountKey, signal)).data as Account | undefined) ?? emptyAccount);

  if (!task.sendRequested) return look();
  if (!task.destination.supported) return { ...(await look()), reason: 'unsupported' };
  if (captcha) {
    const token = task.request?.captcha;
    const passed = await spendCaptchaToken(
      captcha,
      token,
      `${task.accountKey} ${task.requestedBy}`,
      store,
      keyring,
      clock.now(),
      signal,
    );
    if (!passed) return { ...(await look()), reason: 'captcha' };
  }

  const owner = randomBytes(9).toString('base64url');
  const fresh = {
    id: randomBytes(12).toString('base64url'),
    nonce: randomBytes(16).toString('base64url'),
    secretVersion: keyring.current.version,
  };
  const { plan, account } = await updateRecord<Account, { plan: SendPlan; account: Account }>(
    store,
    task.accountKey,
    emptyAccount,
    (data) => {
      const now = clock.now();
      const plan = planSend(data, challengeKey, task.requestedBy, owner, fresh, now, config);
      if (plan.kind !== 'claim' || !plan.account) return { result: { plan, account: data } };
      return {
        next: plan.account,
        expiresAt: accountExpiry(plan.account, now),
        result: { plan, account: plan.account },
      };
    },
    signal,
  );
  if (plan.kind === 'join') return standing(account);
  if (plan.kind !== 'claim') {
    return { ...standing(account), reason: plan.kind === 'wait' ? 'rate_limited' : 'locked', resendAt: plan.until };
  }

  const job = { ...task, locale: task.request?.locale };
  const { possiblySent, reason, resendAt, receipt } = await deliver(job, plan.challenge, dependencies, deadline);
  const settled = await updateRecord<Account, Account>(
    store,
    task.accountKey,
    emptyAccount,
    (data) => {
      const now = clock.now();
      const next = settleSend(
        data,
        challengeKey,
        plan.challenge,
        possiblySent ? 'sent' : 'failed',
        resendAt ?? now,
        receipt,
      );
      return next ? { next, expiresAt: accountExpiry(next, now), result: next } : { result: data };
    },
    signal,
  );
  const { resendAt: _, ...stands } = standing(settled);
  return { ...stands, ...(resendAt === undefined ? {} : { resendAt }), ...(reason ? { reason } : {}) };
}
