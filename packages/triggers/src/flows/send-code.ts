/** Sends a code if one is due: claims the send, delivers the message, and settles how that ended. */
import { randomBytes } from 'node:crypto';
import { type Account, type AccountLimits, emptyAccount } from '../domain/account.js';
import { type ChallengeStatus, challengeStatus, type StatusContext } from '../domain/challenge-status.js';
import { accountExpiry } from '../domain/record-keys.js';
import { planSend, type SendPlan, settleSend } from '../domain/send-plan.js';
import type { Captcha } from '../ports/captcha.js';
import type { Keyring } from '../ports/keys.js';
import type { ParsedSendRequest } from '../wire/send-request.js';
import type { Deadline } from './deadline.js';
import {
  type DeliveryConfig,
  type DeliveryDependencies,
  type DeliveryResult,
  deliver,
  type SendJob,
} from './deliver.js';
import { spendCaptchaToken } from './spend-captcha-token.js';
import { updateRecord } from './update-record.js';

/** Configuration of {@link sendCode}. */
export type SendConfig = AccountLimits & DeliveryConfig;

/** What {@link sendCode} works with. */
export interface SendDependencies extends DeliveryDependencies {
  readonly config: SendConfig;
  /** If present, every message costs a CAPTCHA token. */
  readonly captcha?: Captcha;
}

/** What one Create asks for: a code for this person, at this destination. */
export interface SendTask extends StatusContext, Omit<SendJob, 'locale'> {
  /** The send request, if the page made one. */
  readonly request: ParsedSendRequest | undefined;
  /** The id of the round that asked, or `start`. */
  readonly requestedBy: string;
  /** The account's record (`accountKey`). */
  readonly accountKey: string;
}

/** A claimed send. */
type Claim = Extract<SendPlan, { kind: 'claim' }>;

/**
 * Claims the challenge, delivers the message, and settles. The claim is one conditional write: of all invocations that
 * want to send at the same time, one sends and the others join it.
 *
 * @returns the status of the challenge afterwards.
 * @throws whatever the store, the keyring source or the CAPTCHA throws.
 */
export async function sendCode(
  task: SendTask,
  dependencies: SendDependencies,
  keyring: Keyring,
  deadline: Deadline,
): Promise<ChallengeStatus> {
  const { config, store, clock, captcha } = dependencies;
  const { signal } = deadline;
  const statusOf = (account: Account) => challengeStatus(account, task, clock.now(), config);
  const currentStatus = async () =>
    statusOf(((await store.read(task.accountKey, signal)).data as Account | undefined) ?? emptyAccount);

  if (!task.sendRequested) return currentStatus();
  if (!task.destination.supported) return { ...(await currentStatus()), reason: 'unsupported' };
  if (captcha) {
    const token = task.request?.captcha;
    const spender = `${task.accountKey} ${task.requestedBy}`;
    const passed = await spendCaptchaToken(captcha, token, spender, store, keyring, clock.now(), signal);
    if (!passed) return { ...(await currentStatus()), reason: 'captcha' };
  }

  const { plan, account } = await claim(task, dependencies, keyring, signal);
  if (plan.kind === 'join') return statusOf(account);
  if (plan.kind !== 'claim') {
    return { ...statusOf(account), reason: plan.kind === 'wait' ? 'rate_limited' : 'locked', resendAt: plan.until };
  }

  const job = { ...task, locale: task.request?.locale };
  const result = await deliver(job, plan.challenge, dependencies, deadline);
  const settled = await settle(task, plan, result, dependencies, signal);
  const { resendAt: _, ...status } = statusOf(settled);
  const { reason, resendAt } = result;
  return { ...status, ...(resendAt === undefined ? {} : { resendAt }), ...(reason ? { reason } : {}) };
}

/** Plans the send and, if this invocation may send, claims it. Returns the plan and the account's record after it. */
function claim(
  task: SendTask,
  { config, store, clock }: SendDependencies,
  keyring: Keyring,
  signal: AbortSignal,
): Promise<{ plan: SendPlan; account: Account }> {
  const owner = randomBytes(9).toString('base64url');
  const fresh = {
    id: randomBytes(12).toString('base64url'),
    nonce: randomBytes(16).toString('base64url'),
    secretVersion: keyring.current.version,
  };
  return updateRecord<Account, { plan: SendPlan; account: Account }>(
    store,
    task.accountKey,
    emptyAccount,
    (account) => {
      const now = clock.now();
      const plan = planSend(account, task.challengeKey, task.requestedBy, owner, fresh, now, config);
      if (plan.kind !== 'claim' || !plan.account) return { result: { plan, account } };
      return {
        next: plan.account,
        expiresAt: accountExpiry(plan.account, now),
        result: { plan, account: plan.account },
      };
    },
    signal,
  );
}

/** Records how the claimed send ended. Returns the account's record after it. */
function settle(
  { accountKey, challengeKey }: SendTask,
  { challenge }: Claim,
  { possiblySent, resendAt, receipt }: DeliveryResult,
  { store, clock }: SendDependencies,
  signal: AbortSignal,
): Promise<Account> {
  return updateRecord<Account, Account>(
    store,
    accountKey,
    emptyAccount,
    (account) => {
      const now = clock.now();
      const state = possiblySent ? 'sent' : 'failed';
      const next = settleSend(account, challengeKey, challenge, state, resendAt ?? now, receipt);
      return next ? { next, expiresAt: accountExpiry(next, now), result: next } : { result: account };
    },
    signal,
  );
}
