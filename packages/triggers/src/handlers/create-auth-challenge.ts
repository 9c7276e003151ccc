/** The trigger CreateAuthChallenge: sends a code if one is due, and tells the page the status of the challenge. */
import { randomBytes } from 'node:crypto';
import type { Channel } from '@cognito-otp/client/wire';
import type { CreateAuthChallengeTriggerEvent } from 'aws-lambda';
import type { ChallengeStatus } from '../domain/challenge-status.js';
import { type Destination, maskDestination, parseDestination } from '../domain/destination.js';
import { type Person, personFromEvent, preferredChannel } from '../domain/person.js';
import {
  accountKey,
  addressHash,
  challengeKey,
  destinationKey,
  rangeKey,
  sendRequestKey,
} from '../domain/record-keys.js';
import { type Deadline, startDeadline } from '../flows/deadline.js';
import { type SendConfig, type SendDependencies, sendCode } from '../flows/send-code.js';
import type { Keyring } from '../ports/keys.js';
import { type Log, loggableError } from '../ports/log.js';
import { writePrivateParameters } from '../wire/private-parameters.js';
import { writePublicParameters } from '../wire/public-parameters.js';
import { type Round, readRound, writeRound } from '../wire/round.js';
import { isSendRequest, type ParsedSendRequest, parseSendRequest } from '../wire/send-request.js';

/** Configuration of {@link createAuthChallenge}. */
export interface CreateConfig extends SendConfig {
  /** `start`: the first round sends a message. `request`: nothing is sent before the page asks for it. */
  readonly sendOn: 'start' | 'request';
  /** At least one; the first is the default. */
  readonly channels: readonly Channel[];
  /** ISO 3166-1 codes of the countries that SMS are sent to, or `*` for all. */
  readonly countries: ReadonlySet<string>;
  /**
   * Response pacing, in ms: responses are sent at multiples of it, so that response times do not show whether a message
   * was sent. 0 turns it off.
   */
  readonly responseInterval: number;
}

/** What {@link createAuthChallenge} works with. */
export interface CreateDependencies extends SendDependencies {
  readonly config: CreateConfig;
  readonly log: Log;
}

/** The latest response, in ms after the call: Cognito waits for 5 s and then calls again. */
const LATEST_RESPONSE = 4500;

/**
 * What is known of the round so far. It is filled in step by step: after a fault, the response contains what was certain
 * until then.
 */
interface DraftRound {
  readonly id: string;
  channel: Channel;
  sends: number;
  status: ChallengeStatus;
  /** Empty if the destination is not shown. */
  maskedDestination: string;
  /** The table keys and hashes in the private parameters; empty if there is none. */
  keys: { destination: string; address: string; range: string };
}

/**
 * Creates the trigger CreateAuthChallenge. Its own faults and those of the provider result in a round without a code and
 * with a reason, because an exception would end the user's Cognito session (docs/decisions/0004).
 *
 * @returns the handler. It throws `event_malformed` for an event that Cognito does not send.
 */
export function createAuthChallenge(dependencies: CreateDependencies) {
  const { config, clock, log } = dependencies;
  return async (event: CreateAuthChallengeTriggerEvent): Promise<CreateAuthChallengeTriggerEvent> => {
    const began = clock.elapsed();
    const deadline = startDeadline(clock);
    const person = personFromEvent(event);
    const session = Array.isArray(event.request.session) ? event.request.session : [];
    const rounds = session.filter((entry) => entry?.challengeName === 'CUSTOM_CHALLENGE');
    const previous = readRound(rounds.at(-1)?.challengeMetadata);

    const draft = draftRound(event, previous);
    try {
      await completeRound(draft, event, person, previous, dependencies, deadline);
    } catch (error) {
      log('create_failed', { why: loggableError(error) });
    }

    const { channel, status } = draft;
    const wrong = rounds.length - draft.sends;
    const publicParameters = writePublicParameters(status, {
      now: clock.now(),
      channel,
      channels: config.channels,
      destination: draft.maskedDestination,
      codeLength: config.codeLength,
      attemptsInSession: Math.max(0, config.attempts - wrong),
    });
    event.response = {
      publicChallengeParameters: { ...publicParameters },
      privateChallengeParameters: writePrivateParameters({ round: draft.id, channel, ...draft.keys }),
      challengeMetadata: writeRound(draft),
    };
    const took = clock.elapsed() - began;
    log('create', { start: rounds.length === 0, reason: status.reason, channel, took: Math.round(took) });
    await clock.waitUntil(began + responseTime(took, config.responseInterval));
    return event;
  };
}

/** The round as it is if everything after this fails: no message was sent, or the answer was not compared. */
function draftRound(event: CreateAuthChallengeTriggerEvent, previous: Round | undefined): DraftRound {
  const sendRequested = isSendRequest(event.request.clientMetadata);
  return {
    id: randomBytes(12).toString('base64url'),
    channel: 'sms',
    sends: (previous?.sends ?? 0) + (previous && sendRequested ? 1 : 0),
    status: { reason: !previous || sendRequested ? 'send_failed' : 'unchecked' },
    maskedDestination: '',
    keys: { destination: '', address: '', range: '' },
  };
}

/** Chooses the destination, and sends a code there if one is due. Fills in the draft. */
async function completeRound(
  draft: DraftRound,
  event: CreateAuthChallengeTriggerEvent,
  person: Person,
  previous: Round | undefined,
  dependencies: CreateDependencies,
  deadline: Deadline,
): Promise<void> {
  const { config } = dependencies;
  const { userPoolId } = event;
  const { clientId } = event.callerContext;
  const keyring = await dependencies.keys.keyring(deadline.signal);
  const account = accountKey(keyring, userPoolId, person);
  const request = await findSendRequest(draft, event, previous, dependencies, keyring, deadline);

  draft.channel = chooseChannel(request, previous, person, event, config);
  const attribute = person.addresses[draft.channel];
  const destination = chooseDestination(draft.channel, attribute, person, config);
  // An address that the user does not have is treated like that of an unknown user: as if all went well.
  const canReceiveCode = person.canReceiveCode && attribute !== undefined;
  // If users may have two addresses, showing one would disclose it to a caller who typed the other; and showing none only
  // to users who have two would distinguish them from unknown users.
  const shown = attribute !== undefined && config.channels.length === 1;
  draft.maskedDestination = shown ? maskDestination(destination) : '';
  const range = rangeKey(keyring, userPoolId, destination);
  draft.keys = {
    address: attribute === undefined ? '' : addressHash(keyring, userPoolId, draft.channel, attribute),
    destination: destinationKey(keyring, userPoolId, destination, canReceiveCode),
    range: range ?? '',
  };
  draft.status = await sendCode(
    {
      sendRequested: previous ? request !== undefined : config.sendOn === 'start',
      request,
      requestedBy: previous?.id ?? 'start',
      answeredRound: previous && !request ? previous.id : undefined,
      person: { ...person, canReceiveCode },
      destination,
      destinationKey: draft.keys.destination,
      rangeKey: range,
      accountKey: account,
      challengeKey: challengeKey(clientId, draft.keys.destination),
      userPoolId,
      clientId,
    },
    dependencies,
    keyring,
    deadline,
  );
}

/**
 * Returns the send request that led to this round. Cognito does not pass `ClientMetadata` to Create in every pool; Verify
 * has stored the request for that case.
 */
async function findSendRequest(
  draft: DraftRound,
  event: CreateAuthChallengeTriggerEvent,
  previous: Round | undefined,
  { store }: CreateDependencies,
  keyring: Keyring,
  { signal }: Deadline,
): Promise<ParsedSendRequest | undefined> {
  const request = parseSendRequest(event.request.clientMetadata);
  if (request || !previous) return request;
  const key = sendRequestKey(keyring, event.userPoolId, previous.id);
  const stored = (await store.read(key, signal)).data as ParsedSendRequest | undefined;
  if (stored) draft.sends += 1;
  return stored;
}

/** The channel asked for, else that of the previous round, else the one the user prefers. */
function chooseChannel(
  request: ParsedSendRequest | undefined,
  previous: Round | undefined,
  person: Person,
  event: CreateAuthChallengeTriggerEvent,
  { channels }: CreateConfig,
): Channel {
  if (request?.channel && channels.includes(request.channel)) return request.channel;
  return previous?.channel ?? preferredChannel(person, event.request.userAttributes, channels);
}

/** The user's address on the channel, or a placeholder with a budget of its own if the user has none. */
function chooseDestination(
  channel: Channel,
  attribute: string | undefined,
  person: Person,
  { countries }: CreateConfig,
): Destination {
  if (attribute !== undefined) return parseDestination(channel, attribute, countries);
  return { channel, address: `none ${person.sub}`, supported: true };
}

/** The time of the response after the call, in ms: the next multiple of the interval, but in time for Cognito. */
function responseTime(took: number, interval: number): number {
  return interval > 0 ? Math.max(took, Math.min(took + interval - (took % interval), LATEST_RESPONSE)) : took;
}
