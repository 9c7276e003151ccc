import type { VerifyAuthChallengeResponseTriggerEvent } from 'aws-lambda';
import { accountKey, addressName, challengeKey, wishKey } from '../domain/challenge-key.js';
import { markOf } from '../domain/code.js';
import { personOf } from '../domain/person.js';
import { minute } from '../domain/windows.js';
import { type Answer, type CheckConfig, type CheckDependencies, checkAnswer, clearUp } from '../flows/check-answer.js';
import { verifyDeadlineFrom } from '../flows/deadline.js';
import { faultOf } from '../ports/log.js';
import { type Store, transact } from '../ports/store.js';
import { readPrivate } from '../wire/private-parameters.js';
import { readSendRequest, type SendWish } from '../wire/send-request.js';

export type VerifyConfig = CheckConfig;
export type VerifyDependencies = CheckDependencies;

type Verdict = 'right' | 'wrong' | 'refused' | 'send' | 'failed';

/**
 * VerifyAuthChallengeResponse: says yes to the right code, once. Everything else is a no, never a throw: an exception
 * would burn the person's session. A request for a message is noted for Create and compared with nothing.
 */
export function verifyAuthChallengeResponse(dependencies: VerifyDependencies) {
  const { clock, log } = dependencies;
  return async (event: VerifyAuthChallengeResponseTriggerEvent): Promise<VerifyAuthChallengeResponseTriggerEvent> => {
    const began = clock.elapsed();
    const verdict = await verdictOn(event, dependencies).catch((error: unknown): Verdict => {
      log('verify_failed', { why: faultOf(error) });
      return 'failed';
    });
    log('verify', { verdict, took: Math.round(clock.elapsed() - began) });
    event.response = { answerCorrect: verdict === 'right' };
    return event;
  };
}

async function verdictOn(
  event: VerifyAuthChallengeResponseTriggerEvent,
  dependencies: VerifyDependencies,
): Promise<Verdict> {
  const { store, keys, clock, log } = dependencies;
  const given = readPrivate(event.request.privateChallengeParameters);
  if (!given) return 'refused';
  const person = personOf(event);
  const { signal, afterFault } = verifyDeadlineFrom(clock);
  const ring = await keys.keyring(signal);
  const account = accountKey(ring, event.userPoolId, person);

  const wish = readSendRequest(event.request.clientMetadata);
  if (wish) {
    await note(store, wishKey(ring, event.userPoolId, given.round), wish, clock.now(), signal);
    return 'send';
  }

  const { clientId } = event.callerContext;
  const { channel, destination, address, range } = given;
  const attribute = person.addresses[channel];
  const now = attribute === undefined ? '' : addressName(ring, event.userPoolId, channel, attribute);
  // The code went to an address that the person has changed since: whoever reads there proves nothing any more.
  if (address !== now) return 'refused';
  const said: unknown = event.request.challengeAnswer;
  const text = typeof said === 'string' ? said : '';
  const answer: Answer = {
    text,
    mark: markOf(ring.pepper, given.round, text),
    account,
    key: challengeKey(clientId, destination),
    binding: { sub: person.sub, userPoolId: event.userPoolId, clientId, channel, destination },
    address,
    range,
    known: person.known,
  };
  try {
    return await checkAnswer(answer, dependencies, signal);
  } catch (error) {
    log('verify_failed', { why: faultOf(error) });
    return (await clearUp(answer, dependencies, afterFault())) ? 'right' : 'failed';
  }
}

/**
 * Leaves the wish for the Create that follows. An item of its own: were it in the account's record, asking again and again
 * would hold up the answers that are counted there.
 */
async function note(store: Store, key: string, wish: SendWish, now: number, signal: AbortSignal) {
  await transact<SendWish, void>(
    store,
    key,
    {},
    () => ({ next: wish, endsAt: now + 10 * minute, result: undefined }),
    signal,
  );
}
