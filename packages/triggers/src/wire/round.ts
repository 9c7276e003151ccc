/** What one round remembers in `challengeMetadata`. */
import type { Channel } from '@cognito-otp/client/wire';
import { isChannel } from '../domain/channel.js';

/**
 * One Create → answer → Verify cycle of an authentication. Cognito keeps `challengeMetadata` between the rounds and shows
 * it to Define and Create only, so it can be trusted. It contains nothing worth stealing.
 */
export interface Round {
  /** The round's random id. */
  readonly id: string;
  readonly channel: Channel;
  /** How many earlier rounds of this authentication were send requests instead of answers. */
  readonly sends: number;
  /** The known device that the round's challenge belongs to (`deviceHash`); `undefined` if all sessions share it. */
  readonly deviceId?: string | undefined;
}

/** The most send requests that the one digit in the metadata can count. */
const MAX_SENDS = 9;

/** Id, channel, number of send requests, and the device if there is one. */
const FORM = /^otp1\.([A-Za-z0-9_-]{16})\.([a-z]+)\.([0-9])(?:\.(device#[A-Za-z0-9_-]{32}))?$/;

/** Writes a round as `challengeMetadata`. */
export function writeRound(round: Round): string {
  const device = round.deviceId === undefined ? '' : `.${round.deviceId}`;
  return `otp1.${round.id}.${round.channel}.${Math.min(round.sends, MAX_SENDS)}${device}`;
}

/**
 * Reads a round from `challengeMetadata`. Returns `undefined` for anything that {@link writeRound} does not write: a
 * round of another trigger or of another version.
 */
export function readRound(metadata: unknown): Round | undefined {
  const found = typeof metadata === 'string' ? FORM.exec(metadata) : null;
  const channel = found?.[2];
  if (!found || !isChannel(channel)) return undefined;
  const deviceId = found[4];
  return { id: found[1]!, channel, sends: Number(found[3]), ...(deviceId ? { deviceId } : {}) };
}
