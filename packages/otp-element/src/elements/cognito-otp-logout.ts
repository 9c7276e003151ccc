import { css, html, LitElement, nothing } from 'lit';
import { SessionFollower, type SessionHost, sessionProperties } from '../client/session-follower.js';
import { ErrorEvent } from '../contracts/events.js';
import { loadMessages } from '../i18n/messages/languages.js';
import { nearestLanguage } from '../i18n/page-language.js';

/**
 * A button that signs out, here and in every tab; not there while nobody is signed in.
 *
 * @tagname cognito-otp-logout
 * @slot - The button's text, if it is to be another than the language's own.
 * @csspart button - The button.
 * @fires {SignedOutEvent} cognito-otp-signed-out - The session has ended.
 * @fires {ErrorEvent} cognito-otp-error - It is set up wrongly, or could not sign out.
 */
export class CognitoOtpLogout extends LitElement implements SessionHost {
  static override properties = {
    ...sessionProperties,
    everywhere: { type: Boolean },
    text: { state: true },
    busy: { state: true },
  };
  static override styles = css`:host{display:inline-block}button{font:inherit;cursor:pointer;min-block-size:1.5rem}`;

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
   * The pool's region, where the id doesn't tell.
   * @attr region
   */
  declare region?: string;
  /**
   * Another address of Cognito's API: https, or loopback.
   * @attr endpoint
   */
  declare endpoint?: string;
  /**
   * Where the session is kept.
   * @attr persistence
   */
  declare persistence?: 'local' | 'session' | 'memory';
  /** Ends the person's sessions on all devices, not on this one alone. */
  declare everywhere: boolean;
  /** @internal */
  declare text: string;
  /** @internal */
  declare busy: boolean;

  readonly #follower = new SessionFollower(this);

  override connectedCallback(): void {
    super.connectedCallback();
    this.text ??= 'Sign out';
    loadMessages(nearestLanguage(this)).then(
      ({ signOut }) => (this.text = signOut),
      () => this.text, // the English word stays
    );
  }

  #signOut = async (): Promise<void> => {
    const { client } = this.#follower;
    if (!client || this.busy) return;
    this.busy = true;
    try {
      await client.signOut({ everywhere: this.everywhere });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.dispatchEvent(new ErrorEvent('service', message, true, null));
    }
    this.busy = false;
  };

  protected override render(): unknown {
    const { state } = this.#follower;
    return state && 'user' in state
      ? html`<button part="button" type="button" aria-busy=${!!this.busy} @click=${this.#signOut}><slot>${this.text}</slot></button>`
      : nothing;
  }
}
