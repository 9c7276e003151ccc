import type { OtpClient, Tokens } from './contracts/client.js';
import { OtpError } from './contracts/errors.js';
import { isSafeAddress } from './validation/safe-address.js';

export interface FetchWithAuthOptions {
  /** Origins that get the token, `https://api.example.com`; http only on localhost. All other addresses are refused. */
  readonly origins: readonly string[];
  /** Which token goes along. Default `access`. */
  readonly token?: 'access' | 'id';
  readonly fetcher?: typeof fetch;
}

/**
 * A `fetch` that adds `Authorization: Bearer` with a fresh token. A request to any other origin, and a redirect, which
 * could lead to one, is an error: the token goes where it was meant to go and nowhere else. A 401 is asked once more with
 * a refreshed token.
 * @throws {OtpError} `configuration` for an origin that can't be one, at once; from the returned function for an address
 * that isn't among them, and whatever `getTokens` throws.
 */
export function fetchWithAuth(
  client: Pick<OtpClient, 'getTokens'>,
  { origins, token = 'access', fetcher = fetch }: FetchWithAuthOptions,
): typeof fetch {
  for (const origin of origins) {
    if (!URL.canParse(origin) || new URL(origin).origin !== origin || !isSafeAddress(`${origin}/`)) {
      throw new OtpError('configuration', `Invalid option "origins": expected https://host, not ${origin}.`);
    }
  }
  return async (input, init) => {
    const request = new Request(input, { redirect: 'error', ...init });
    const { origin } = new URL(request.url);
    if (!origins.includes(origin))
      throw new OtpError('configuration', `Refused a request to ${origin}: it is not one of "origins".`);
    if (request.redirect === 'follow')
      throw new OtpError('configuration', 'Invalid option "redirect": expected error or manual.');
    const { signal } = request;
    const send = (copy: Request, { accessToken, idToken }: Tokens) => {
      copy.headers.set('authorization', `Bearer ${token === 'id' ? idToken : accessToken}`);
      return fetcher(copy);
    };
    const again = request.clone();
    const tokens = await client.getTokens({ signal });
    const response = await send(request, tokens);
    if (response.status !== 401) return response;
    // Refreshed meanwhile, for another request that was refused? Then these are the new ones.
    const newer = await client.getTokens({ signal });
    const isNew = newer.accessToken !== tokens.accessToken;
    return send(again, isNew ? newer : await client.getTokens({ signal, forceRefresh: true }));
  };
}
