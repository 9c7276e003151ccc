import { css, type PropertyValues, ReactiveElement } from '@lit/reactive-element';
import { type SessionHost, SessionObserver, sessionProperties } from '../client/session-observer.js';
import { renderTree } from '../dom/render-tree.js';

/**
 * Shows who is signed in, in this tab or in any other tab of the same site.
 *
 * @tagname cognito-otp-session
 * @slot signed-in - Shown after the user's name while a user is signed in.
 * @slot signed-out - Shown while no user is signed in.
 * @csspart user - The name of the signed-in user.
 * @fires {SignedOutEvent} cognito-otp-signed-out - The session ended, here or in another tab.
 * @fires {LoginErrorEvent} cognito-otp-error - The configuration is invalid.
 */
export class CognitoOtpSession extends ReactiveElement implements SessionHost {
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

  readonly #session = new SessionObserver(this);

  protected override update(changed: PropertyValues): void {
    super.update(changed);
    const { state, misconfigured } = this.#session;
    const user = state && 'user' in state ? state.user : undefined;
    const name = user?.claims['name'] ?? user?.phone ?? user?.email ?? user?.username ?? '';
    const waits = state ? state.step === 'restoring' : !misconfigured;
    renderTree(this.renderRoot as ShadowRoot, [
      ['span', { hidden: !user }, ['bdi', { part: 'user' }, String(name)], ' ', ['slot', { name: 'signed-in' }]],
      ['span', { hidden: !!user || waits }, ['slot', { name: 'signed-out' }]],
    ]);
  }
}
