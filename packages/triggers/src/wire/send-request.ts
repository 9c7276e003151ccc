/** What pages ask for in `ClientMetadata`: a message (a send request), its language, and the budgets of a known device. */
import type { Channel } from '@cognito-otp/client/wire';
import { isChannel } from '../domain/channel.js';

/** The valid parts of a send request. The caller chooses all of them, so none can be trusted. */
export interface ParsedSendRequest {
  readonly channel?: Channel;
  /** A BCP 47 tag. */
  readonly locale?: string;
  /** A CAPTCHA token. */
  readonly captcha?: string;
  /** The id of the device. */
  readonly device?: string;
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
  return isSendRequest(clientMetadata) ? readSendRequest(clientMetadata) : undefined;
}

/** Returns the valid parts of a send request, which was stored by Verify or sent by a caller. */
export function readSendRequest(value: unknown): ParsedSendRequest {
  const channel = ownProperty(value, 'channel');
  const locale = readLocale(value);
  const captcha = ownProperty(value, 'captcha');
  const device = readDevice(value);
  const hasCaptcha = typeof captcha === 'string' && captcha.length > 0 && captcha.length <= MAX_CAPTCHA_LENGTH;
  return {
    ...(isChannel(channel) ? { channel } : {}),
    ...(locale === undefined ? {} : { locale }),
    ...(hasCaptcha ? { captcha } : {}),
    ...(device === undefined ? {} : { device }),
  };
}

/**
 * Reads the language that a page asks for; `undefined` unless it has the form of a BCP 47 tag. A tag without texts has no
 * effect.
 *
 * @param value `request.clientMetadata` of an event, or the record of a counted sign-up.
 */
export function readLocale(value: unknown): string | undefined {
  const locale = ownProperty(value, 'locale');
  return typeof locale === 'string' && /^[A-Za-z0-9-]{2,35}$/.test(locale) ? locale : undefined;
}

/**
 * Reads the id of the device that sends an answer or a send request: 128 random bits or more, in base64url. Anything else
 * counts as an unknown device.
 *
 * @param clientMetadata the event's `request.clientMetadata`.
 */
export function readDevice(clientMetadata: unknown): string | undefined {
  const device = ownProperty(clientMetadata, 'device');
  return typeof device === 'string' && /^[A-Za-z0-9_-]{22,64}$/.test(device) ? device : undefined;
}

/** Reads own properties only, so that `__proto__` in a caller's metadata has no effect. */
function ownProperty(record: unknown, key: string): unknown {
  return typeof record === 'object' && record !== null && Object.hasOwn(record, key)
    ? (record as Record<string, unknown>)[key]
    : undefined;
}
