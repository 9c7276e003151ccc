import type { Channel } from '@cognito-otp/client/wire';

/** What Create leaves for Verify in `privateChallengeParameters`: names, no code and no address. */
export interface PrivateParameters {
  round: string;
  channel: Channel;
  /** The destination's name in the table (`destinationKey`). */
  destination: string;
  /** The user attribute's name in the table (`addressHash`), for PostAuthentication; empty where there is none. */
  address: string;
  /** The block of numbers that a right answer speaks for (`rangeKey`); empty where there is none. */
  range: string;
}

export function writePrivateParameters(parameters: PrivateParameters): Record<string, string> {
  return { otp: '1', ...parameters };
}

/** `undefined` for anything else than {@link writePrivateParameters} writes: then no answer is right. */
export function readPrivateParameters(value: unknown): PrivateParameters | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { otp, round, channel, destination, address, range } = value as Record<string, unknown>;
  if (otp !== '1' || typeof round !== 'string' || typeof destination !== 'string') return undefined;
  if (typeof address !== 'string' || (channel !== 'sms' && channel !== 'email')) return undefined;
  return { round, channel, destination, address, range: typeof range === 'string' ? range : '' };
}
