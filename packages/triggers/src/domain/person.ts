import type { Channel } from '@cognito-otp/client/wire';
import { isClosed } from './closed-account.js';
import { channelOfUsername } from './destination.js';

/** Whom an event is about, as far as the triggers need to know. */
export interface Person {
  /**
   * False for a name that nobody has signed up, and for an account that an operator has closed: everything is done alike
   * for them but the message.
   */
  canReceiveCode: boolean;
  /** What codes and counters are bound to: the user's `sub`, or the name that was typed. */
  sub: string;
  /** Raw addresses by channel. */
  addresses: Partial<Record<Channel, string>>;
  /** BCP 47, from the user's `locale` attribute. */
  locale?: string;
}

interface UserEvent {
  userName?: unknown;
  request?: { userAttributes?: unknown; userNotFound?: unknown };
}

/** @throws `event_malformed` where Cognito's own fields are missing: then nothing is known for sure and nothing goes on. */
export function personFromEvent(event: UserEvent): Person {
  const name = event?.userName;
  if (typeof name !== 'string' || name === '' || typeof event.request !== 'object' || event.request === null)
    throw new Error('event_malformed');
  if (event.request.userNotFound === true) {
    const channel = channelOfUsername(name);
    return { canReceiveCode: false, sub: name.toLowerCase(), addresses: channel ? { [channel]: name } : {} };
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
    // A name that nobody has comes with no language either.
    ...(canReceiveCode && locale ? { locale } : {}),
  };
}

/** Where a code goes unless another channel is asked for: a verified address before others, SMS before e-mail. */
export function preferredChannel(person: Person, attributes: unknown, channels: readonly Channel[]): Channel {
  const verified = (channel: Channel) => {
    const key = channel === 'sms' ? 'phone_number_verified' : 'email_verified';
    return String((attributes as Record<string, unknown> | undefined)?.[key]) === 'true';
  };
  const usable = channels.filter((channel) => person.addresses[channel]);
  return usable.find(verified) ?? usable[0] ?? channels[0]!;
}
