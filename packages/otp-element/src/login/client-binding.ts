import { type OtpClient, OtpError } from '@cognito-otp/client';
import { acquireClient, type ClientLease } from '../client/client-registry.js';
import type { LoginHost } from '../contracts/login-host.js';

/** The client behind a form: the page's own, or one made from the attributes, which forms with the same options share. */
export class ClientBinding {
  client: OtpClient | undefined;
  /** The options that the present client was made from. */
  #options: readonly unknown[] = [];
  #lease: ClientLease | undefined;

  constructor(private readonly host: LoginHost) {}

  /**
   * Binds another client if an option that the present one was made from has changed.
   * @param onRelease called before the present client is released.
   * @returns whether another client was bound.
   * @throws {OtpError} `configuration`, if no client can be made from the attributes.
   */
  update(onRelease: () => void): boolean {
    const { client, userPoolId, clientId, region, endpoint, persistence, signUp, flow, storage, fetcher } = this.host;
    const options = [client, userPoolId, clientId, region, endpoint, persistence, signUp, flow, storage, fetcher];
    if (this.#options.length && options.every((value, index) => value === this.#options[index])) return false;
    onRelease();
    this.release();
    this.#options = options;
    this.client = client ?? this.#acquire();
    return true;
  }

  #acquire(): OtpClient {
    const { userPoolId, clientId, region, endpoint, persistence, signUp, flow, storage, fetcher, language } = this.host;
    if (!userPoolId || !clientId) {
      throw new OtpError('configuration', 'Set user-pool-id and client-id on <cognito-otp-login>.');
    }
    this.#lease = acquireClient(
      {
        userPoolId,
        clientId,
        ...(region && { region }),
        ...(endpoint && { endpoint }),
        ...(persistence && { persistence }),
      },
      {
        locale: language,
        ...(signUp && { signUp }),
        ...(flow && { flow }),
        ...(storage && { storage }),
        ...(fetcher && { fetcher }),
      },
    );
    return this.#lease.client;
  }

  /** Releases the client; the next {@link update} binds one again. */
  release(): void {
    this.#lease?.release();
    this.#lease = undefined;
    this.#options = [];
    this.client = undefined;
  }
}
