/** The trigger VerifyAuthChallengeResponse: decides whether an answer is the right code. */
import type { VerifyAuthChallengeResponseTriggerEvent } from 'aws-lambda';
import { deriveAnswerId } from '../domain/code.js';
import { type Person, personFromEvent } from '../domain/person.js';
import { accountKey, addressHash, challengeKey, deviceHash, sendRequestKey } from '../domain/record-keys.js';
import { MINUTE } from '../domain/time.js';
import {
  type Answer,
  type CheckConfig,
  type CheckDependencies,
  checkAnswer,
  resolveAmbiguousVerify,
} from '../flows/check-answer.js';
import { startVerifyDeadline } from '../flows/deadline.js';
import type { Keyring } from '../ports/keys.js';
import { loggableError } from '../ports/log.js';
import { type PrivateParameters, readPrivateParameters } from '../wire/private-parameters.js';
import { parseSendRequest, readDevice } from '../wire/send-request.js';

/** Configuration of {@link verifyAuthChallengeResponse}. */
export type VerifyConfig = CheckConfig;
/** What {@link verifyAuthChallengeResponse} works with. */
export type VerifyDependencies = CheckDependencies;

/** How Verify ended. `refused`: not compared. `send`: a send request. `failed`: a fault. */
type Verdict = 'right' | 'wrong' | 'refused' | 'send' | 'failed';

/** How long a stored send request is honored. The Create that reads it follows at once. */
const SEND_REQUEST_LIFETIME = 10 * MINUTE;

/**
 * Creates the trigger VerifyAuthChallengeResponse. It accepts the right code, once. A send request is stored for Create
 * and compared with nothing.
 *
 * @returns the handler. It never throws, because an exception would end the user's Cognito session: a fault is a wrong
 *   answer (docs/decisions/0004).
 */
export function verifyAuthChallengeResponse(dependencies: VerifyDependencies) {
  const { clock, log } = dependencies;
  return async (event: VerifyAuthChallengeResponseTriggerEvent): Promise<VerifyAuthChallengeResponseTriggerEvent> => {
    const began = clock.elapsed();
    const verdict = await verify(event, dependencies).catch((error: unknown): Verdict => {
      log('verify_failed', { why: loggableError(error) });
      return 'failed';
    });
    log('verify', { verdict, took: Math.round(clock.elapsed() - began) });
    event.response = { answerCorrect: verdict === 'right' };
    return event;
  };
}

async function verify(
  event: VerifyAuthChallengeResponseTriggerEvent,
  dependencies: VerifyDependencies,
): Promise<Verdict> {
  const { store, keys, clock, log } = dependencies;
  const parameters = readPrivateParameters(event.request.privateChallengeParameters);
  if (!parameters) return 'refused';
  const person = personFromEvent(event);
  const { signal, recoverySignal } = startVerifyDeadline(clock);
  const keyring = await keys.keyring(signal);

  const request = parseSendRequest(event.request.clientMetadata);
  if (request) {
    const key = sendRequestKey(keyring, event.userPoolId, parameters.round);
    // A separate item: in the account's record, repeated send requests would contend with the answers that are counted
    // there. A round has one send request, so one that is there already is that of an earlier try of Cognito.
    await store.write(key, 0, request, clock.now() + SEND_REQUEST_LIFETIME, signal);
    return 'send';
  }

  // The user has changed the address since: someone who reads messages at the earlier one no longer proves anything.
  if (parameters.address !== currentAddress(event, person, parameters, keyring)) return 'refused';
  const answer = readAnswer(event, person, parameters, keyring);
  try {
    return await checkAnswer(answer, dependencies, signal);
  } catch (error) {
    log('verify_failed', { why: loggableError(error) });
    return (await resolveAmbiguousVerify(answer, dependencies, recoverySignal())) ? 'right' : 'failed';
  }
}

/** The hash of the address that the user has now on the code's channel; empty if there is none. */
function currentAddress(
  { userPoolId }: VerifyAuthChallengeResponseTriggerEvent,
  person: Person,
  { channel }: PrivateParameters,
  keyring: Keyring,
): string {
  const attribute = person.addresses[channel];
  return attribute === undefined ? '' : addressHash(keyring, userPoolId, channel, attribute);
}

function readAnswer(
  event: VerifyAuthChallengeResponseTriggerEvent,
  person: Person,
  { round, channel, destination, address, range, device: challengeDevice }: PrivateParameters,
  keyring: Keyring,
): Answer {
  const { userPoolId } = event;
  const { clientId } = event.callerContext;
  const given: unknown = event.request.challengeAnswer;
  const text = typeof given === 'string' ? given : '';
  const device = readDevice(event.request.clientMetadata);
  return {
    text,
    answerId: deriveAnswerId(keyring.pepper, round, text),
    accountKey: accountKey(keyring, userPoolId, person),
    challengeKey: challengeKey(clientId, destination, challengeDevice || undefined),
    // A device's own challenge was requested by that device, so the answers to it are counted for that device, too.
    deviceId: challengeDevice || (device === undefined ? undefined : deviceHash(keyring, userPoolId, person, device)),
    binding: { sub: person.sub, userPoolId, clientId, channel, destination },
    addressHash: address,
    rangeKey: range,
    canReceiveCode: person.canReceiveCode,
    usedOpenBudget: !person.verified.has(channel),
  };
}
