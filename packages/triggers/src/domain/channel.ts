/** The channels that a code can travel by. */
import type { Channel } from '@cognito-otp/client/wire';

/** Cognito's attribute that marks each channel's address verified. A channel that is missing here does not compile. */
const VERIFIED_ATTRIBUTES: Readonly<Record<Channel, string>> = {
  sms: 'phone_number_verified',
  email: 'email_verified',
};

/** All channels. */
export const CHANNELS = Object.keys(VERIFIED_ATTRIBUTES) as readonly Channel[];

/** Whether a value from outside is a channel. */
export function isChannel(value: unknown): value is Channel {
  return CHANNELS.includes(value as Channel);
}

/** Returns the user attribute whose value `true` marks the channel's address verified. */
export function verifiedAttribute(channel: Channel): string {
  return VERIFIED_ATTRIBUTES[channel];
}
