import { OtpError } from '../contracts/errors.js';

/** Reads JWTs without verifying them. */

/** Claims of a JWT, not verified: good for display and for planning a refresh, not for authorization. */
export type Claims = Readonly<Record<string, unknown>>;

/** Decodes the claims. @throws {OtpError} `bad_response` if it is not a JWT with an expiry (`exp`) after its issue time (`iat`). */
export function claimsOf(jwt: unknown): Claims & { exp: number; iat: number } {
  try {
    const bytes = atob(`${jwt}`.split('.')[1]!.replace(/-/g, '+').replace(/_/g, '/'));
    const claims = JSON.parse(new TextDecoder().decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0))));
    if (claims.exp > claims.iat) return Object.freeze(claims);
  } catch {
    // Reported below.
  }
  throw new OtpError('bad_response', 'JWT');
}
