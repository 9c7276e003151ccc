/** What the code step and the waiting view have in common: how a message is requested. */
import type { Channel } from '../contracts/view-models.js';
import type { Child, Tree } from '../dom/tree.js';
import type { MessageFormatter } from '../i18n/message-formatter.js';

/** A text with a countdown in place of `{time}`. */
export function counting(text: string, countdown: string): Child[] {
  const [before, after] = text.split('{time}');
  return [before, ['bdi', { part: 'countdown' }, countdown], after];
}

/** A button for each channel that a message may be requested over instead. */
export const otherChannelButtons = (
  messages: MessageFormatter,
  channels: readonly Channel[],
  disabled: boolean,
  onresend: (channel: Channel) => void,
): Tree[] =>
  channels.map((channel) => [
    'button',
    { type: 'button', part: 'channel', class: 'link', disabled, onclick: () => onresend(channel) },
    messages.get(channel === 'sms' ? 'resendSms' : 'resendEmail'),
  ]);
