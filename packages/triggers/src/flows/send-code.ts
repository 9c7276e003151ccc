/** Sends a code if one is due: claims the send, delivers the message, and settles how that ended. */
import type { Account, AccountLimits } from '../domain/account.js';
import { type ChallengeStatus, challengeStatus, type StatusContext } from '../domain/challenge-status.js';
import { readAccount } from '../domain/read-records.js';
import { accountExpiry, countedSignUpKey } from '../domain/record-keys.js';
import { type SendPlan, settleSend } from '../domain/send-plan.js';
import type { Captcha } from '../ports/captcha.js';
import type { Keyring } from '../ports/keys.js';
import type { Stored } from '../ports/store.js';
import type { ParsedSendRequest } from '../wire/send-request.js';
import { type ClaimResult, type ClaimTask, claimSend } from './claim-send.js';
import { localeOfSignUp } from './count-sign-up.js';
import type { Deadline } from './deadline.js';
import {
  type DeliveryConfig,
  type DeliveryDependencies,
  type DeliveryResult,
  deliver,
  type SendJob,
} from './deliver.js';
import { spendCaptchaToken } from './spend-captcha-token.js';
import { type Items, updateRecord } from './update-record.js';

/** How long a session that joined a message on its way waits before it looks again whether that was sent, in ms. */
const JOIN_INTERVAL = 200;

/** Configuration of {@link sendCode}. */
export type SendConfig = AccountLimits & DeliveryConfig;

/** What {@link sendCode} works with. */
export interface SendDependencies extends DeliveryDependencies {
  readonly config: SendConfig;
  /** If present, every message costs a CAPTCHA token. */
  readonly captcha?: Captcha;
}

/** What one Create asks for: a code for this person, at this destination. */
export interface SendTask extends StatusContext, ClaimTask, Omit<SendJob, 'locale'> {
  /** Whether the session's challenge is the device's own already. */
  readonly keepsOwnChallenge: boolean;
  /** The send request, if the page made one. */
  readonly request: ParsedSendRequest | undefined;
  /** The account's record as it was read for this round, if it was. */
  readonly account: Stored | undefined;
}

/** A claimed send. */
type Claim = Extract<SendPlan, { kind: 'claim' }>;

/**
 * Claims the challenge, delivers the message, and settles. Of all invocations that want to send at the same time, one
 * claims and sends, and the others join it: they wait until it has settled, so that no page reports a message as sent that
 * the provider then refuses.
 *
 * @returns the status of the challenge afterwards, and whether it is the device's own.
 * @throws whatever the store, the keyring source or the CAPTCHA throws.
 */
export async function sendCode(
  task: SendTask,
  dependencies: SendDependencies,
  keyring: Keyring,
  deadline: Deadline,
): Promise<{ status: ChallengeStatus; isOwn: boolean }> {
  const { config, store, clock, captcha } = dependencies;
  const { signal } = deadline;
  const statusOf = (account: Account, chosen: SendTask, changed: Partial<ChallengeStatus> = {}) => ({
    status: { ...challengeStatus(account, chosen, clock.now(), config), ...changed },
    isOwn: chosen.challengeKey === task.ownChoice?.challengeKey,
  });
  const currentStatus = async (changed?: Partial<ChallengeStatus>) => {
    const stored = task.account ?? (await store.read(task.accountKey, signal));
    const account = readAccount(stored.data, clock.now(), config);
    const chosen = task.keepsOwnChallenge ? { ...task, ...task.ownChoice } : task;
    return statusOf(account, chosen, changed);
  };

  if (!task.sendRequested) return currentStatus();
  if (!task.destination.supported) return currentStatus({ reason: 'unsupported' });
  if (captcha) {
    const token = task.request?.captcha;
    const spender = `${task.accountKey} ${task.challengeKey} ${task.requestedBy}`;
    const { coolDown } = config;
    const passed = await spendCaptchaToken(captcha, token, spender, coolDown, store, keyring, clock.now(), signal);
    if (!passed) return currentStatus({ reason: 'captcha' });
  }

  const { result: claimed, items } = await claimOrJoin(task, dependencies, keyring, deadline);
  const { plan, account, chosen } = claimed;
  if (plan.kind === 'join') return statusOf(account, chosen, isUnderWay(claimed) ? { reason: 'send_failed' } : {});
  if (plan.kind !== 'claim') {
    const reason = plan.kind === 'wait' ? 'rate_limited' : 'locked';
    return statusOf(account, chosen, { reason, resendAt: plan.until });
  }

  const job = { ...chosen, locale: task.request?.locale ?? signUpLocale(task, items, clock.now()) };
  const result = await deliver(job, plan.challenge, { reservation: plan.reservation, items }, dependencies, deadline);
  const settled = await settle(chosen, plan, result, items.get(task.accountKey), dependencies, signal);
  const { status, isOwn } = statusOf(settled, chosen);
  const { resendAt: _, ...rest } = status;
  const { reason, resendAt } = result;
  return { status: { ...rest, ...(resendAt === undefined ? {} : { resendAt }), ...(reason ? { reason } : {}) }, isOwn };
}

/**
 * The language of the page on which the account was signed up. A closed account has none, because an unknown user has none
 * either. Only a username that equals the user's `sub` was chosen by Cognito: in pools where people choose theirs, a stranger
 * could sign up with the username of an existing account, which Cognito refuses only after PreSignUp.
 */
function signUpLocale({ person, userPoolId, signUpKey }: SendTask, items: Items, now: number): string | undefined {
  if (!person.canReceiveCode || signUpKey !== countedSignUpKey(userPoolId, person.sub)) return undefined;
  return localeOfSignUp(items.get(signUpKey)!.data, now);
}

/**
 * Claims the send, or waits while another invocation has claimed it. If that one's message was not sent, this one claims it.
 *
 * @returns the plan. A `join` whose message is still on its way at the deadline has an unknown outcome.
 */
async function claimOrJoin(
  task: SendTask,
  dependencies: SendDependencies,
  keyring: Keyring,
  deadline: Deadline,
): Promise<{ readonly result: ClaimResult<SendTask>; readonly items: Items }> {
  const { clock } = dependencies;
  let hasJoined = false;
  for (;;) {
    const claim = await claimSend(task, dependencies, keyring, deadline.signal);
    const { result } = claim;
    // The message that was joined has been sent. A round of its own would have to wait for the next one; this one has it.
    if (hasJoined && sendState(result) === 'sent') return { ...claim, result: { ...result, plan: { kind: 'join' } } };
    if (!isUnderWay(result) || !deadline.allowsSending()) return claim;
    hasJoined = true;
    await clock.waitUntil(clock.elapsed() + JOIN_INTERVAL);
  }
}

/** The state of the message that was claimed or joined: there is a challenge then. */
const sendState = ({ account, chosen }: ClaimResult<SendTask>) => account.challenges[chosen.challengeKey]!.send.state;

/** Reports whether another invocation has claimed the message and not settled it yet. */
const isUnderWay = (result: ClaimResult<SendTask>): boolean =>
  result.plan.kind === 'join' && sendState(result) === 'claimed';

/** Records how the claimed send ended. Returns the account's record after it. */
async function settle(
  { accountKey, challengeKey }: SendTask,
  { challenge }: Claim,
  { possiblySent, resendAt, receipt }: DeliveryResult,
  known: Stored | undefined,
  { config, store, clock }: SendDependencies,
  signal: AbortSignal,
): Promise<Account> {
  const { result } = await updateRecord<Account, Account>(
    store,
    accountKey,
    (data) => readAccount(data, clock.now(), config),
    (account) => {
      const now = clock.now();
      const state = possiblySent ? 'sent' : 'failed';
      const next = settleSend(account, challengeKey, challenge, state, resendAt ?? now, receipt);
      return next ? { next, expiresAt: accountExpiry(next, now), result: next } : { result: account };
    },
    signal,
    known,
  );
  return result;
}
