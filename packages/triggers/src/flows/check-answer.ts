/** Checks an answer: counts it, compares it with the code, and consumes the challenge. */
import type { Account, AccountLimits, Challenge } from '../domain/account.js';
import { type AnswerEvaluation, consumeChallenge, evaluateAnswer, markIndeterminate } from '../domain/answer.js';
import { type CodeBinding, codesMatch, deriveCode } from '../domain/code.js';
import { secretForVersion } from '../domain/keyring.js';
import { readAccount } from '../domain/read-records.js';
import { accountExpiry } from '../domain/record-keys.js';
import type { SharedBudget } from '../domain/shared-budget.js';
import type { Clock } from '../ports/clock.js';
import type { KeyringSource } from '../ports/keys.js';
import { type Log, loggableError } from '../ports/log.js';
import type { Store, Stored } from '../ports/store.js';
import { type Updated, updateRecord } from './update-record.js';

/** Configuration of {@link checkAnswer}. */
export interface CheckConfig extends AccountLimits {
  readonly codeLength: number;
  /** The budget of a range, which a right answer credits. */
  readonly rangeSends: SharedBudget;
}

/** What {@link checkAnswer} works with. */
export interface CheckDependencies {
  readonly config: CheckConfig;
  readonly store: Store;
  readonly keys: KeyringSource;
  readonly clock: Clock;
  readonly log: Log;
}

/** An answer, and everything that determines which code is right. */
export interface Answer {
  /** What was typed. */
  readonly text: string;
  /** Identifies the answer (`deriveAnswerId`). */
  readonly answerId: string;
  /** The account's record (`accountKey`). */
  readonly accountKey: string;
  /** The challenge in it (`challengeKey`). */
  readonly challengeKey: string;
  /** The device that answers, if it names one (`deviceHash`). */
  readonly deviceId: string | undefined;
  readonly binding: Omit<CodeBinding, 'challengeId' | 'nonce'>;
  /** The attribute that a right answer proves (`addressHash`); empty if the user has none. */
  readonly addressHash: string;
  /** The range whose budget a right answer credits (`rangeKey`); empty if there is none. */
  readonly rangeKey: string;
  /** `Person.canReceiveCode`. */
  readonly canReceiveCode: boolean;
  /** Whether the message was counted in the open part of the range's budget, because the address was not verified. */
  readonly usedOpenBudget: boolean;
}

/**
 * Counts an answer, compares it, then consumes the challenge, in this order. The first and the last step are one
 * conditional write each, so that neither a crash nor concurrency gives a free guess or a second sign-in.
 *
 * @returns `right` and `wrong` for an answer that was compared; `refused` for one that was not.
 * @throws whatever the store or the keyring source throws. Call {@link resolveAmbiguousVerify} then.
 */
export async function checkAnswer(
  answer: Answer,
  dependencies: CheckDependencies,
  signal: AbortSignal,
): Promise<'right' | 'wrong' | 'refused'> {
  const { config, keys } = dependencies;
  const { result: evaluation, stored } = await countAnswer(answer, dependencies, signal);
  if (evaluation.kind === 'already-accepted') return answer.canReceiveCode ? 'right' : 'wrong';
  if (evaluation.kind === 'refuse') return 'refused';

  // Only ASCII digits are compared: the page has cleaned what the user typed.
  if (answer.text.length !== config.codeLength || !/^[0-9]+$/.test(answer.text)) return 'wrong';

  const { challenge } = evaluation;
  const secret = secretForVersion(await keys.keyring(signal, challenge.secretVersion), challenge.secretVersion);
  if (!secret || !isCorrect(secret, challenge, answer, config)) return 'wrong';

  const { result: consumed } = await consume(answer, challenge, stored, dependencies, signal);
  // Only the invocation that consumed the challenge credits the range; a retry after it does not do so again.
  if (consumed === 'now' && answer.rangeKey) await creditRange(answer, dependencies, signal);
  return consumed === 'lost' ? 'refused' : 'right';
}

function countAnswer(
  { accountKey, challengeKey, answerId, deviceId }: Answer,
  { config, store, clock }: CheckDependencies,
  signal: AbortSignal,
): Promise<Updated<AnswerEvaluation>> {
  return updateRecord<Account, AnswerEvaluation>(
    store,
    accountKey,
    (data) => readAccount(data, clock.now(), config),
    (account) => {
      const now = clock.now();
      const result = evaluateAnswer(account, challengeKey, answerId, now, config, deviceId);
      return result.kind === 'count'
        ? { next: result.account, expiresAt: accountExpiry(result.account, now), result }
        : { result };
    },
    signal,
  );
}

function isCorrect(secret: Uint8Array, { id, nonce }: Challenge, answer: Answer, { codeLength }: CheckConfig): boolean {
  const { binding, text, canReceiveCode, addressHash } = answer;
  const same = codesMatch(secret, deriveCode(secret, { ...binding, challengeId: id, nonce }, codeLength), text);
  // No code was sent to an unknown user, a closed account, or an address that the user does not have, so none is right.
  return same && canReceiveCode && addressHash !== '';
}

function consume(
  { accountKey, challengeKey, answerId, addressHash, deviceId }: Answer,
  challenge: Challenge,
  counted: Stored,
  { config, store, clock }: CheckDependencies,
  signal: AbortSignal,
): Promise<Updated<'now' | 'already-consumed' | 'lost'>> {
  return updateRecord<Account, 'now' | 'already-consumed' | 'lost'>(
    store,
    accountKey,
    (data) => readAccount(data, clock.now(), config),
    (account) => {
      const now = clock.now();
      const next = consumeChallenge(account, challengeKey, challenge.id, answerId, addressHash, now, deviceId);
      return typeof next === 'string' ? { result: next } : { next, expiresAt: accountExpiry(next, now), result: 'now' };
    },
    signal,
    counted,
  );
}

/**
 * Gives one message back to the budget of a range: a real user has answered there. A fault here does not make the answer
 * wrong.
 */
async function creditRange(
  { rangeKey, usedOpenBudget }: Answer,
  { config, store, clock, log }: CheckDependencies,
  signal: AbortSignal,
): Promise<void> {
  try {
    const { limits, openLimits } = config.rangeSends;
    const counter = { key: rangeKey, limits, ...(usedOpenBudget ? { openLimits } : {}), permanent: false };
    await store.count(counter, -1, clock.now(), signal);
  } catch (error) {
    log('range_credit_failed', { why: loggableError(error) });
  }
}

/**
 * Recovers from an ambiguous write: was the code consumed although the reply was lost? If the answer was counted but never
 * compared, it is marked indeterminate, so that the page does not call a right code wrong. No attempt is given back: a
 * fault must not give a free guess.
 *
 * @returns whether the answer consumed the challenge, and is therefore right.
 * @throws whatever the store throws.
 */
export async function resolveAmbiguousVerify(
  { accountKey, challengeKey, answerId }: Answer,
  { config, store, clock }: CheckDependencies,
  signal: AbortSignal,
): Promise<boolean> {
  const { result } = await updateRecord<Account, boolean>(
    store,
    accountKey,
    (data) => readAccount(data, clock.now(), config),
    (account) => {
      const next = markIndeterminate(account, challengeKey, answerId);
      if (typeof next === 'string') return { result: next === 'consumed' };
      return { next, expiresAt: accountExpiry(next, clock.now()), result: false };
    },
    signal,
  );
  return result;
}
