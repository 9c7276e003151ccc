import type { VerifyAuthChallengeResponseTriggerEvent } from 'aws-lambda';
import { deriveAnswerId } from '../domain/code.js';
import { personFromEvent } from '../domain/person.js';
import { MINUTE } from '../domain/rate-window.js';
import { accountKey, addressHash, challengeKey, sendRequestKey } from '../domain/record-keys.js';
import {
  type Answer,
  type CheckConfig,
  type CheckDependencies,
  checkAnswer,
  resolveAmbiguousVerify,
} from '../flows/check-answer.js';
import { startVerifyDeadline } from '../flows/deadline.js';
import { loggableError } from '../ports/log.js';
import { type Store, updateRecord } from '../ports/store.js';
import { readPrivateParameters } from '../wire/private-parameters.js';
import { type ParsedSendRequest, parseSendRequest } from '../wire/send-request.js';

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
    const verdict = await verdictFor(event, dependencies).catch((error: unknown): Verdict => {
      log('verify_failed', { why: loggableError(error) });
      return 'failed';
    });
    log('verify', { verdict, took: Math.round(clock.elapsed() - began) });
    event.response = { answerCorrect: verdict === 'right' };
    return event;
  };
}

async function verdictFor(
  event: VerifyAuthChallengeResponseTriggerEvent,
  dependencies: VerifyDependencies,
): Promise<Verdict> {
  const { store, keys, clock, log } = dependencies;
  const parameters = readPrivateParameters(event.request.privateChallengeParameters);
  if (!parameters) return 'refused';
  const person = personFromEvent(event);
  const { signal, afterFault } = startVerifyDeadline(clock);
  const keyring = await keys.keyring(signal);
  const account = accountKey(keyring, event.userPoolId, person);

  const request = parseSendRequest(event.request.clientMetadata);
  if (request) {
    await storeSendRequest(
      store,
      sendRequestKey(keyring, event.userPoolId, parameters.round),
      request,
      clock.now(),
      signal,
    );
    return 'send';
  }

  const { clientId } = event.callerContext;
  const { channel, destination, address, range } = parameters;
  const attribute = person.addresses[channel];
  const now = attribute === undefined ? '' : addressHash(keyring, event.userPoolId, channel, attribute);
  // The code went to an address that the person has changed since: whoever reads there proves nothing any more.
  if (address !== now) return 'refused';
  const said: unknown = event.request.challengeAnswer;
  const text = typeof said === 'string' ? said : '';
  const answer: Answer = {
    text,
    answerId: deriveAnswerId(keyring.pepper, parameters.round, text),
    accountKey: account,
    challengeKey: challengeKey(clientId, destination),
    binding: { sub: person.sub, userPoolId: event.userPoolId, clientId, channel, destination },
    addressHash: address,
    rangeKey: range,
    canReceiveCode: person.canReceiveCode,
  };
  try {
    return await checkAnswer(answer, dependencies, signal);
  } catch (error) {
    log('verify_failed', { why: loggableError(error) });
    return (await resolveAmbiguousVerify(answer, dependencies, afterFault())) ? 'right' : 'failed';
  }
}

/**
 * Leaves the request for the Create that follows. An item of its own: were it in the account's record, asking again and again
 * would hold up the answers that are counted there.
 */
async function storeSendRequest(
  store: Store,
  key: string,
  request: ParsedSendRequest,
  now: number,
  signal: AbortSignal,
) {
  await updateRecord<ParsedSendRequest, void>(
    store,
    key,
    {},
    () => ({ next: request, expiresAt: now + 10 * MINUTE, result: undefined }),
    signal,
  );
}
