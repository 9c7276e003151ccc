import type { OtpErrorCode, OtpState } from '@cognito-otp/client';
import type { LoginHost } from '../contracts/login-host.js';
import { attempt } from '../dom/optional.js';
import { isComplete } from './new-user.js';

/**
 * What CSS and the page's own `<form>` see of the element: its custom states, its validity, and, if it has a `name`, its
 * value. The value is the user's `sub`; the ID token only if `form-value="id-token"` asks for it.
 */
export class FormInternals {
  /** `undefined` in browsers without `attachInternals`, and in a document that doesn't define the element. */
  readonly #internals: ElementInternals | undefined;
  /** Identifies the value that was set last, so that it is set once. */
  #valueKey = '';
  #tookPart = false;

  constructor(private readonly host: LoginHost) {
    try {
      this.#internals = host.attachInternals();
    } catch {
      this.#internals = undefined;
    }
  }

  /**
   * @param busy whether an answer is awaited.
   * @param errorCode the code of the error that is shown.
   */
  update(state: OtpState, busy: boolean, errorCode: OtpErrorCode | undefined): void {
    const on = {
      loading: busy || state.step === 'signing-out',
      error: errorCode !== undefined,
      locked: errorCode === 'locked' || errorCode === 'too_many_attempts',
      offline: !navigator.onLine,
      success: isComplete(this.host, state),
    };
    for (const [name, present] of Object.entries(on)) attempt(() => this.#setState(name, present), undefined);
    attempt(() => this.#updateForm(state), undefined);
  }

  /**
   * Sets or clears a custom state. Older browsers have none, or, like Chrome before version 125, accept only names with two
   * hyphens, which style sheets select by `:--name`: https://developer.mozilla.org/docs/Web/API/CustomStateSet
   */
  #setState(name: string, present: boolean): void {
    const states = this.#internals?.states;
    if (!present) states?.delete(name) || states?.delete(`--${name}`);
    else {
      try {
        states?.add(name);
      } catch {
        states?.add(`--${name}`);
      }
    }
  }

  /** Sets validity and value, if the element takes part in a form of the page, or did. */
  #updateForm(state: OtpState): void {
    const { name, required, formValue } = this.host;
    const internals = this.#internals;
    const takesPart = !!internals && (!!name || required);
    if (!internals || (!takesPart && !this.#tookPart)) return;
    this.#tookPart = takesPart;
    const user = 'user' in state && isComplete(this.host, state) ? state.user : undefined;
    const missing = required && !user ? { valueMissing: true } : {};
    const anchor = this.host.renderRoot.querySelector<HTMLElement>('input:not([type=radio])') ?? this.host;
    internals.setValidity(missing, this.host.text('title'), anchor);
    const valueKey = user ? `${formValue} ${user.sub} ${'expiresAt' in state ? state.expiresAt : ''}` : '';
    if (valueKey === this.#valueKey) return;
    this.#valueKey = valueKey;
    if (!user || formValue !== 'id-token') internals.setFormValue(user?.sub ?? null);
    else {
      this.host.getTokens().then(
        ({ idToken }) => attempt(() => internals.setFormValue(idToken), undefined),
        () => attempt(() => internals.setFormValue(null), undefined),
      );
    }
  }
}
