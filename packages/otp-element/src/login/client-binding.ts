import { type OtpClient, OtpError } from '@cognito-otp/client';
import { acquireClient, type ClientLease } from '../client/client-registry.js';
import type { LoginHost } from '../contracts/login-host.js';
import type { LoginProblem } from '../contracts/login-problem.js';
import type { OptionalParts } from './optional-parts.js';

/** The APIs that every sign-in needs. Every supported browser has them. */
const REQUIRED = ['fetch', 'AbortController', 'crypto', 'TextDecoder', 'URL'] as const;

/** The client behind a form: the page's own, or one made from the attributes, which forms with the same options share. */
export class ClientBinding {
  client: OtpClient | undefined;
  /** The options that the present client was made from. */
  #options: readonly unknown[] = [];
  #lease: ClientLease | undefined;

  constructor(
    private readonly host: LoginHost,
    private readonly optional: OptionalParts,
  ) {}

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

  /**
   * The code of an error of {@link update}. If the page passed a client that does not work, the
   * error is the page's.
   */
  codeOf(error: unknown): LoginProblem['code'] {
    if (error instanceof OtpError) return error.code;
    return this.host.client ? 'configuration' : 'unexpected';
  }

  /**
   * @throws {OtpError} `unsupported_browser`, if the browser lacks an API that every sign-in needs.
   */
  #checkBrowser(): void {
    const missing = REQUIRED.find((name) => !(name in globalThis));
    if (missing && !(missing === 'fetch' && this.host.fetcher)) {
      throw new OtpError('unsupported_browser', `This browser has no ${missing}.`);
    }
  }

  #acquire(): OtpClient {
    this.#checkBrowser();
    const { userPoolId, clientId, region, endpoint, persistence, signUp, flow, storage, fetcher, language } = this.host;
    if (!userPoolId || !clientId) {
      throw new OtpError('configuration', 'Set user-pool-id and client-id on <cognito-otp-login>.');
    }
    const clientMetadata = this.optional.remembered?.clientMetadata;
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
        ...(clientMetadata && { clientMetadata }),
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
