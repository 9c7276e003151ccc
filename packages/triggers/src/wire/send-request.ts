/** Send requests: answers whose `ClientMetadata` asks for a message. */
import type { Channel } from '@cognito-otp/client/wire';
import { isChannel } from '../domain/channel.js';

/** The valid parts of a send request. The caller chooses all of them, so none can be trusted. */
export interface ParsedSendRequest {
  readonly channel?: Channel;
  /** A BCP 47 tag. */
  readonly locale?: string;
  /** A CAPTCHA token. */
  readonly captcha?: string;
}

/** The longest CAPTCHA token accepted, in characters. */
const MAX_CAPTCHA_LENGTH = 4096;

/**
 * Reports whether an answer is a send request instead of a code. Define, Create and Verify must decide this by the same
 * function.
 *
 * @param clientMetadata the event's `request.clientMetadata`.
 */
export function isSendRequest(clientMetadata: unknown): boolean {
  return ownProperty(clientMetadata, 'request') === 'send';
}

/** Reads a send request. Invalid parts are left out; `undefined` if it is not a send request. */
export function parseSendRequest(clientMetadata: unknown): ParsedSendRequest | undefined {
  if (!isSendRequest(clientMetadata)) return undefined;
  const channel = ownProperty(clientMetadata, 'channel');
  const locale = ownProperty(clientMetadata, 'locale');
  const captcha = ownProperty(clientMetadata, 'captcha');
  const hasCaptcha = typeof captcha === 'string' && captcha.length > 0 && captcha.length <= MAX_CAPTCHA_LENGTH;
  return {
    ...(isChannel(channel) ? { channel } : {}),
    ...(typeof locale === 'string' && /^[A-Za-z0-9-]{2,35}$/.test(locale) ? { locale } : {}),
    ...(hasCaptcha ? { captcha } : {}),
  };
}

/** Reads own properties only, so that `__proto__` in a caller's metadata has no effect. */
function ownProperty(record: unknown, key: string): unknown {
  return typeof record === 'object' && record !== null && Object.hasOwn(record, key)
    ? (record as Record<string, unknown>)[key]
    : undefined;
}
