import type { Channel } from '@cognito-otp/client/wire';

/** A request for a message, as far as it could be understood. All of it is the caller's own words. */
export interface ParsedSendRequest {
  channel?: Channel;
  locale?: string;
  captcha?: string;
}

/** Whether this answer asks for a message instead of being one. Verify, Define and Create must all ask this one question. */
export function isSendRequest(clientMetadata: unknown): boolean {
  return own(clientMetadata, 'request') === 'send';
}

export function parseSendRequest(clientMetadata: unknown): ParsedSendRequest | undefined {
  if (!isSendRequest(clientMetadata)) return undefined;
  const channel = own(clientMetadata, 'channel');
  const locale = own(clientMetadata, 'locale');
  const captcha = own(clientMetadata, 'captcha');
  return {
    ...(channel === 'sms' || channel === 'email' ? { channel } : {}),
    ...(typeof locale === 'string' && /^[A-Za-z0-9-]{2,35}$/.test(locale) ? { locale } : {}),
    ...(typeof captcha === 'string' && captcha.length > 0 && captcha.length <= 4096 ? { captcha } : {}),
  };
}

/** Own properties only: a caller who sends `__proto__` gets nothing by it. */
function own(record: unknown, key: string): unknown {
  return typeof record === 'object' && record !== null && Object.hasOwn(record, key)
    ? (record as Record<string, unknown>)[key]
    : undefined;
}
