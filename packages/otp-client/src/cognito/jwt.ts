import { OtpError } from '../contracts/errors.js';

/** Claims of a JWT, unverified: good for showing a name and planning a refresh, never for deciding what somebody may do. */
export type Claims = Readonly<Record<string, unknown>>;

/** @throws {OtpError} `bad_response` where the text isn't a JWT with an end (`exp`) and an issue time (`iat`). */
export function claimsOf(jwt: unknown): Claims & { exp: number; iat: number } {
  try {
    const bytes = atob(`${jwt}`.split('.')[1]!.replace(/-/g, '+').replace(/_/g, '/'));
    const claims = JSON.parse(new TextDecoder().decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0))));
    if (claims.exp > claims.iat) return Object.freeze(claims);
  } catch {
    // Told below.
  }
  throw new OtpError('bad_response', 'JWT');
}
