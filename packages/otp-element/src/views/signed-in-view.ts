import type { OtpState } from '@cognito-otp/client';
import { html } from 'lit';
import type { StepView } from '../contracts/step-view.js';
import { redirectTarget } from '../login/dispatch-events.js';
import type { ClientController } from '../login/login-controller.js';

const tick = 'M5.5 12.5l4.3 4.3 8.7-9.3';

/** Somebody is signed in: says who, leads on, and lets them leave. */
export function signedInStep(
  controller: ClientController,
  state: Extract<OtpState, { step: 'signed-in' | 'signing-out' }>,
): StepView {
  const { host, words, status, errorText } = controller;
  const { user } = state;
  const given = user.claims['name'] ?? user.claims['given_name'];
  const name =
    typeof given === 'string' && given
      ? given
      : (user.phone && controller.phone.format(user.phone)) || user.email || user.username;
  const [before, after] = words.get('successLead').split('{name}');
  const onward = redirectTarget(host);
  const busy = state.step === 'signing-out';
  return {
    name: 'signed-in',
    icon: tick,
    title: words.get('successTitle'),
    lead: [before, ['bdi', { part: 'user' }, ['b', {}, name]], after],
    busy,
    error: errorText,
    status: status.text,
    quiet: status.quiet,
    field: onward ? html`<a part="continue" class="main" href=${onward}>${words.get('continue')}</a>` : null,
    after: html`<button part="sign-out" class="second" aria-busy=${busy}>${words.get('signOut')}</button>`,
  };
}
