import type { StepView } from '../contracts/step-view.js';
import type { RememberedModel } from '../contracts/view-models.js';
import { CHANNEL_PATH } from './channel-icons.js';

/**
 * The first step for a person whom the device remembers: continue, or sign in with another account.
 */
export function rememberedView({ messages, channel, name, onforget, ...rest }: RememberedModel): StepView {
  const [before = '', after = ''] = messages.get('continueAs').split('{name}');
  return {
    ...rest,
    name: 'identifier',
    icon: CHANNEL_PATH[channel],
    title: messages.get('title'),
    lead: [messages.get(channel === 'sms' ? 'backSms' : 'backEmail')],
    field: [],
    action: [before, ['bdi', { part: 'remembered', dir: 'ltr' }, name], after],
    after: [
      [
        'div',
        { class: 'resend' },
        ['button', { type: 'button', part: 'forget', class: 'link', onclick: onforget }, messages.get('notYou')],
      ],
    ],
  };
}
