import { randomBytes } from 'node:crypto';
import type { Channel, PublicParameters } from '@cognito-otp/client/wire';
import type { CreateAuthChallengeTriggerEvent } from 'aws-lambda';
import { accountKey, addressName, challengeKey, destinationKey, rangeKey, wishKey } from '../domain/challenge-key.js';
import { destinationOf, masked } from '../domain/destination.js';
import { type Person, personOf, preferredChannel } from '../domain/person.js';
import type { Standing } from '../domain/standing.js';
import { type Deadline, deadlineFrom } from '../flows/deadline.js';
import { type SendConfig, type SendDependencies, sendCode } from '../flows/send-code.js';
import { faultOf, type Log } from '../ports/log.js';
import { writePrivate } from '../wire/private-parameters.js';
import { publicParameters } from '../wire/public-parameters.js';
import { type Round, readRound, writeRound } from '../wire/round.js';
import { isSendRequest, readSendRequest, type SendWish } from '../wire/send-request.js';

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
    const deadline = deadlineFrom(clock);
    const person = personOf(event);
    const session = Array.isArray(event.request.session) ? event.request.session : [];
    const rounds = session.filter((entry) => entry?.challengeName === 'CUSTOM_CHALLENGE');
    const last = readRound(rounds.at(-1)?.challengeMetadata);

    const round: Round = { id: randomBytes(12).toString('base64url'), channel: 'sms', sends: last?.sends ?? 0 };
    const names = { destination: '', address: '', range: '' };
    // What is said if all else fails: no message went out, or the answer that led here wasn't looked at.
    const wanted = !last || isSendRequest(event.request.clientMetadata);
    const requested = readSendRequest(event.request.clientMetadata);
    if (requested && last) round.sends += 1;
    let standing: Standing = { reason: wanted ? 'send_failed' : 'unchecked' };
    let shown = '';
    try {
      const ring = await dependencies.keys.keyring(deadline.signal);
      const { userPoolId } = event;
      const { clientId } = event.callerContext;
      const account = accountKey(ring, userPoolId, person);
      const noted =
        !requested && last ? await wishOf(dependencies, wishKey(ring, userPoolId, last.id), deadline) : undefined;
      if (noted) round.sends += 1;
      const asked = requested ?? noted;
      round.channel = channelFor(asked, last, person, event, config);

      const attribute = person.addresses[round.channel];
      // An address that the person doesn't have is treated like one of somebody unknown: as if all went well.
      const reachable = person.known && attribute !== undefined;
      const destination =
        attribute === undefined
          ? { channel: round.channel, address: `none ${person.sub}`, supported: true }
          : destinationOf(round.channel, attribute, config.countries);
      // Where a person may have two addresses, showing one would tell whoever typed the other; and showing none to those
      // who do have two would tell them from names that nobody has signed up.
      shown = attribute !== undefined && config.channels.length === 1 ? masked(destination) : '';
      const range = rangeKey(ring, userPoolId, destination);
      names.address = attribute === undefined ? '' : addressName(ring, userPoolId, round.channel, attribute);
      names.destination = destinationKey(ring, userPoolId, destination, reachable);
      names.range = range ?? '';
      standing = await sendCode(
        {
          wanted: last ? asked !== undefined : config.sendOn === 'start',
          asked,
          by: last?.id ?? 'start',
          answered: last && !asked ? last.id : undefined,
          person: { ...person, known: reachable },
          destination,
          destinationName: names.destination,
          range,
          account,
          challengeKey: challengeKey(clientId, names.destination),
          userPoolId,
          clientId,
        },
        dependencies,
        ring,
        deadline,
      );
    } catch (error) {
      log('create_failed', { why: faultOf(error) });
    }

    const wrong = rounds.length - round.sends;
    const parameters: PublicParameters = publicParameters(standing, {
      now: clock.now(),
      channel: round.channel,
      channels: config.channels,
      destination: shown,
      codeLength: config.codeLength,
      attemptsInSession: Math.max(0, config.attempts - wrong),
    });
    event.response = {
      publicChallengeParameters: { ...parameters },
      privateChallengeParameters: writePrivate({ round: round.id, channel: round.channel, ...names }),
      challengeMetadata: writeRound(round),
    };
    const took = clock.elapsed() - began;
    log('create', {
      start: rounds.length === 0,
      reason: standing.reason,
      channel: round.channel,
      took: Math.round(took),
    });
    await clock.until(began + answerTime(took, config.pace));
    return event;
  };
}

/** What Verify noted, for pools where Create isn't told what the page asked for. */
async function wishOf({ store }: CreateDependencies, key: string, { signal }: Deadline): Promise<SendWish | undefined> {
  return (await store.read(key, signal)).data as SendWish | undefined;
}

function channelFor(
  asked: SendWish | undefined,
  last: Round | undefined,
  person: Person,
  event: CreateAuthChallengeTriggerEvent,
  { channels }: CreateConfig,
): Channel {
  if (asked?.channel && channels.includes(asked.channel)) return asked.channel;
  return last?.channel ?? preferredChannel(person, event.request.userAttributes, channels);
}

/** The next multiple of `pace`, but never so late that Cognito, which waits for 5 s, would ask again. */
function answerTime(took: number, pace: number): number {
  return pace > 0 ? Math.max(took, Math.min(took + pace - (took % pace), 4500)) : took;
}
