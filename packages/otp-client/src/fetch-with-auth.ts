import type { OtpClient, Tokens } from './contracts/client.js';
import { OtpError } from './contracts/errors.js';
import { hrefOf, isSafeAddress } from './validation/safe-address.js';

/** Entry `./fetch-with-auth`: a `fetch` that authenticates as the signed-in user. */

/** Options of {@link fetchWithAuth}. */
export interface FetchWithAuthOptions {
  /** The only origins that requests may go to, `https://api.example.com` for instance; http on localhost only. */
  readonly origins: readonly string[];
  /** Which token is sent. Default `access`. */
  readonly token?: 'access' | 'id';
  /** Default: the global `fetch`. */
  readonly fetcher?: typeof fetch;
}

/**
 * Returns a `fetch` that adds `Authorization: Bearer` with a fresh token. A request to any other origin is an error, and so
 * is a redirect, which could lead to one: the token goes nowhere else. A request that is answered with 401 is repeated once
 * with refreshed tokens.
 * @throws {OtpError} `configuration` at once for an invalid origin; from the returned function for an address of another
 * origin, and whatever `getTokens` throws.
 * @example
 * const api = fetchWithAuth(client, { origins: ['https://api.example.com'] });
 * const response = await api('https://api.example.com/orders');
 */
export function fetchWithAuth(
  client: Pick<OtpClient, 'getTokens'>,
  { origins, token = 'access', fetcher = fetch }: FetchWithAuthOptions,
): typeof fetch {
  for (const origin of origins) {
    if (hrefOf(origin) !== `${origin}/` || !isSafeAddress(`${origin}/`)) {
      throw new OtpError('configuration', `Invalid option "origins": expected https://host, not ${origin}.`);
    }
  }
  return async (input, init) => {
    const request = new Request(input, { redirect: 'error', ...init });
    const { origin } = new URL(request.url);
    if (!origins.includes(origin)) throw new OtpError('configuration', `"origins" does not include ${origin}.`);
    if (request.redirect === 'follow') {
      throw new OtpError('configuration', 'Invalid option "redirect": expected error or manual.');
    }
    const { signal } = request;
    const send = (copy: Request, { accessToken, idToken }: Tokens) => {
      copy.headers.set('authorization', `Bearer ${token === 'id' ? idToken : accessToken}`);
      return fetcher(copy);
    };
    const retry = request.clone();
    const tokens = await client.getTokens({ signal });
    const response = await send(request, tokens);
    if (response.status !== 401) return response;
    // Another request that was refused may have refreshed the tokens already.
    const current = await client.getTokens({ signal });
    const isNew = current.accessToken !== tokens.accessToken;
    return send(retry, isNew ? current : await client.getTokens({ signal, forceRefresh: true }));
  };
}
