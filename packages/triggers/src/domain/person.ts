/** What the triggers know of the user whom a trigger event is about. */
import type { Channel } from '@cognito-otp/client/wire';
import { CHANNELS, verifiedAttribute } from './channel.js';
import { isClosed } from './closed-account.js';
import { channelOfUsername } from './destination.js';

/** The longest username that Cognito looks up, in characters. */
export const MAX_USERNAME_LENGTH = 128;

/** The user whom a trigger event is about. */
export interface Person {
  /**
   * Whether a code may be sent to them. It is `false` for unknown users and closed accounts, for whom the triggers do the
   * same work as for every other user except sending the message.
   */
  readonly canReceiveCode: boolean;
  /** What codes and counters are bound to: the user's `sub`, or the user name for an unknown user. */
  readonly sub: string;
  /** The addresses as the user's attributes spell them, by channel. */
  readonly addresses: Readonly<Partial<Record<Channel, string>>>;
  /** The channels whose address Cognito marks verified; none if `canReceiveCode` is `false`. */
  readonly verified: ReadonlySet<Channel>;
  /** A BCP 47 tag, from the user's `locale` attribute. */
  readonly locale?: string;
}

/** The part of every Cognito trigger event that says whom it is about. */
interface UserEvent {
  userName?: unknown;
  request?: { userAttributes?: unknown; userNotFound?: unknown };
}

/**
 * Reads the person from a trigger event.
 *
 * @throws `event_malformed` if Cognito's own fields are missing. Nothing is certain then, so the trigger fails.
 */
export function personFromEvent(event: UserEvent): Person {
  const name = event?.userName;
  if (typeof name !== 'string' || name === '' || typeof event.request !== 'object' || event.request === null)
    throw new Error('event_malformed');
  if (event.request.userNotFound === true) {
    const channel = channelOfUsername(name);
    const addresses = channel ? { [channel]: name } : {};
    return { canReceiveCode: false, sub: name.toLowerCase(), addresses, verified: new Set() };
  }
  const attributes = (event.request.userAttributes ?? {}) as Record<string, unknown>;
  const text = (key: string) => {
    const value = Object.hasOwn(attributes, key) ? attributes[key] : undefined;
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const sms = text('phone_number');
  const email = text('email');
  const canReceiveCode = !isClosed(event.request.userAttributes);
  const locale = text('locale');
  return {
    canReceiveCode,
    sub: text('sub') ?? name,
    addresses: { ...(sms ? { sms } : {}), ...(email ? { email } : {}) },
    verified: new Set(
      canReceiveCode ? CHANNELS.filter((channel) => String(attributes[verifiedAttribute(channel)]) === 'true') : [],
    ),
    // An unknown user has no locale either, so a closed account must not show one.
    ...(canReceiveCode && locale ? { locale } : {}),
  };
}

/**
 * Returns the channel of a code unless the page asks for another: verified addresses come before unverified ones, then
 * the pool's order decides.
 *
 * @param channels the pool's channels; at least one.
 */
export function preferredChannel(person: Person, channels: readonly Channel[]): Channel {
  const usable = channels.filter((channel) => person.addresses[channel]);
  return usable.find((channel) => person.verified.has(channel)) ?? usable[0] ?? channels[0]!;
}
