import type { Message, Sender, SendOutcome } from '@cognito-otp/triggers';

export interface TwilioOptions {
  accountSid: string;
  authToken: string;
  /** One of your numbers (`+12065550100`) or the SID of a messaging service. */
  from: string;
  /** Default: Twilio's API. */
  endpoint?: string;
}

/** Twilio's error codes for numbers that can never be reached: https://www.twilio.com/docs/api/errors */
const unsupported = new Set([21211, 21214, 21217, 21408, 21610, 21612, 21614]);

/**
 * A sender for SMS through Twilio that needs only `fetch`: https://www.twilio.com/docs/messaging/api/message-resource
 *
 * A sender tries once and reports only what it knows: reporting a message as refused although it was sent would cause, and
 * charge for, a second one.
 */
export function twilioSender({
  accountSid,
  authToken,
  from,
  endpoint = 'https://api.twilio.com',
}: TwilioOptions): Sender {
  const url = `${endpoint}/2010-04-01/Accounts/${accountSid}/Messages.json`;
  const authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
  const sender = from.startsWith('MG') ? 'MessagingServiceSid' : 'From';

  return {
    async send(message: Message, signal: AbortSignal): Promise<SendOutcome> {
      const body = new URLSearchParams({ To: message.to, [sender]: from, Body: message.text });
      try {
        const reply = await fetch(url, { method: 'POST', headers: { authorization }, body, signal });
        if (reply.ok) return { kind: 'accepted' };
        // After a server error it is unknown whether the message was sent.
        if (reply.status >= 500) return { kind: 'unclear', why: 'TwilioUnavailable' };
        const { code } = (await reply.json()) as { code?: number };
        return unsupported.has(Number(code))
          ? { kind: 'unsupported', why: 'TwilioUnsupported' }
          : { kind: 'refused', why: reply.status === 429 ? 'TwilioThrottled' : 'TwilioRefused' };
      } catch {
        return { kind: 'unclear', why: 'TwilioNoAnswer' };
      }
    },
  };
}
