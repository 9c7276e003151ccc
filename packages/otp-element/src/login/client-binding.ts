import { type OtpClient, OtpError } from '@cognito-otp/client';
import { borrowClient, type Loan } from '../client/client-registry.js';
import type { CognitoOtpLogin } from '../elements/cognito-otp-login.js';

/** The client behind a form: the page's own, or one made from the attributes, which forms that say the same share. */
export class OwnClient {
  client: OtpClient | null = null;
  #madeFor: unknown[] = [];
  #loan: Loan | undefined;

  constructor(private readonly host: CognitoOtpLogin) {}

  /**
   * Takes another client when something the present one was made from has changed.
   * @param release called before the present one is given back.
   * @returns whether it did.
   * @throws {OtpError} `configuration`, when no client can be made of the attributes.
   */
  renew(release: () => void): boolean {
    const { client, userPoolId, clientId, region, endpoint, persistence, signUp, flow, storage, fetcher } = this.host;
    const from = [client, userPoolId, clientId, region, endpoint, persistence, signUp, flow, storage, fetcher];
    if (this.#madeFor.length && from.every((value, index) => value === this.#madeFor[index])) return false;
    release();
    this.release();
    this.#madeFor = from;
    this.client = client ?? this.#borrow();
    return true;
  }

  #borrow(): OtpClient {
    const { userPoolId, clientId, region, endpoint, persistence, signUp, flow, storage, fetcher, language } = this.host;
    if (!userPoolId || !clientId) {
      throw new OtpError('configuration', 'Set user-pool-id and client-id on <cognito-otp-login>.');
    }
    this.#loan = borrowClient(
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
    return this.#loan.client;
  }

  /** Gives it back; the next {@link renew} takes one anew. */
  release(): void {
    this.#loan?.release();
    this.#loan = undefined;
    this.#madeFor = [];
    this.client = null;
  }
}
