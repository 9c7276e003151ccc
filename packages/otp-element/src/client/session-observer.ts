import { type OtpClient, type OtpClientOptions, OtpError, type OtpState } from '@cognito-otp/client';
import type { CSSResult, ReactiveController, ReactiveElement } from '@lit/reactive-element';
import { LoginErrorEvent, SignedOutEvent } from '../contracts/events.js';
import { restoreAdoptedStyles } from '../dom/adopted-styles.js';
import { acquireClient } from './client-registry.js';

/** The attributes by which a companion element says which session it belongs to. */
export interface SessionHost extends ReactiveElement {
  readonly userPoolId: string;
  readonly clientId: string;
  readonly region?: string;
  readonly endpoint?: string;
  readonly persistence?: OtpClientOptions['persistence'];
}

/** The attributes of {@link SessionHost}, for an element's static `properties`. */
export const sessionProperties = {
  userPoolId: { attribute: 'user-pool-id' },
  clientId: { attribute: 'client-id' },
  region: {},
  endpoint: {},
  persistence: {},
} as const;

/**
 * Observes the session of one user pool and app client for a companion element. Shares the client of a sign-in form on the
 * same page, if there is one.
 */
export class SessionObserver implements ReactiveController {
  client: OtpClient | undefined;
  /** Whether the configuration is invalid, so that no state is to be expected. */
  misconfigured = false;
  /** The options that the present client was acquired for. */
  #key = '';
  #release: (() => void) | undefined;
  #wasSignedIn = false;

  constructor(private readonly host: SessionHost) {
    host.addController(this);
  }

  get state(): OtpState | undefined {
    return this.client?.getState();
  }

  hostConnected(): void {
    const { shadowRoot } = this.host;
    const { elementStyles } = this.host.constructor as typeof ReactiveElement;
    if (shadowRoot) restoreAdoptedStyles(shadowRoot, elementStyles as CSSResult[]);
    this.host.requestUpdate();
  }

  hostDisconnected(): void {
    this.#release?.();
    this.#release = undefined;
    this.client = undefined;
    this.#key = '';
  }

  hostUpdate(): void {
    const { host } = this;
    const { userPoolId, clientId, region, endpoint, persistence } = host;
    const options = {
      userPoolId,
      clientId,
      ...(region && { region }),
      ...(endpoint && { endpoint }),
      ...(persistence && { persistence }),
    };
    const key = JSON.stringify(options);
    if (!host.isConnected || key === this.#key) return;
    this.hostDisconnected();
    this.#key = key;
    this.misconfigured = false;
    try {
      const { client, release } = acquireClient(options, undefined, this.#reattach);
      const unsubscribe = client.subscribe((state) => this.#onState(state));
      this.client = client;
      this.#wasSignedIn = 'user' in client.getState();
      this.#release = () => {
        unsubscribe();
        release();
      };
    } catch (error) {
      this.misconfigured = true;
      const message = error instanceof Error ? error.message : String(error);
      const code = error instanceof OtpError ? error.code : 'unexpected';
      host.dispatchEvent(new LoginErrorEvent(code, message, false, null));
    }
  }

  /** Releases the client, so that the next update acquires the one of a form that has come since. */
  readonly #reattach = (): void => {
    this.hostDisconnected();
    this.host.requestUpdate();
  };

  #onState(state: OtpState): void {
    const signedIn = 'user' in state;
    if (this.#wasSignedIn && !signedIn) this.host.dispatchEvent(new SignedOutEvent());
    this.#wasSignedIn = signedIn;
    this.host.requestUpdate();
  }
}
