import { OtpError } from '../contracts/errors.js';

/** Reads JWTs without verifying them. */

/** Claims of a JWT, not verified: good for display and for planning a refresh, not for authorization. */
export type Claims = Readonly<Record<string, unknown>>;

/** In characters. Tokens travel in HTTP headers, which servers limit to a few kilobytes. */
const MAX_PAYLOAD_LENGTH = 1e5;

/** Decodes the claims. @throws {OtpError} `bad_response` if it is not a JWT with an expiry (`exp`) after its issue time (`iat`). */
export function claimsOf(jwt: unknown): Claims & { exp: number; iat: number } {
  try {
    const payload = `${jwt}`.split('.')[1]!;
    // Decoding a megabyte would block the page.
    const bytes = atob(payload.length > MAX_PAYLOAD_LENGTH ? '' : payload.replace(/-/g, '+').replace(/_/g, '/'));
    const claims = JSON.parse(new TextDecoder().decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0))));
    if (claims.exp > claims.iat) return Object.freeze(claims);
  } catch {
    // Reported below.
  }
  throw new OtpError('bad_response', 'JWT');
}
