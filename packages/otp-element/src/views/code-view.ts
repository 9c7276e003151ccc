import type { OtpState } from '@cognito-otp/client';
import { html, nothing } from 'lit';
import type { StepView } from '../contracts/step-view.js';
import type { Child, Tree } from '../dom/tree.js';
import type { ClientController } from '../login/login-controller.js';

const message =
  'M8.5 2.8h7A1.7 1.7 0 0 1 17.2 4.5v15a1.7 1.7 0 0 1-1.7 1.7h-7a1.7 1.7 0 0 1-1.7-1.7v-15A1.7 1.7 0 0 1 8.5 2.8zM10 9.5h.01M12 9.5h.01M14 9.5h.01M11 18.2h2';
const letter =
  'M5 5.5h14A1.5 1.5 0 0 1 20.5 7v10a1.5 1.5 0 0 1-1.5 1.5H5A1.5 1.5 0 0 1 3.5 17V7A1.5 1.5 0 0 1 5 5.5zM4 7l8 6 8-6';

/** The second step: one field, drawn as cells by its style, and every way on for somebody whose code doesn't come. */
export function codeStep(
  controller: ClientController,
  state: Extract<OtpState, { step: 'code' | 'checking' | 'sending' }>,
): StepView {
  const { host, words, commands, countdown, errorText, status } = controller;
  const { delivery, step } = state;
  const ids = host.idSuffix;
  const length = controller.codeLength;
  const sms = delivery.channel === 'sms';
  const invalid = !!errorText && /_code$|^too_many/.test(commands.problem?.code ?? state.error?.code ?? '');
  const checking = step === 'checking';
  // A code was there and ended: the sentence above the field stays, and the way on is a new one.
  const over = /^(expired|used_up)_code$/.test(state.error?.code ?? '');
  const plain = host.codeAppearance === 'plain' || length > 8;
  const others = delivery.channels.filter((channel) => channel !== delivery.channel);
  return {
    name: 'code',
    icon: sms ? message : letter,
    title: words.get(sms ? 'codeTitleSms' : 'codeTitleEmail'),
    lead: [
      ...lead(controller, delivery.sent || over ? 'codeLead' : 'unsentLead', length),
      ' ',
      [
        'button',
        { type: 'button', part: 'back', class: 'link', onclick: () => commands.back() },
        words.get(state.identifier && 'email' in state.identifier ? 'changeEmail' : 'changePhone'),
      ],
    ],
    busy: step !== 'code',
    captcha: !delivery.sent || state.error?.code === 'captcha_required',
    error: errorText,
    status: status.text,
    quiet: status.quiet,
    action: words.get(commands.sends ? (over ? 'resend' : 'sendNow') : 'verify'),
    field: html`<label part="label" class="name" for="code${ids}">${words.get('code')}</label><div part="code" class="digits ${plain ? 'plain' : `cells n${length}`}"><div class="boxes" aria-hidden="true">${Array.from(
      { length },
      (_, index) =>
        cell(!invalid && index < commands.code.length, index === Math.min(commands.code.length, length - 1)),
    )}</div><input part="input" class="code" id="code${ids}" name="code" type="text" inputmode="numeric" autocomplete="one-time-code" enterkeyhint="done" autocapitalize="none" spellcheck="false" .value=${commands.code} ?readonly=${step !== 'code'} aria-invalid=${invalid} aria-describedby="hint${ids} error${ids}" @input=${(event: Event) => commands.typeCode(event.target as HTMLInputElement)}></div><p id="hint${ids}" part="hint" class="hint">${
      checking ? words.get('checking') : words.fill(host.noAutoSubmit ? 'codeHintManual' : 'codeHint', { length })
    }</p>`,
    after: html`<p part="resend" class="resend">${
      countdown
        ? html`<span part="countdown">${words.fill('wait', { time: countdown })}</span>`
        : delivery.sent
          ? html`<button type="button" part="resend-button" class="link" @click=${() => commands.resend()}>${words.get('resend')}</button>`
          : nothing
    }</p><details part="help"><summary part="help-title">${words.get('helpTitle')}</summary><p>${words.get(sms ? 'helpSms' : 'helpEmail')}</p>${others.map(
      (channel) =>
        html`<button type="button" part="channel" class="link" ?disabled=${!!countdown} @click=${() => commands.resend(channel)}>${words.get(channel === 'sms' ? 'resendSms' : 'resendEmail')}</button>`,
    )}</details>`,
  };
}

/** The sentence above the field, with the address set apart so that it is read as one whole in any direction. */
function lead(controller: ClientController, key: 'codeLead' | 'unsentLead', length: number): Child[] {
  const [before, after] = controller.words.fill(key, { length }).split('{destination}');
  const destination: Tree = ['bdi', { part: 'destination' }, ['b', {}, controller.destination]];
  return after ? [before, destination, after] : [before];
}

/** One box behind the field; the one the next digit falls into is marked. */
function cell(full: boolean, current: boolean): unknown {
  const part = `cell${full ? ' cell-filled' : ''}${current ? ' cell-current' : ''}`;
  return html`<i part=${part} class=${current ? 'at' : ''} ?data-full=${full}></i>`;
}
