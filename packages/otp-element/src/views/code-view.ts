import type { StepView } from '../contracts/step-view.js';
import type { CodeModel } from '../contracts/view-models.js';
import type { Child, Tree } from '../dom/tree.js';

const SMS_PATH =
  'M8.5 2.8h7A1.7 1.7 0 0 1 17.2 4.5v15a1.7 1.7 0 0 1-1.7 1.7h-7a1.7 1.7 0 0 1-1.7-1.7v-15A1.7 1.7 0 0 1 8.5 2.8zM10 9.5h.01M12 9.5h.01M14 9.5h.01M11 18.2h2';
const EMAIL_PATH =
  'M5 5.5h14A1.5 1.5 0 0 1 20.5 7v10a1.5 1.5 0 0 1-1.5 1.5H5A1.5 1.5 0 0 1 3.5 17V7A1.5 1.5 0 0 1 5 5.5zM4 7l8 6 8-6';

/**
 * The second step: one field for the code, whose cells are drawn behind it, and every way to continue if no code arrives.
 */
export function codeView(model: CodeModel): StepView {
  const { messages, voided, sends, busy, captcha, error, status, quiet } = model;
  const sms = model.channel === 'sms';
  return {
    name: 'code',
    icon: sms ? SMS_PATH : EMAIL_PATH,
    title: messages.get(sms ? 'codeTitleSms' : 'codeTitleEmail'),
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
    action: messages.get(actionKey(sends, voided)),
    field: field(model),
    after: [resendLine(model), help(model)],
  };
}

function actionKey(sends: boolean, voided: boolean): 'resend' | 'sendNow' | 'verify' {
  if (!sends) return 'verify';
  return voided ? 'resend' : 'sendNow';
}

/**
 * The sentence above the field, with a space after it. The destination is isolated, so that it is read as one whole in
 * either text direction.
 */
function lead({ messages, sent, voided, length, destination }: CodeModel): Child[] {
  // A code that is void was sent: its sentence stays.
  const text = messages.fill(sent || voided ? 'codeLead' : 'unsentLead', { length });
  const [before, after] = text.split('{destination}');
  return after ? [before, ['bdi', { part: 'destination' }, ['b', {}, destination]], `${after} `] : [`${before} `];
}

function field(model: CodeModel): Child[] {
  const { messages, length, code, invalid, checking, plain, manual, ids } = model;
  const current = Math.min(code.length, length - 1);
  const cells = Array.from({ length }, (_, index) => cell(!invalid && index < code.length, index === current));
  const hint = checking ? messages.get('checking') : messages.fill(manual ? 'codeHintManual' : 'codeHint', { length });
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
    ['p', { id: `hint${ids}`, part: 'hint', class: 'hint' }, hint],
  ];
}

/** One cell behind the field; the one that the next digit goes into is marked. */
function cell(full: boolean, current: boolean): Tree {
  const part = `cell${full ? ' cell-filled' : ''}${current ? ' cell-current' : ''}`;
  return ['i', { part, class: current && 'at', 'data-full': full }];
}

/** The countdown until another message may be requested, then the button that requests it. */
function resendLine({ messages, countdown, sent, onresend }: CodeModel): Tree {
  const wait: Child = !!countdown && ['span', { part: 'countdown' }, messages.fill('wait', { time: countdown })];
  const button: Child = !countdown &&
    sent && [
      'button',
      { type: 'button', part: 'resend-button', class: 'link', onclick: () => onresend() },
      messages.get('resend'),
    ];
  return ['p', { part: 'resend', class: 'resend' }, wait, button];
}

/** What to do if no code arrives. */
function help({ messages, channel, otherChannels, countdown, onresend }: CodeModel): Tree {
  return [
    'details',
    { part: 'help' },
    ['summary', { part: 'help-title' }, messages.get('helpTitle')],
    ['p', {}, messages.get(channel === 'sms' ? 'helpSms' : 'helpEmail')],
    ...otherChannels.map(
      (other): Tree => [
        'button',
        { type: 'button', part: 'channel', class: 'link', disabled: !!countdown, onclick: () => onresend(other) },
        messages.get(other === 'sms' ? 'resendSms' : 'resendEmail'),
      ],
    ),
  ];
}
