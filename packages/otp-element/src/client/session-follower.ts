import type { OtpClient, OtpState } from '@cognito-otp/client';
import type { ReactiveController, ReactiveElement } from '@lit/reactive-element';
import { ErrorEvent, SignedOutEvent } from '../contracts/events.js';
import { borrowClient } from './client-registry.js';

/** What an element says about the session it belongs to. */
export interface SessionHost extends ReactiveElement {
  readonly userPoolId: string;
  readonly clientId: string;
  readonly region?: string;
  readonly endpoint?: string;
  readonly persistence?: 'local' | 'session' | 'memory';
}

/** The attributes of {@link SessionHost}, for an element's `properties`. */
export const sessionProperties = {
  userPoolId: { attribute: 'user-pool-id' },
  clientId: { attribute: 'client-id' },
  region: {},
  endpoint: {},
  persistence: {},
} as const;

/** Follows the session of one pool and app client, with the client of the sign-in form on the same page if there is one. */
export class SessionFollower implements ReactiveController {
  client: OtpClient | null = null;
  /** It is set up wrongly, so that nothing is to be waited for. */
  broken = false;
  #key = '';
  #leave: (() => void) | undefined;
  #wasSignedIn = false;

  constructor(private readonly host: SessionHost) {
    host.addController(this);
  }

  get state(): OtpState | null {
    return this.client?.getState() ?? null;
  }

  hostConnected(): void {
    this.host.requestUpdate();
  }

  hostDisconnected(): void {
    this.#leave?.();
    this.#leave = undefined;
    this.client = null;
    this.#key = '';
  }

  hostUpdate(): void {
    const { host } = this;
    const { userPoolId, clientId, region, endpoint, persistence } = host;
    const base = {
      userPoolId,
      clientId,
      ...(region && { region }),
      ...(endpoint && { endpoint }),
      ...(persistence && { persistence }),
    };
    const key = JSON.stringify(base);
    if (!host.isConnected || key === this.#key) return;
    this.hostDisconnected();
    this.#key = key;
    this.broken = false;
    try {
      const { client, release } = borrowClient(base, null, this.#move);
      const stop = client.subscribe((state) => this.#follow(state));
      this.client = client;
      this.#wasSignedIn = 'user' in client.getState();
      this.#leave = () => {
        stop();
        release();
      };
    } catch (error) {
      this.broken = true;
      const message = error instanceof Error ? error.message : String(error);
      host.dispatchEvent(new ErrorEvent('configuration', message, false, null));
    }
  }

  #move = (): void => {
    this.hostDisconnected();
    this.host.requestUpdate();
  };

  #follow(state: OtpState): void {
    const signedIn = 'user' in state;
    if (this.#wasSignedIn && !signedIn) this.host.dispatchEvent(new SignedOutEvent());
    this.#wasSignedIn = signedIn;
    this.host.requestUpdate();
  }
}
