import type { Message, Sender, SendOutcome } from '@cognito-otp/triggers';

export interface TwilioOptions {
  accountSid: string;
  authToken: string;
  /** A number of yours, +12065550100, or the SID of a messaging service. */
  from: string;
  /** Twilio's, unless given. */
  endpoint?: string;
}

/** Twilio's codes for numbers that no later try will reach: https://www.twilio.com/docs/api/errors */
const unsupported = new Set([21211, 21214, 21217, 21408, 21610, 21612, 21614]);

/**
 * SMS by Twilio, over nothing but `fetch`: https://www.twilio.com/docs/messaging/api/message-resource
 *
 * A sender tries once, and says what it knows: whoever claims that a message was refused which went out makes somebody
 * pay for a second one.
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
        // A server's own failure says nothing of the message.
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
