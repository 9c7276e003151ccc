import type { StepView } from '../contracts/step-view.js';
import type { WaitingModel, WaitingReason } from '../contracts/view-models.js';
import type { Child } from '../dom/tree.js';
import type { Messages } from '../i18n/messages/types.js';
import { CHANNEL_PATH } from './channel-icons.js';
import { counting, otherChannelButtons } from './resend-parts.js';

const CIRCLE_PATH = 'M12 3.5a8.5 8.5 0 0 1 0 17 8.5 8.5 0 0 1 0-17z';
const CLOCK_PATH = `${CIRCLE_PATH}M12 7.5V12l3 2`;
const WARNING_PATH = `${CIRCLE_PATH}M12 7.8v4.8M12 16.2h.01`;

type TextKey = Exclude<keyof Messages, 'triesLeft' | 'dir'>;

/** The heading and the main button's text for each reason. A channel's icon is shown where no other is named. */
const LOOKS: Readonly<
  Record<WaitingReason, { readonly title: TextKey; readonly action: TextKey; readonly icon?: string }>
> = {
  locked: { title: 'pausedTitle', action: 'tryAgain', icon: CLOCK_PATH },
  limited: { title: 'notYetTitle', action: 'tryAgain', icon: CLOCK_PATH },
  'send-failed': { title: 'sendFailedTitle', action: 'tryAgain', icon: WARNING_PATH },
  void: { title: 'voidTitle', action: 'resend', icon: WARNING_PATH },
  unsent: { title: 'unsentTitle', action: 'sendNow' },
  sending: { title: 'sending', action: 'sendNow' },
};

/**
 * The view in place of the code step while there is no code to enter: why that is, and the one thing to do next, which is
 * to wait or to have a code sent. An error's text takes the place of the sentence under the heading.
 */
export function waitingView(model: WaitingModel): StepView {
  const { messages, reason, channel, otherChannels, countdown, busy, captcha, error, status, quiet } = model;
  const { title, action, icon } = LOOKS[reason];
  const backKey = model.kind === 'email' ? 'changeEmail' : 'changePhone';
  return {
    name: 'waiting',
    icon: icon ?? CHANNEL_PATH[channel],
    title: messages.get(title),
    lead: [lead(model)],
    busy,
    captcha,
    error,
    status,
    quiet,
    disabled: !!countdown,
    action: countdown ? counting(messages.get('tryIn'), countdown) : [messages.get(action)],
    field: [],
    after: [
      [
        'div',
        { part: 'resend', class: 'resend' },
        ['button', { type: 'button', part: 'back', class: 'link', onclick: model.onback }, messages.get(backKey)],
        ...(countdown || busy ? [] : otherChannelButtons(messages, otherChannels, false, model.onresend)),
      ],
    ],
  };
}

/** The sentence under the heading, unless an error's text takes its place. */
function lead({ messages, reason, retryAt, countdown, error }: WaitingModel): Child {
  if (error || reason === 'sending') return undefined;
  return countdown ? messages.retry(retryAt) : messages.get('unsentLead');
}
