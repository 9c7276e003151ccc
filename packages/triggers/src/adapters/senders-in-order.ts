/** Several providers for one channel: the next one sends if the one before has certainly not sent. */
import { type Log, loggableError, loggableWord } from '../ports/log.js';
import type { Message, Sender, SendOutcome } from '../ports/sender.js';

/**
 * Creates a sender that hands a message to the first provider and, if that has certainly not sent it, to the next one. Each
 * provider is called once at most. An unclear outcome ends the attempt, because the message may have been sent. So does a
 * refusal that concerns the recipient: someone who has opted out must not get the message from another provider.
 *
 * Only the first provider that takes feedback gets it; receipts of the others are dropped.
 *
 * @param log receives `send_handed_over` for each provider that has not sent.
 * @example
 * ```ts
 * const sms = sendersInOrder([endUserMessagingSender(options), twilioSender(otherOptions)], jsonLog);
 * ```
 */
export function sendersInOrder(providers: readonly Sender[], log: Log): Sender {
  const confirming = providers.find(({ confirm }) => confirm);
  return {
    async send(message, signal, hasTime = () => true) {
      let before: SendOutcome | undefined;
      for (const [index, provider] of providers.entries()) {
        if (before && !hasTime()) break;
        const outcome = await sendOnce(provider, message, signal, hasTime);
        if (outcome.kind === 'accepted') return provider === confirming ? outcome : { kind: 'accepted' };
        if (!mayHandOver(outcome)) return outcome;
        // Return a temporary refusal rather than a permanent one: the page then offers another attempt, which can succeed.
        before = before?.kind === 'refused' ? before : outcome;
        if (index < providers.length - 1) {
          log('send_handed_over', { provider: index + 1, why: loggableWord(outcome.why), channel: message.channel });
        }
      }
      return before ?? { kind: 'unsupported', why: 'no_sender' };
    },
    ...(confirming?.confirm ? { confirm: confirming.confirm.bind(confirming) } : {}),
  };
}

/** A provider must not throw. One that does may have sent the message before. */
function sendOnce(
  provider: Sender,
  message: Message,
  signal: AbortSignal,
  hasTime: () => boolean,
): Promise<SendOutcome> {
  return provider
    .send(message, signal, hasTime)
    .catch((error: unknown) => ({ kind: 'unclear', why: loggableError(error) }));
}

/** Whether the provider has certainly not sent the message, for a reason that another one need not have. */
function mayHandOver(outcome: Exclude<SendOutcome, { kind: 'accepted' }>): boolean {
  return outcome.kind === 'refused' || (outcome.kind === 'unsupported' && outcome.onlyHere === true);
}
