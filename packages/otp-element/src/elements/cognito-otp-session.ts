import type { OtpClient } from '@cognito-otp/client';
import { type PropertyValues, ReactiveElement } from '@lit/reactive-element';
import { type SessionHost, SessionObserver, sessionProperties } from '../client/session-observer.js';
import { LoginErrorEvent } from '../contracts/events.js';
import type { ShownList } from '../contracts/session-list.js';
import { foreignRoot } from '../dom/foreign-root.js';
import { createLanguageObserver, languageChanges } from '../dom/language-observer.js';
import { renderTree } from '../dom/render-tree.js';
import { loadMessages } from '../i18n/messages/languages.js';
import { nearestLanguage } from '../i18n/page-language.js';
import { css } from '../styles/css.js';

/**
 * Shows who is signed in, in this tab or in any other tab of the same site. With `sessions`, it also lists the user's
 * sessions on all devices, and lets the user end each of them.
 *
 * @tagname cognito-otp-session
 * @slot signed-in - Shown after the user's name while a user is signed in.
 * @slot signed-out - Shown while no user is signed in.
 * @csspart user - The name of the signed-in user.
 * @csspart sessions - The list of sessions with its heading.
 * @csspart sessions-title - The heading of the list.
 * @csspart session - One session.
 * @csspart session-device - The device of a session.
 * @csspart session-current - The mark of this device's session.
 * @csspart session-place - City and country of a session.
 * @csspart session-time - When a session was last active.
 * @csspart sessions-button - A button of the list.
 * @csspart sessions-error - The error of loading the list or ending a session.
 * @fires {SignedOutEvent} cognito-otp-signed-out - The session ended, here or in another tab.
 * @fires {LoginErrorEvent} cognito-otp-error - The configuration is invalid, or the sessions could not be loaded or ended.
 */
export class CognitoOtpSession extends ReactiveElement implements SessionHost {
  static override properties = { ...sessionProperties, sessions: { type: Boolean } };
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

  /** Lists the user's sessions on all devices, with a button that ends each. The user pool must track sessions. */
  declare sessions: boolean;

  readonly #session = new SessionObserver(this);
  readonly #language = createLanguageObserver(() => void this.#translateList());
  #list: ShownList | undefined;
  /** The client and the user that the list belongs to. */
  #listed: readonly [client: unknown, sub: unknown] | undefined;

  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    return foreignRoot(this) ?? super.createRenderRoot();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    for (const node of [this.ownerDocument.documentElement, this]) this.#language.observe(node, languageChanges);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#language.disconnect();
    this.#closeList();
  }

  protected override update(changed: PropertyValues): void {
    super.update(changed);
    const { state, misconfigured } = this.#session;
    const user = state && 'user' in state ? state.user : undefined;
    const name = user?.claims['name'] ?? user?.phone ?? user?.email ?? user?.username ?? '';
    const waits = state ? state.step === 'restoring' : !misconfigured;
    this.#followUser(user?.sub);
    const root = this.renderRoot as ShadowRoot;
    renderTree(root, [
      ['span', { hidden: !user }, ['bdi', { part: 'user' }, String(name)], ' ', ['slot', { name: 'signed-in' }]],
      ['span', { hidden: !!user || waits }, ['slot', { name: 'signed-out' }]],
      this.#list?.view(),
    ]);
    this.#list?.updated(root);
  }

  /** Creates the list of the present user's sessions if the page shows one, and closes the list of another user. */
  #followUser(sub: string | undefined): void {
    const { client } = this.#session;
    const [listedClient, listedSub] = this.#listed ?? [];
    const isWanted = this.sessions && this.isConnected && !!client && !!sub;
    if (this.#listed && !(isWanted && client === listedClient && sub === listedSub)) this.#closeList();
    if (isWanted && !this.#listed) void this.#openList(client, sub);
  }

  /** Loads the list's code, which only pages with `sessions` need. */
  async #openList(client: OtpClient, sub: string): Promise<void> {
    const listed = [client, sub] as const;
    this.#listed = listed;
    try {
      const language = nearestLanguage(this);
      const [{ SessionList }, messages] = await Promise.all([
        import('../sessions/session-list.js'),
        loadMessages(language),
      ]);
      if (this.#listed !== listed) return;
      this.#list = new SessionList(this, client, language, messages);
      this.requestUpdate();
      if (language !== nearestLanguage(this)) await this.#translateList();
    } catch {
      if (this.#listed !== listed) return;
      // The next update tries again; the `online` event causes one.
      this.#listed = undefined;
      addEventListener('online', () => this.requestUpdate(), { once: true });
      const message = 'The code of the list of sessions could not be loaded.';
      const error = new LoginErrorEvent('network', message, true, null);
      this.dispatchEvent(error);
    }
  }

  /** Shows the list in the page's present language. If its texts can't be loaded, the list stays as it is. */
  async #translateList(): Promise<void> {
    const list = this.#list;
    const language = nearestLanguage(this);
    const messages = list && (await loadMessages(language).catch(() => undefined));
    if (messages && language === nearestLanguage(this)) list?.translate(language, messages);
  }

  #closeList(): void {
    this.#list?.close();
    this.#list = undefined;
    this.#listed = undefined;
  }
}
