// Access keys: issued to functions and identities, and resolved from the signature of a request.

import { createHash, randomBytes } from 'node:crypto';
import { globalArn } from '../model/arn.js';
import type { Clock } from '../model/clock.js';
import { ServiceError } from '../model/errors.js';
import type { Caller } from './caller.js';

/** Temporary AWS credentials. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** The headers of an HTTP request, in Node's form. */
export type RequestHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** The access keys that were issued. */
export interface AccessKeys {
  /** Issues credentials to a function or an identity. */
  issue(caller: Caller): Credentials;
  /**
   * The caller whose access key a request was signed with; undefined for an unsigned request. Signatures are not
   * verified. A key that was not issued here is the developer's own and allows everything, which is why the pool listens
   * on the loopback address by default.
   *
   * @throws ServiceError `ExpiredTokenException`
   */
  identifyCaller(headers: RequestHeaders): Caller | undefined;
}

/** Creates an empty list of access keys. `region` determines the partition of the developer's ARN. */
export function createAccessKeys(clock: Clock, region: string): AccessKeys {
  // A request that is signed with an unknown key comes from the developer, who is not part of the template.
  const developer: Caller = { arn: globalArn('iam', region, 'root'), functionId: undefined, statements: undefined };
  const callers = new Map<string, Caller>();
  return {
    issue(caller) {
      const credentials = {
        accessKeyId: `ASIA${createHash('sha256').update(randomBytes(16)).digest('hex').slice(0, 16).toUpperCase()}`,
        secretAccessKey: randomBytes(30).toString('base64'),
        sessionToken: randomBytes(120).toString('base64'),
      };
      callers.set(credentials.accessKeyId, caller);
      return credentials;
    },
    identifyCaller(headers) {
      const scope = credentialScope(headers);
      if (scope === undefined) return undefined;
      const caller = callers.get(scope.accessKeyId) ?? developer;
      if (caller.expiresAt !== undefined && clock.now() >= caller.expiresAt) {
        throw new ServiceError('ExpiredTokenException', 'The security token included in the request is expired', 403);
      }
      return caller;
    },
  };
}

/** Who calls which service in which Region, according to a request's signature. */
export interface CredentialScope {
  readonly accessKeyId: string;
  readonly region: string;
  readonly service: string;
}

/** Reads the credential scope of a Signature Version 4 header; undefined for an unsigned request. */
export function credentialScope(headers: RequestHeaders): CredentialScope | undefined {
  const match = /Credential=([^/,\s]+)\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request/.exec(
    String(headers['authorization'] ?? ''),
  );
  if (match === null) return undefined;
  const [, accessKeyId = '', region = '', service = ''] = match;
  return { accessKeyId, region, service };
}
