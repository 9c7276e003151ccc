import type { VerifyAuthChallengeResponseTriggerEvent } from 'aws-lambda';
import { type Account, type AccountLimits, type Challenge, consume, emptyAccount, judge } from './account.js';
import { accountEnd, accountKey, challengeKey } from './challenge-key.js';
import type { Clock } from './clock.js';
import { codeOf, markOf, sameCode } from './code.js';
import { deadlineFrom } from './deadline.js';
import { type KeyringSource, secretOf } from './keys.js';
import { faultOf, type Log } from './log.js';
import { type Person, personOf } from './person.js';
import { type PrivateParameters, readPrivate } from './private-parameters.js';
import { readSendRequest, type SendWish } from './send-request.js';
import { type CounterLimits, type Store, transact } from './store.js';

export interface VerifyConfig extends AccountLimits {
  codeLength: number;
  rangeSends: CounterLimits;
}

export interface VerifyDependencies {
  config: VerifyConfig;
  store: Store;
  keys: KeyringSource;
  clock: Clock;
  log: Log;
}

/**
 * VerifyAuthChallengeResponse: says yes to the right code, once. Everything else is a no, never a throw: an exception
 * would burn the person's session. A request for a message is noted for Create and compared with nothing.
 */
export function verifyAuthChallengeResponse(dependencies: VerifyDependencies) {
  const { log } = dependencies;
  return async (event: VerifyAuthChallengeResponseTriggerEvent): Promise<VerifyAuthChallengeResponseTriggerEvent> => {
    const began = dependencies.clock.elapsed();
    let verdict: Verdict | 'failed' = 'refused';
    try {
      verdict = await verdictOn(event, dependencies);
    } catch (error) {
      verdict = 'failed';
      log('verify_failed', { why: faultOf(error) });
    }
    log('verify', { verdict, took: Math.round(dependencies.clock.elapsed() - began) });
    event.response = { answerCorrect: verdict === 'right' };
    return event;
  };
}

type Verdict = 'right' | 'wrong' | 'refused' | 'send';

async function verdictOn(
  event: VerifyAuthChallengeResponseTriggerEvent,
  { config, store, keys, clock, log }: VerifyDependencies,
): Promise<Verdict> {
  const given = readPrivate(event.request.privateChallengeParameters);
  if (!given) return 'refused';
  const person = personOf(event);
  const { signal } = deadlineFrom(clock);
  const ring = await keys.keyring(signal);
  const account = accountKey(ring, event.userPoolId, person);

  const wish = readSendRequest(event.request.clientMetadata);
  if (wish) {
    await note(store, account, given.round, wish, clock.now(), signal);
    return 'send';
  }

  const key = challengeKey(event.callerContext.clientId, given.destination);
  const answer: unknown = event.request.challengeAnswer;
  const text = typeof answer === 'string' ? answer : '';
  const mark = markOf(ring.pepper, given.round, text);

  const judgement = await transact<Account, ReturnType<typeof judge>>(
    store,
    account,
    emptyAccount,
    (data) => {
      const now = clock.now();
      const result = judge(data, key, mark, now, config);
      return result.kind === 'count'
        ? { next: result.account, endsAt: accountEnd(result.account, now), result }
        : { result };
    },
    signal,
  );
  if (judgement.kind === 'was-right') return person.known ? 'right' : 'wrong';
  if (judgement.kind === 'refuse') return 'refused';

  const { challenge } = judgement;
  const secret = secretOf(await keys.keyring(signal, challenge.secretVersion), challenge.secretVersion);
  if (!secret || !isRight(secret, challenge, text, given, event, person, config)) return 'wrong';

  const consumed = await transact<Account, boolean>(
    store,
    account,
    emptyAccount,
    (data) => {
      const now = clock.now();
      const next = consume(data, key, challenge.id, mark, given.address, now);
      if (typeof next === 'string') return { result: next === 'done' };
      return { next, endsAt: accountEnd(next, now), result: true };
    },
    signal,
  );
  if (!consumed) return 'refused';
  if (given.range) await credit(given.range);
  return 'right';

  /** Somebody real answers in this block of numbers: its budget has one more. No answer becomes wrong by a fault here. */
  async function credit(range: string): Promise<void> {
    try {
      await store.count({ key: range, limits: config.rangeSends, keep: false }, -1, clock.now(), signal);
    } catch (error) {
      log('range_credit_failed', { why: faultOf(error) });
    }
  }
}

function isRight(
  secret: Uint8Array,
  challenge: Challenge,
  answer: string,
  given: PrivateParameters,
  event: VerifyAuthChallengeResponseTriggerEvent,
  person: Person,
  { codeLength }: VerifyConfig,
): boolean {
  const binding = {
    challengeId: challenge.id,
    nonce: challenge.nonce,
    sub: person.sub,
    userPoolId: event.userPoolId,
    clientId: event.callerContext.clientId,
    channel: given.channel,
    destination: given.destination,
  };
  const same = sameCode(secret, codeOf(secret, binding, codeLength), answer);
  // ASCII digits and nothing else: the page has cleaned what a person typed.
  const wellFormed = answer.length === codeLength && /^[0-9]+$/.test(answer);
  // Nobody unknown is ever right, nor who answers for an address they don't have: no code went there.
  return same && wellFormed && person.known && given.address !== '';
}

/** Leaves the wish for the Create that follows, under the round it was made in. */
async function note(store: Store, account: string, round: string, wish: SendWish, now: number, signal: AbortSignal) {
  await transact<Account, void>(
    store,
    account,
    emptyAccount,
    (data) => {
      const next = { ...data, wish: { ...wish, round } };
      return { next, endsAt: accountEnd(next, now), result: undefined };
    },
    signal,
  );
}
