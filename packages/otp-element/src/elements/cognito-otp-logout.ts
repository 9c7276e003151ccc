import { type PropertyValues, ReactiveElement } from '@lit/reactive-element';
import { type SessionHost, SessionObserver, sessionProperties } from '../client/session-observer.js';
import { LoginErrorEvent } from '../contracts/events.js';
import { foreignRoot } from '../dom/foreign-root.js';
import { createLanguageObserver, languageChanges } from '../dom/language-observer.js';
import { renderTree } from '../dom/render-tree.js';
import type { Child } from '../dom/tree.js';
import { loadMessages } from '../i18n/messages/languages.js';
import { nearestLanguage } from '../i18n/page-language.js';
import { css } from '../styles/css.js';

/**
 * A button that signs the user out, here and in every tab. Not rendered while no user is signed in.
 *
 * @tagname cognito-otp-logout
 * @slot - The button's text, in place of the language's own.
 * @csspart button - The button.
 * @fires {SignedOutEvent} cognito-otp-signed-out - The session ended.
 * @fires {LoginErrorEvent} cognito-otp-error - The configuration is invalid, or signing out failed.
 */
export class CognitoOtpLogout extends ReactiveElement implements SessionHost {
  static override properties = {
    ...sessionProperties,
    everywhere: { type: Boolean },
    forget: { type: Boolean },
    text: { state: true },
    busy: { state: true },
  };
  static override styles = css`:host{display:inline-block}button{font:inherit;cursor:pointer;min-block-size:24px}`;

  /**
   * The user pool's id, `<region>_<id>`.
   * @attr user-pool-id
   */
  declare userPoolId: string;
  /**
   * The app client's id.
   * @attr client-id
   */
  declare clientId: string;
  /**
   * The pool's AWS Region, if the id doesn't contain it.
   * @attr region
   */
  declare region?: string;
  /**
   * Another base URL of Cognito's API: https, or a loopback host.
   * @attr endpoint
   */
  declare endpoint?: string;
  /**
   * Where the session is stored.
   * @attr persistence
   */
  declare persistence?: 'local' | 'session' | 'memory';
  /** Signs out on all of the user's devices, not only on this one. */
  declare everywhere: boolean;
  /** Also removes the account that a form with `remember` stored on this device. */
  declare forget: boolean;
  /** @internal */
  declare text: string;
  /** @internal */
  declare busy: boolean;

  readonly #session = new SessionObserver(this);
  readonly #language = createLanguageObserver(() => void this.#loadText());

  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    return foreignRoot(this) ?? super.createRenderRoot();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.text ??= 'Sign out';
    for (const node of [this.ownerDocument.documentElement, this]) this.#language.observe(node, languageChanges);
    void this.#loadText();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#language.disconnect();
  }

  /** If the texts can't be loaded, the button keeps the text that it has. */
  async #loadText(): Promise<void> {
    const language = nearestLanguage(this);
    const messages = await loadMessages(language).catch(() => undefined);
    if (messages && language === nearestLanguage(this)) this.text = messages.signOut;
  }

  readonly #signOut = async (): Promise<void> => {
    const { client } = this.#session;
    if (!client || this.busy) return;
    this.busy = true;
    const { clientId, persistence = 'local' } = this;
    try {
      // Removed first, because a form on the page offers the remembered account as soon as the user is signed out.
      if (this.forget) {
        (await import('../client/remembered-account.js')).openRememberedAccount({ clientId, persistence }).remove();
      }
      await client.signOut({ everywhere: this.everywhere });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.dispatchEvent(new LoginErrorEvent('unexpected', message, true, null));
    }
    this.busy = false;
  };

  protected override update(changed: PropertyValues): void {
    super.update(changed);
    const { state } = this.#session;
    const button: Child = [
      'button',
      { part: 'button', type: 'button', 'aria-busy': `${!!this.busy}`, onclick: this.#signOut },
      ['slot', {}, this.text],
    ];
    renderTree(this.renderRoot as ShadowRoot, [state && 'user' in state && button]);
  }
}
