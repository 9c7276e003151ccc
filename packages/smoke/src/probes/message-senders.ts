import { sendsEmail, sendsSms } from '../aws/stack.js';
import { compare, NotRun, NotSent, type Probe, type ProbeContext } from '../probe.js';
import { answerWithCode, codesUnavailable, signUp, startWithMessage } from '../support/sign-in.js';

/** The name before the address of `Name <address>`; undefined if there is none. */
const senderName = (from: string | undefined): string | undefined =>
  /^\s*"?([^<"]*[^<"\s])"?\s*</.exec(from ?? '')?.[1];

/** Whether SES takes a sender with a name, and shows it. */
export const emailSenderName: Probe = {
  name: 'email-sender',
  title: 'Email comes from the name and address in EmailFrom',
  expected: 'SES accepts `Name <address>`, the code signs in, and the mail program shows the name.',
  local: 'Accepts it; the outbox shows the sender in "from".',
  remedy:
    'AccessDenied in the log of CreateAuthChallenge: the condition on ses:FromAddress sees another value. Report it, and set EmailFrom to the address alone.',
  scope: 'stack',
  asksForCodes: true,
  effects: 'creates and deletes one user; sends one email to your address',
  inapplicable(stack, addresses) {
    if (!sendsEmail(stack)) return 'the stack sends no email';
    if (senderName(stack.parameters['EmailFrom']) === undefined) return 'EmailFrom is an address without a name';
    return codesUnavailable(stack, addresses) ?? (addresses.email === undefined ? 'needs --email' : undefined);
  },
  async run(context) {
    const name = senderName(context.stack.parameters['EmailFrom']) as string;
    await signInAt(context, context.addresses.email as string);
    const shown = await context.ask(`  Which sender does your mail program show? [${name}] `);
    if (shown === undefined) throw new NotRun('no answer which sender the mail program shows');
    return compare(shown.includes(name), shown.includes(name) ? 'the name is shown' : `it shows "${shown}"`);
  },
};

/** Whether End User Messaging sends without an origination identity. */
export const messagingWithoutOrigination: Probe = {
  name: 'sms-without-origin',
  title: 'AWS End User Messaging chooses the sender of an SMS',
  expected: 'Without an origination identity the SMS is accepted and arrives.',
  local: 'Accepts it.',
  remedy:
    'Set SmsOriginationNumber, SmsOriginationIdentity or SmsSenderId to one of your account (docs/operations.md#senders).',
  scope: 'stack',
  asksForCodes: true,
  effects: 'creates and deletes one user; sends one SMS to your phone',
  inapplicable(stack, addresses) {
    const { SmsVia, SmsOriginationNumber, SmsOriginationIdentity, SmsOriginByCountry, SmsSenderId } = stack.parameters;
    if (!sendsSms(stack) || !SmsVia?.startsWith('end-user-messaging'))
      return 'SMS are not sent with AWS End User Messaging';
    if (SmsOriginationNumber || SmsOriginationIdentity || SmsOriginByCountry || SmsSenderId) {
      return 'the stack names the sender of SMS';
    }
    return codesUnavailable(stack, addresses) ?? (addresses.phone === undefined ? 'needs --phone' : undefined);
  },
  async run(context) {
    try {
      await signInAt(context, context.addresses.phone as string);
    } catch (error) {
      const isRefused = error instanceof NotSent && (error.reason === 'send_failed' || error.reason === 'unsupported');
      if (!isRefused) throw error;
      return compare(false, `the message was not accepted: ${error.reason}`);
    }
    return compare(true, 'the SMS arrived');
  },
};

async function signInAt(context: ProbeContext, address: string): Promise<void> {
  await signUp(context, address);
  await answerWithCode(context, await startWithMessage(context, address), address);
}
