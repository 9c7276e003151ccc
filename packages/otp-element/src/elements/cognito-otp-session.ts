import { css, html, LitElement } from 'lit';
import { SessionFollower, type SessionHost, sessionProperties } from '../client/session-follower.js';

/**
 * Shows who is signed in, in this tab or any other of the same site.
 *
 * @tagname cognito-otp-session
 * @slot signed-in - Shown while somebody is signed in, after their name.
 * @slot signed-out - Shown while nobody is.
 * @csspart user - The name of who is signed in.
 * @fires {SignedOutEvent} cognito-otp-signed-out - The session ended, here or in another tab.
 * @fires {ErrorEvent} cognito-otp-error - It is set up wrongly.
 */
export class CognitoOtpSession extends LitElement implements SessionHost {
  static override properties = sessionProperties;
  static override styles = css`:host{display:inline-block}[hidden]{display:none}`;

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

  readonly #follower = new SessionFollower(this);

  protected override render(): unknown {
    const { state, broken } = this.#follower;
    const user = state && 'user' in state ? state.user : null;
    const name = user?.claims['name'] ?? user?.phone ?? user?.email ?? user?.username;
    const waiting = state ? state.step === 'restoring' : !broken;
    return html`<span ?hidden=${!user}><bdi part="user">${name}</bdi> <slot name="signed-in"></slot></span><span ?hidden=${!!user || waiting}><slot name="signed-out"></slot></span>`;
  }
}
