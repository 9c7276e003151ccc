import { randomBytes } from 'node:crypto';
import type { Channel, PublicParameters } from '@cognito-otp/client/wire';
import type { CreateAuthChallengeTriggerEvent } from 'aws-lambda';
import type { ChallengeStatus } from '../domain/challenge-status.js';
import { maskDestination, parseDestination } from '../domain/destination.js';
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
import { type Log, loggableError } from '../ports/log.js';
import { writePrivateParameters } from '../wire/private-parameters.js';
import { writePublicParameters } from '../wire/public-parameters.js';
import { type Round, readRound, writeRound } from '../wire/round.js';
import { isSendRequest, type ParsedSendRequest, parseSendRequest } from '../wire/send-request.js';

export interface CreateConfig extends SendConfig {
  /** `start`: the first round sends by itself. `request`: nothing is sent before the page asks for it. */
  sendOn: 'start' | 'request';
  /** At least one; the first is the default. */
  channels: readonly Channel[];
  countries: ReadonlySet<string>;
  /** Milliseconds; answers come at multiples of it, so that nobody reads off them whether a message went out. */
  pace: number;
}

export interface CreateDependencies extends SendDependencies {
  config: CreateConfig;
  log: Log;
}

/**
 * CreateAuthChallenge: sees to it that a code is out where one is wanted, and tells the page how things stand. Its own
 * faults and the provider's end in a challenge without a code and a reason, never in a throw.
 */
export function createAuthChallenge(dependencies: CreateDependencies) {
  const { config, clock, log } = dependencies;
  return async (event: CreateAuthChallengeTriggerEvent): Promise<CreateAuthChallengeTriggerEvent> => {
    const began = clock.elapsed();
    const deadline = startDeadline(clock);
    const person = personFromEvent(event);
    const session = Array.isArray(event.request.session) ? event.request.session : [];
    const rounds = session.filter((entry) => entry?.challengeName === 'CUSTOM_CHALLENGE');
    const last = readRound(rounds.at(-1)?.challengeMetadata);

    const round: Round = { id: randomBytes(12).toString('base64url'), channel: 'sms', sends: last?.sends ?? 0 };
    const names = { destination: '', address: '', range: '' };
    // What is said if all else fails: no message went out, or the answer that led here wasn't looked at.
    const wanted = !last || isSendRequest(event.request.clientMetadata);
    const requested = parseSendRequest(event.request.clientMetadata);
    if (requested && last) round.sends += 1;
    let standing: ChallengeStatus = { reason: wanted ? 'send_failed' : 'unchecked' };
    let shown = '';
    try {
      const keyring = await dependencies.keys.keyring(deadline.signal);
      const { userPoolId } = event;
      const { clientId } = event.callerContext;
      const account = accountKey(keyring, userPoolId, person);
      const noted =
        !requested && last
          ? await readStoredSendRequest(dependencies, sendRequestKey(keyring, userPoolId, last.id), deadline)
          : undefined;
      if (noted) round.sends += 1;
      const asked = requested ?? noted;
      round.channel = channelFor(asked, last, person, event, config);

      const attribute = person.addresses[round.channel];
      // An address that the person doesn't have is treated like one of somebody unknown: as if all went well.
      const reachable = person.canReceiveCode && attribute !== undefined;
      const destination =
        attribute === undefined
          ? { channel: round.channel, address: `none ${person.sub}`, supported: true }
          : parseDestination(round.channel, attribute, config.countries);
      // Where a person may have two addresses, showing one would tell whoever typed the other; and showing none to those
      // who do have two would tell them from names that nobody has signed up.
      shown = attribute !== undefined && config.channels.length === 1 ? maskDestination(destination) : '';
      const range = rangeKey(keyring, userPoolId, destination);
      names.address = attribute === undefined ? '' : addressHash(keyring, userPoolId, round.channel, attribute);
      names.destination = destinationKey(keyring, userPoolId, destination, reachable);
      names.range = range ?? '';
      standing = await sendCode(
        {
          sendRequested: last ? asked !== undefined : config.sendOn === 'start',
          request: asked,
          requestedBy: last?.id ?? 'start',
          answeredRound: last && !asked ? last.id : undefined,
          person: { ...person, canReceiveCode: reachable },
          destination,
          destinationKey: names.destination,
          rangeKey: range,
          accountKey: account,
          challengeKey: challengeKey(clientId, names.destination),
          userPoolId,
          clientId,
        },
        dependencies,
        keyring,
        deadline,
      );
    } catch (error) {
      log('create_failed', { why: loggableError(error) });
    }

    const wrong = rounds.length - round.sends;
    const parameters: PublicParameters = writePublicParameters(standing, {
      now: clock.now(),
      channel: round.channel,
      channels: config.channels,
      destination: shown,
      codeLength: config.codeLength,
      attemptsInSession: Math.max(0, config.attempts - wrong),
    });
    event.response = {
      publicChallengeParameters: { ...parameters },
      privateChallengeParameters: writePrivateParameters({ round: round.id, channel: round.channel, ...names }),
      challengeMetadata: writeRound(round),
    };
    const took = clock.elapsed() - began;
    log('create', {
      start: rounds.length === 0,
      reason: standing.reason,
      channel: round.channel,
      took: Math.round(took),
    });
    await clock.until(began + responseTime(took, config.pace));
    return event;
  };
}

/** What Verify noted, for pools where Create isn't told what the page asked for. */
async function readStoredSendRequest(
  { store }: CreateDependencies,
  key: string,
  { signal }: Deadline,
): Promise<ParsedSendRequest | undefined> {
  return (await store.read(key, signal)).data as ParsedSendRequest | undefined;
}

function channelFor(
  asked: ParsedSendRequest | undefined,
  last: Round | undefined,
  person: Person,
  event: CreateAuthChallengeTriggerEvent,
  { channels }: CreateConfig,
): Channel {
  if (asked?.channel && channels.includes(asked.channel)) return asked.channel;
  return last?.channel ?? preferredChannel(person, event.request.userAttributes, channels);
}

/** The next multiple of `pace`, but never so late that Cognito, which waits for 5 s, would ask again. */
function responseTime(took: number, pace: number): number {
  return pace > 0 ? Math.max(took, Math.min(took + pace - (took % pace), 4500)) : took;
}
