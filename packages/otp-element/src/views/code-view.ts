import type { StepView } from '../contracts/step-view.js';
import type { CodeModel } from '../contracts/view-models.js';
import type { Child, Tree } from '../dom/tree.js';
import { CHANNEL_PATH } from './channel-icons.js';
import { counting, otherChannelButtons } from './resend-parts.js';

/**
 * The second step: one field for the code, whose cells are drawn behind it, and every way to continue if no code arrives.
 */
export function codeView(model: CodeModel): StepView {
  const { messages, channel, busy, captcha, error, status, quiet } = model;
  return {
    name: 'code',
    icon: CHANNEL_PATH[channel],
    title: messages.get(channel === 'sms' ? 'codeTitleSms' : 'codeTitleEmail'),
    lead: [
      ...lead(model),
      [
        'button',
        { type: 'button', part: 'back', class: 'link', onclick: model.onback },
        messages.get(model.kind === 'email' ? 'changeEmail' : 'changePhone'),
      ],
    ],
    busy,
    captcha,
    error,
    status,
    quiet,
    action: [messages.get('verify')],
    field: field(model),
    after: [mailboxLink(model), resendLine(model)],
  };
}

/**
 * The sentence above the field, with a space after it. The destination is isolated, so that it is read as one whole in
 * either text direction.
 */
function lead({ messages, length, destination }: CodeModel): Child[] {
  const [before, after] = messages.fill('codeLead', { length }).split('{destination}');
  return [before, ['bdi', { part: 'destination' }, ['b', {}, destination]], `${after ?? ''} `];
}

function field(model: CodeModel): Child[] {
  const { messages, length, code, invalid, checking, plain, ids } = model;
  const current = Math.min(code.length, length - 1);
  const cells = Array.from({ length }, (_, index) =>
    cell(!invalid && index < code.length, !checking && index === current),
  );
  return [
    ['label', { part: 'label', class: 'name', for: `code${ids}` }, messages.get('code')],
    [
      'div',
      { part: 'code', class: `digits ${plain ? 'plain' : `cells n${length}`}` },
      ['div', { class: 'boxes', 'aria-hidden': 'true' }, ...cells],
      [
        'input',
        {
          part: 'input',
          class: 'code',
          id: `code${ids}`,
          name: 'code',
          type: 'text',
          inputmode: 'numeric',
          autocomplete: 'one-time-code',
          enterkeyhint: 'done',
          autocapitalize: 'none',
          spellcheck: 'false',
          '.value': code,
          readonly: model.readonly,
          'aria-invalid': `${invalid}`,
          'aria-describedby': `hint${ids} error${ids}`,
          oninput: (event) => model.oninput(event.target as HTMLInputElement),
        },
      ],
    ],
    // The error replaces it visually; screen readers still read it. A style that hides it would make WebKit show both for a
    // moment.
    ['p', { id: `hint${ids}`, part: 'hint', class: 'hint', hidden: invalid }, hint(model)],
  ];
}

/** The line under the field: what is happening, what has just happened, or when the code is verified. */
function hint({ messages, checking, notice, manual, length }: CodeModel): string {
  if (checking) return messages.get('checking');
  return notice || messages.fill(manual ? 'codeHintManual' : 'codeHint', { length });
}

/** One cell behind the field; the one that the next digit goes into is marked. */
function cell(full: boolean, current: boolean): Tree {
  const part = `cell${full ? ' cell-filled' : ''}${current ? ' cell-current' : ''}`;
  return ['i', { part, class: current && 'at', 'data-full': full }];
}

/** Opens the person's mailbox in another tab, so that the code can be typed here. */
const mailboxLink = ({ messages, mailbox }: CodeModel): Child =>
  !!mailbox && [
    'p',
    { class: 'mailbox' },
    [
      'a',
      { part: 'mailbox', class: 'link', href: mailbox.url, target: '_blank', rel: 'noopener noreferrer' },
      messages.fill('openMailbox', { name: mailbox.name }),
    ],
  ];

/** What to do if no code arrives: advice, the button that sends the code again, and the other channels, in one line. */
function resendLine({ messages, channel, otherChannels, countdown, onresend }: CodeModel): Tree {
  return [
    'div',
    { part: 'resend', class: 'resend' },
    [
      'details',
      { part: 'help' },
      ['summary', { part: 'help-title' }, messages.get('helpTitle')],
      ['p', {}, messages.get(channel === 'sms' ? 'helpSms' : 'helpEmail')],
    ],
    [
      'button',
      { type: 'button', part: 'resend-button', class: 'link', disabled: !!countdown, onclick: () => onresend() },
      ...(countdown ? counting(messages.get('sendAgainIn'), countdown) : [messages.get('sendAgain')]),
    ],
    ...otherChannelButtons(messages, otherChannels, !!countdown, onresend),
  ];
}
