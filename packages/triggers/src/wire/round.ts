import type { Channel } from '@cognito-otp/client/wire';

/**
 * What one round of the custom challenge remembers in `challengeMetadata`. Cognito keeps it between the rounds and shows
 * it to Define and Create only, so it can be believed; it holds nothing worth stealing.
 */
export interface Round {
  /** Random name of the round. */
  id: string;
  channel: Channel;
  /** How many earlier rounds of this session were requests for a message rather than answers. */
  sends: number;
}

const form = /^otp1\.([A-Za-z0-9_-]{16})\.(sms|email)\.([0-9])$/;

export function writeRound(round: Round): string {
  return `otp1.${round.id}.${round.channel}.${Math.min(round.sends, 9)}`;
}

/** `undefined` for anything that {@link writeRound} doesn't write: another trigger's round, another version's. */
export function readRound(metadata: unknown): Round | undefined {
  const found = typeof metadata === 'string' ? form.exec(metadata) : null;
  if (!found) return undefined;
  return { id: found[1]!, channel: found[2] as Channel, sends: Number(found[3]) };
}
