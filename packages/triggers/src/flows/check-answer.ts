import {
  type Account,
  type AccountLimits,
  type Challenge,
  consume,
  doubt,
  emptyAccount,
  judge,
} from '../domain/account.js';
import { accountEnd } from '../domain/challenge-key.js';
import { type CodeBinding, codeOf, sameCode } from '../domain/code.js';
import type { Clock } from '../ports/clock.js';
import { type KeyringSource, secretOf } from '../ports/keys.js';
import { faultOf, type Log } from '../ports/log.js';
import { type CounterLimits, type Store, transact } from '../ports/store.js';

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
  /** Names it (`markOf`). */
  mark: string;
  /** The account's record (`accountKey`). */
  account: string;
  /** The challenge in it (`challengeKey`). */
  key: string;
  binding: Omit<CodeBinding, 'challengeId' | 'nonce'>;
  /** The attribute that a right answer proves (`addressName`); empty where the person has none. */
  address: string;
  /** The block of numbers that a right answer speaks for (`rangeKey`); empty where there is none. */
  range: string;
  /** Whether anybody has signed up with that name, and their account isn't closed. */
  known: boolean;
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
  const judgement = await transact<Account, ReturnType<typeof judge>>(
    store,
    answer.account,
    emptyAccount,
    (data) => {
      const now = clock.now();
      const result = judge(data, answer.key, answer.mark, now, config);
      return result.kind === 'count'
        ? { next: result.account, endsAt: accountEnd(result.account, now), result }
        : { result };
    },
    signal,
  );
  if (judgement.kind === 'was-right') return answer.known ? 'right' : 'wrong';
  if (judgement.kind === 'refuse') return 'refused';

  // ASCII digits and nothing else reach the compare: the page has cleaned what a person typed.
  if (answer.text.length !== config.codeLength || !/^[0-9]+$/.test(answer.text)) return 'wrong';

  const { challenge } = judgement;
  const secret = secretOf(await keys.keyring(signal, challenge.secretVersion), challenge.secretVersion);
  if (!secret || !isRight(secret, challenge, answer, config)) return 'wrong';

  const consumed = await transact<Account, 'now' | 'done' | 'lost'>(
    store,
    answer.account,
    emptyAccount,
    (data) => {
      const now = clock.now();
      const next = consume(data, answer.key, challenge.id, answer.mark, answer.address, now);
      return typeof next === 'string' ? { result: next } : { next, endsAt: accountEnd(next, now), result: 'now' };
    },
    signal,
  );
  // Whoever used it up credits the range; a retry that comes after doesn't do so again.
  if (consumed === 'now' && answer.range) await credit(answer.range);
  return consumed === 'lost' ? 'refused' : 'right';

  /** Somebody real answers in this block of numbers: its budget has one more. No answer becomes wrong by a fault here. */
  async function credit(range: string): Promise<void> {
    try {
      await store.count({ key: range, limits: config.rangeSends, keep: false }, -1, clock.now(), signal);
    } catch (error) {
      log('range_credit_failed', { why: faultOf(error) });
    }
  }
}

/**
 * After a fault: whether the answer used the code up all the same (only the reply was lost). If it was counted and never
 * compared, that is noted, so that nobody's right code is called wrong. Nothing is given back: a fault buys no guess.
 */
export async function clearUp(
  { account, key, mark }: Answer,
  { store, clock }: CheckDependencies,
  signal: AbortSignal,
): Promise<boolean> {
  return transact<Account, boolean>(
    store,
    account,
    emptyAccount,
    (data) => {
      const next = doubt(data, key, mark);
      if (typeof next === 'string') return { result: next === 'used' };
      return { next, endsAt: accountEnd(next, clock.now()), result: false };
    },
    signal,
  );
}

function isRight(secret: Uint8Array, { id, nonce }: Challenge, answer: Answer, { codeLength }: CheckConfig): boolean {
  const { binding, text, known, address } = answer;
  const same = sameCode(secret, codeOf(secret, { ...binding, challengeId: id, nonce }, codeLength), text);
  // Nobody unknown is ever right, nor whose account is closed, nor who answers for an address they don't have: no code
  // went there.
  return same && known && address !== '';
}
