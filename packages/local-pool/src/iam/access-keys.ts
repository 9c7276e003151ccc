import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '../model/clock.js';
import { ServiceError } from '../model/errors.js';
import type { Caller } from './caller.js';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

const developer: Caller = { arn: 'arn:aws:iam::000000000000:root', functionId: null, statements: null };

/** Issues access keys and finds out whose a request's key is. */
export class AccessKeys {
  readonly #clock: Clock;
  readonly #callers = new Map<string, { caller: Caller; credentials: Credentials }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  issue(caller: Caller): Credentials {
    const credentials = {
      accessKeyId: `ASIA${createHash('sha256').update(randomBytes(16)).digest('hex').slice(0, 16).toUpperCase()}`,
      secretAccessKey: randomBytes(30).toString('base64'),
      sessionToken: randomBytes(120).toString('base64'),
    };
    this.#callers.set(credentials.accessKeyId, { caller, credentials });
    return credentials;
  }

  /**
   * Null: the request isn't signed. Throws ExpiredTokenException. A key that was not issued here is one of the developer's own, who stands outside the
   * template; the pool listens on loopback for that reason.
   */
  identifyCaller(headers: Readonly<Record<string, string | string[] | undefined>>): Caller | null {
    const scope = credentialScope(headers);
    if (scope === null) return null;
    const caller = this.#callers.get(scope.accessKeyId)?.caller ?? developer;
    if (caller.expiresAt !== undefined && this.#clock.now() >= caller.expiresAt) {
      throw new ServiceError('ExpiredTokenException', 'The security token included in the request is expired', 403);
    }
    return caller;
  }
}

/** The parts of a Signature Version 4 header that say who calls what. */
export function credentialScope(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): { accessKeyId: string; region: string; service: string } | null {
  const match = /Credential=([^/,\s]+)\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request/.exec(
    String(headers['authorization'] ?? ''),
  );
  return match === null ? null : { accessKeyId: match[1] ?? '', region: match[2] ?? '', service: match[3] ?? '' };
}
