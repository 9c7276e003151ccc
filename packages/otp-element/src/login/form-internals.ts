import type { OtpErrorCode, OtpState } from '@cognito-otp/client';
import type { LoginHost } from '../contracts/login-host.js';

/**
 * What CSS and the page's own `<form>` see of the element: its custom states, its validity, and, if it has a `name`, its
 * value. The value is the user's `sub`; the ID token only if `form-value="id-token"` asks for it.
 */
export class FormInternals {
  readonly #internals: ElementInternals;
  /** Identifies the value that was set last, so that it is set once. */
  #valueKey = '';
  #tookPart = false;

  constructor(private readonly host: LoginHost) {
    this.#internals = host.attachInternals();
  }

  /**
   * @param busy whether an answer is awaited.
   * @param errorCode the code of the error that is shown.
   */
  update(state: OtpState, busy: boolean, errorCode: OtpErrorCode | undefined): void {
    const on = {
      loading: busy,
      error: errorCode !== undefined,
      locked: errorCode === 'locked' || errorCode === 'too_many_attempts',
      offline: !navigator.onLine,
      success: state.step === 'signed-in',
    };
    const { states } = this.#internals;
    for (const [name, present] of Object.entries(on)) present ? states.add(name) : states.delete(name);
    this.#updateForm(state);
  }

  /** Sets validity and value, if the element takes part in a form of the page, or did. */
  #updateForm(state: OtpState): void {
    const { name, required, formValue } = this.host;
    const takesPart = !!name || required;
    if (!takesPart && !this.#tookPart) return;
    this.#tookPart = takesPart;
    const user = state.step === 'signed-in' ? state.user : undefined;
    const missing = required && !user ? { valueMissing: true } : {};
    const anchor = this.host.renderRoot.querySelector<HTMLElement>('input:not([type=radio])') ?? this.host;
    this.#internals.setValidity(missing, this.host.text('title'), anchor);
    const valueKey = user ? `${formValue} ${user.sub} ${'expiresAt' in state ? state.expiresAt : ''}` : '';
    if (valueKey === this.#valueKey) return;
    this.#valueKey = valueKey;
    if (!user || formValue !== 'id-token') this.#internals.setFormValue(user?.sub ?? null);
    else {
      this.host.getTokens().then(
        ({ idToken }) => this.#internals.setFormValue(idToken),
        () => this.#internals.setFormValue(null),
      );
    }
  }
}
