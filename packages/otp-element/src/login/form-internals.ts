import type { OtpErrorCode, OtpState } from '@cognito-otp/client';
import type { CognitoOtpLogin } from '../elements/cognito-otp-login.js';

/**
 * What CSS and the page's own `<form>` see of the element: its custom states, and, where it has a `name`, a value. The
 * value is the user's `sub`; the ID token only where `form-value="id-token"` asks for it.
 */
export class FormPresence {
  readonly #internals: ElementInternals;
  #valueFor = '';
  #wasAsked = false;

  constructor(private readonly host: CognitoOtpLogin) {
    this.#internals = host.attachInternals();
  }

  update(state: OtpState, busy: boolean, problem: OtpErrorCode | null): void {
    const on = {
      loading: busy,
      error: problem !== null,
      locked: problem === 'locked' || problem === 'too_many_attempts',
      offline: !navigator.onLine,
      success: state.step === 'signed-in',
    };
    const { states } = this.#internals;
    for (const [name, present] of Object.entries(on)) present ? states.add(name) : states.delete(name);
    const { name, required, formValue } = this.host;
    const asked = !!name || required;
    if (!asked && !this.#wasAsked) return;
    this.#wasAsked = asked;
    const user = state.step === 'signed-in' ? state.user : null;
    const missing = required && !user ? { valueMissing: true } : {};
    const anchor = this.host.renderRoot.querySelector<HTMLElement>('input:not([type=radio])') ?? this.host;
    this.#internals.setValidity(missing, this.host.text('title'), anchor);
    const valueFor = user ? `${formValue} ${user.sub} ${'expiresAt' in state ? state.expiresAt : ''}` : '';
    if (valueFor === this.#valueFor) return;
    this.#valueFor = valueFor;
    if (!user || formValue !== 'id-token') this.#internals.setFormValue(user?.sub ?? null);
    else {
      this.host.getTokens().then(
        ({ idToken }) => this.#internals.setFormValue(idToken),
        () => this.#internals.setFormValue(null),
      );
    }
  }
}
