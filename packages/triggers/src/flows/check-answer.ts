import {
  type Account,
  type AccountLimits,
  type Challenge,
  consumeChallenge,
  emptyAccount,
  evaluateAnswer,
  markIndeterminate,
} from '../domain/account.js';
import { type CodeBinding, codesMatch, deriveCode } from '../domain/code.js';
import { accountExpiry } from '../domain/record-keys.js';
import type { Clock } from '../ports/clock.js';
import { type KeyringSource, secretForVersion } from '../ports/keys.js';
import { type Log, loggableError } from '../ports/log.js';
import { type CounterLimits, type Store, updateRecord } from '../ports/store.js';

export interface CheckConfig extends AccountLimits {
  codeLength: number;
  rangeSends: CounterLimits;
}

export interface CheckDependencies {
  config: CheckConfig;
  store: Store;
  keys: KeyringSource;
  clock: Clock;
  log: Log;
}

/** An answer, and all that says which code it must be. */
export interface Answer {
  text: string;
  /** Names it (`deriveAnswerId`). */
  answerId: string;
  /** The account's record (`accountKey`). */
  accountKey: string;
  /** The challenge in it (`challengeKey`). */
  challengeKey: string;
  binding: Omit<CodeBinding, 'challengeId' | 'nonce'>;
  /** The attribute that a right answer proves (`addressHash`); empty where the person has none. */
  addressHash: string;
  /** The block of numbers that a right answer speaks for (`rangeKey`); empty where there is none. */
  rangeKey: string;
  /** Whether anybody has signed up with that name, and their account isn't closed. */
  canReceiveCode: boolean;
}

/**
 * Counts an answer, then compares it, then uses the code up: three steps in this order, the first and the last one
 * conditional write each, so that no crash and no crowd buys a guess or a second sign-in.
 */
export async function checkAnswer(
  answer: Answer,
  { config, store, keys, clock, log }: CheckDependencies,
  signal: AbortSignal,
): Promise<'right' | 'wrong' | 'refused'> {
  const evaluation = await updateRecord<Account, ReturnType<typeof evaluateAnswer>>(
    store,
    answer.accountKey,
    emptyAccount,
    (data) => {
      const now = clock.now();
      const result = evaluateAnswer(data, answer.challengeKey, answer.answerId, now, config);
      return result.kind === 'count'
        ? { next: result.account, expiresAt: accountExpiry(result.account, now), result }
        : { result };
    },
    signal,
  );
  if (evaluation.kind === 'already-accepted') return answer.canReceiveCode ? 'right' : 'wrong';
  if (evaluation.kind === 'refuse') return 'refused';

  // ASCII digits and nothing else reach the compare: the page has cleaned what a person typed.
  if (answer.text.length !== config.codeLength || !/^[0-9]+$/.test(answer.text)) return 'wrong';

  const { challenge } = evaluation;
  const secret = secretForVersion(await keys.keyring(signal, challenge.secretVersion), challenge.secretVersion);
  if (!secret || !isCorrect(secret, challenge, answer, config)) return 'wrong';

  const consumed = await updateRecord<Account, 'now' | 'already-consumed' | 'lost'>(
    store,
    answer.accountKey,
    emptyAccount,
    (data) => {
      const now = clock.now();
      const next = consumeChallenge(data, answer.challengeKey, challenge.id, answer.answerId, answer.addressHash, now);
      return typeof next === 'string' ? { result: next } : { next, expiresAt: accountExpiry(next, now), result: 'now' };
    },
    signal,
  );
  // Whoever used it up credits the range; a retry that comes after doesn't do so again.
  if (consumed === 'now' && answer.rangeKey) await credit(answer.rangeKey);
  return consumed === 'lost' ? 'refused' : 'right';

  /** Somebody real answers in this block of numbers: its budget has one more. No answer becomes wrong by a fault here. */
  async function credit(range: string): Promise<void> {
    try {
      await store.count({ key: range, limits: config.rangeSends, permanent: false }, -1, clock.now(), signal);
    } catch (error) {
      log('range_credit_failed', { why: loggableError(error) });
    }
  }
}

/**
 * After a fault: whether the answer used the code up all the same (only the reply was lost). If it was counted and never
 * compared, that is noted, so that nobody's right code is called wrong. Nothing is given back: a fault buys no guess.
 */
export async function resolveAmbiguousVerify(
  { accountKey, challengeKey, answerId }: Answer,
  { store, clock }: CheckDependencies,
  signal: AbortSignal,
): Promise<boolean> {
  return updateRecord<Account, boolean>(
    store,
    accountKey,
    emptyAccount,
    (data) => {
      const next = markIndeterminate(data, challengeKey, answerId);
      if (typeof next === 'string') return { result: next === 'consumed' };
      return { next, expiresAt: accountExpiry(next, clock.now()), result: false };
    },
    signal,
  );
}

function isCorrect(secret: Uint8Array, { id, nonce }: Challenge, answer: Answer, { codeLength }: CheckConfig): boolean {
  const { binding, text, canReceiveCode, addressHash } = answer;
  const same = codesMatch(secret, deriveCode(secret, { ...binding, challengeId: id, nonce }, codeLength), text);
  // Nobody unknown is ever right, nor whose account is closed, nor who answers for an address they don't have: no code
  // went there.
  return same && canReceiveCode && addressHash !== '';
}
