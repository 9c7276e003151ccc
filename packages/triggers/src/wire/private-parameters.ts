/** What Create hands to Verify in `privateChallengeParameters`. */
import type { Channel } from '@cognito-otp/client/wire';
import { isChannel } from '../domain/channel.js';

/** The private parameters: ids and hashes only, no code and no address. */
export interface PrivateParameters {
  /** The id of the round. */
  readonly round: string;
  readonly channel: Channel;
  /** The destination's table key (`destinationKey`). */
  readonly destination: string;
  /** The hash of the user attribute that the code was sent to (`addressHash`); empty if the user has none. */
  readonly address: string;
  /** The key of the range whose budget a right answer credits (`rangeKey`); empty if there is none. */
  readonly range: string;
  /** The known device that the challenge belongs to (`deviceHash`); empty if all sessions share it. */
  readonly device: string;
}

/** Writes the private parameters as Cognito carries them: strings. */
export function writePrivateParameters(parameters: PrivateParameters): Record<string, string> {
  return { otp: '1', ...parameters };
}

/**
 * Reads the private parameters. Returns `undefined` for anything that {@link writePrivateParameters} does not write; no
 * answer is right then.
 */
export function readPrivateParameters(value: unknown): PrivateParameters | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { otp, round, channel, destination, address, range, device } = value as Record<string, unknown>;
  if (otp !== '1' || typeof round !== 'string' || typeof destination !== 'string') return undefined;
  if (typeof address !== 'string' || !isChannel(channel)) return undefined;
  const text = (field: unknown) => (typeof field === 'string' ? field : '');
  return { round, channel, destination, address, range: text(range), device: text(device) };
}
