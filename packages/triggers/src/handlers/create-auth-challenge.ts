/** The trigger CreateAuthChallenge: sends a code if one is due, and tells the page the status of the challenge. */
import { randomBytes } from 'node:crypto';
import type { Channel } from '@cognito-otp/client/wire';
import type { CreateAuthChallengeTriggerEvent } from 'aws-lambda';
import type { ChallengeStatus } from '../domain/challenge-status.js';
import { type Destination, maskDestination, parseDestination } from '../domain/destination.js';
import { MAX_USERNAME_LENGTH, type Person, personFromEvent, preferredChannel } from '../domain/person.js';
import {
  accountKey,
  addressHash,
  challengeKey,
  countedSignUpKey,
  destinationBudgetKey,
  destinationKey,
  deviceBudgetKey,
  deviceHash,
  rangeKey,
  sendRequestKey,
} from '../domain/record-keys.js';
import { type Deadline, startDeadline } from '../flows/deadline.js';
import { createProviderTime, type Random } from '../flows/provider-time.js';
import { type SendConfig, type SendDependencies, sendCode } from '../flows/send-code.js';
import type { Keyring } from '../ports/keys.js';
import { type Log, loggableError } from '../ports/log.js';
import type { Stored } from '../ports/store.js';
import { writePrivateParameters } from '../wire/private-parameters.js';
import { writePublicParameters } from '../wire/public-parameters.js';
import { type Round, readRound, writeRound } from '../wire/round.js';
import {
  isSendRequest,
  type ParsedSendRequest,
  parseSendRequest,
  readDevice,
  readSendRequest,
} from '../wire/send-request.js';

/** Configuration of {@link createAuthChallenge}. */
export interface CreateConfig extends SendConfig {
  /** `start`: the first round sends a message. `request`: nothing is sent before the page asks for it. */
  readonly sendOn: 'start' | 'request';
  /** At least one; the first is the default. */
  readonly channels: readonly Channel[];
  /** ISO 3166-1 codes of the countries that SMS are sent to, or `*` for all. */
  readonly countries: ReadonlySet<string>;
  /**
   * Response pacing, in ms: handing a message over takes a multiple of it until the instance has measured the provider,
   * so that response times do not show whether a message was sent. 0 turns it off.
   */
  readonly responseInterval: number;
}

/** What {@link createAuthChallenge} works with. */
export interface CreateDependencies extends Omit<SendDependencies, 'providerTime'> {
  readonly config: CreateConfig;
  readonly log: Log;
  /** Random numbers for the waits of users who get no message; cryptographic by default. */
  readonly random?: Random;
}

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
  /** The known device that the challenge belongs to; `undefined` if all sessions share it. */
  deviceId: string | undefined;
}

/**
 * Creates the trigger CreateAuthChallenge. Its own faults and those of the provider result in a round without a code and
 * with a reason, because an exception would end the user's Cognito session (docs/decisions/0004).
 *
 * @returns the handler. It throws `event_malformed` for an event that Cognito does not send.
 */
export function createAuthChallenge(dependencies: CreateDependencies) {
  const { config, clock, log, random } = dependencies;
  const providerTime = createProviderTime(clock, config.responseInterval, random);
  return async (event: CreateAuthChallengeTriggerEvent): Promise<CreateAuthChallengeTriggerEvent> => {
    const began = clock.elapsed();
    const deadline = startDeadline(clock);
    const person = personFromEvent(event);
    const session = Array.isArray(event.request.session) ? event.request.session : [];
    const rounds = session.filter((entry) => entry?.challengeName === 'CUSTOM_CHALLENGE');
    const previous = readRound(rounds.at(-1)?.challengeMetadata);

    const draft = draftRound(event, previous);
    try {
      await completeRound(draft, event, person, previous, { ...dependencies, providerTime }, deadline);
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
      privateChallengeParameters: writePrivateParameters({
        round: draft.id,
        channel,
        ...draft.keys,
        device: draft.deviceId ?? '',
      }),
      challengeMetadata: writeRound(draft),
    };
    const took = clock.elapsed() - began;
    log('create', { start: rounds.length === 0, reason: status.reason, channel, took: Math.round(took) });
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
    deviceId: undefined,
  };
}

/** Chooses the destination, and sends a code there if one is due. Fills in the draft. */
async function completeRound(
  draft: DraftRound,
  event: CreateAuthChallengeTriggerEvent,
  person: Person,
  previous: Round | undefined,
  dependencies: CreateDependencies & SendDependencies,
  deadline: Deadline,
): Promise<void> {
  const { config } = dependencies;
  const { userPoolId } = event;
  const { clientId } = event.callerContext;
  const keyring = await dependencies.keys.keyring(deadline.signal);
  const account = accountKey(keyring, userPoolId, person);
  const key = previous && sendRequestKey(keyring, userPoolId, previous.id);
  const { request, read } = await findSendRequest(event, key, account, dependencies, deadline);
  if (read && request) draft.sends += 1;

  draft.channel = chooseChannel(request, previous, person, config);
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
  const isVerified = person.verified.has(draft.channel);
  const budgetKey = destinationBudgetKey(keyring, userPoolId, destination, canReceiveCode, isVerified);
  const deviceId = readDeviceId(request, previous, event, person, keyring);
  const { status, isOwn } = await sendCode(
    {
      sendRequested: previous ? request !== undefined : config.sendOn === 'start',
      request,
      requestedBy: previous?.id ?? 'start',
      answeredRound: previous && !request ? previous.id : undefined,
      person: { ...person, canReceiveCode },
      destination,
      destinationKey: draft.keys.destination,
      budgetKey,
      deviceId,
      ownChoice:
        deviceId === undefined
          ? undefined
          : {
              challengeKey: challengeKey(clientId, draft.keys.destination, deviceId),
              budgetKey: deviceBudgetKey(keyring, budgetKey, deviceId),
            },
      keepsOwnChallenge: previous?.deviceId !== undefined,
      rangeKey: range,
      // A send request names its language itself.
      signUpKey: previous || request ? undefined : signUpKeyOf(event),
      accountKey: account,
      account: read,
      challengeKey: challengeKey(clientId, draft.keys.destination),
      userPoolId,
      clientId,
    },
    dependencies,
    keyring,
    deadline,
  );
  draft.status = status;
  if (isOwn) draft.deviceId = deviceId;
}

/** The record of the account's sign-up; `undefined` if the name is longer than any in a pool, which could exceed the size of a key. */
function signUpKeyOf({ userPoolId, userName }: CreateAuthChallengeTriggerEvent): string | undefined {
  return userName.length <= MAX_USERNAME_LENGTH ? countedSignUpKey(userPoolId, userName) : undefined;
}

/**
 * The device that sends the request: the one that the session's challenge belongs to, otherwise the one that the page
 * names.
 */
function readDeviceId(
  request: ParsedSendRequest | undefined,
  previous: Round | undefined,
  { userPoolId, request: { clientMetadata } }: CreateAuthChallengeTriggerEvent,
  person: Person,
  keyring: Keyring,
): string | undefined {
  if (previous?.deviceId !== undefined) return previous.deviceId;
  const device = request?.device ?? readDevice(clientMetadata);
  return device === undefined ? undefined : deviceHash(keyring, userPoolId, person, device);
}

/**
 * Finds the send request that led to this round. Cognito does not pass `ClientMetadata` to Create in every pool; Verify
 * has stored the request for that case. If the request must be read from the table, the same call also reads the account.
 *
 * @param key the table key of a stored send request; `undefined` in the first round.
 */
async function findSendRequest(
  event: CreateAuthChallengeTriggerEvent,
  key: string | undefined,
  account: string,
  { store }: CreateDependencies,
  { signal }: Deadline,
): Promise<{ request: ParsedSendRequest | undefined; read?: Stored | undefined }> {
  const request = parseSendRequest(event.request.clientMetadata);
  if (request || key === undefined) return { request };
  const [stored, read] = await store.readAll([key, account], signal);
  return { request: stored?.data === undefined ? undefined : readSendRequest(stored.data), read };
}

/** The channel asked for, else that of the previous round, else the one the user prefers. */
function chooseChannel(
  request: ParsedSendRequest | undefined,
  previous: Round | undefined,
  person: Person,
  { channels }: CreateConfig,
): Channel {
  if (request?.channel && channels.includes(request.channel)) return request.channel;
  return previous?.channel ?? preferredChannel(person, channels);
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
