import { createCognitoCall } from './cognito/api.js';
import * as errorCodes from './cognito/error-codes.js';
import { claimsOf } from './cognito/jwt.js';
import type { OtpClient, Tokens } from './contracts/client.js';
import { OtpError } from './contracts/errors.js';
import { now } from './platform/clock.js';
import { checkOptions } from './validation/options.js';

/** Entry `./aws-credentials`: AWS credentials for the signed-in user, from a Cognito identity pool. */

/** Options of {@link awsCredentials}. */
export interface AwsCredentialsOptions {
  /** `<region>:<uuid>`. */
  readonly identityPoolId: string;
  /** The role to assume, where the identity pool lets the user choose among several. */
  readonly customRoleArn?: string;
  /** Another address of Cognito's identity API: https, or http on localhost. */
  readonly endpoint?: string;
  /** Default: the global `fetch`. */
  readonly fetcher?: typeof fetch;
}

/** What AWS SDK v3 takes as `credentials`. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** By the local clock, even if that is wrong, because the SDK compares it with the local clock. */
  readonly expiration: Date;
  /** The user's ID in the identity pool. */
  readonly identityId: string;
}

/** Credentials that expire sooner, in ms, are fetched again: a request signed with them must arrive in time. */
const EXPIRY_MARGIN_MS = 5 * 60_000;

/**
 * Returns a credential provider for AWS SDK v3. The credentials are the signed-in user's own, from an identity pool that
 * trusts the user pool. They are cached until 5 minutes before they expire or another user signs in, and fetched once for
 * all callers that ask at the same time.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flow.html
 * @throws {OtpError} `configuration` at once; from the provider what `getTokens` throws, and `not_authorized`.
 * @example
 * const credentials = awsCredentials(client, { identityPoolId: 'eu-central-1:00000000-0000-0000-0000-000000000000' });
 * const s3 = new S3Client({ region: 'eu-central-1', credentials });
 */
export function awsCredentials(
  client: Pick<OtpClient, 'getTokens' | 'session'>,
  { identityPoolId, customRoleArn, endpoint, fetcher }: AwsCredentialsOptions,
): () => Promise<AwsCredentials> {
  const [, region] = /^([\w-]+):[\w-]+$/.exec(identityPoolId) ?? [];
  if (!region) throw new OtpError('configuration', 'Invalid option "identityPoolId": expected <region>:<uuid>.');
  const pool = { userPoolId: `${region}_any`, clientId: 'any', ...(fetcher && { fetcher }) };
  // In each AWS partition the identity API is in the same domain as the user pools' API.
  const defaultEndpoint = checkOptions(pool).url.replace('-idp', '-identity');
  const call = createCognitoCall(
    checkOptions({ ...pool, endpoint: endpoint ?? defaultEndpoint }),
    async () => errorCodes,
    'AWSCognitoIdentityService',
  );
  let cached: { readonly sub: string; readonly credentials: Promise<AwsCredentials>; expiresAt: number } | undefined;

  async function fetchCredentials({ idToken, accessToken, expiresAt }: Tokens): Promise<AwsCredentials> {
    const { iss, exp } = claimsOf(idToken);
    // How far the local clock is ahead: the client gives the tokens' expiry by the local clock, the claims by Cognito's.
    const skew = expiresAt - Math.min(exp, claimsOf(accessToken).exp) * 1000;
    const Logins = { [`${iss}`.replace(/^https?:\/\//, '')]: idToken };
    const { IdentityId } = await call('GetId', { IdentityPoolId: identityPoolId, Logins });
    const { Credentials } = await call('GetCredentialsForIdentity', {
      IdentityId,
      Logins,
      CustomRoleArn: customRoleArn,
    });
    const { AccessKeyId, SecretKey, SessionToken, Expiration } = Object(Credentials);
    if (!AccessKeyId || !SecretKey || !SessionToken || !(Expiration > 0)) throw new OtpError('bad_response');
    return {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretKey,
      sessionToken: SessionToken,
      expiration: new Date(Expiration * 1000 + skew),
      identityId: `${IdentityId}`,
    };
  }

  const provider = async () => {
    const tokens = await client.getTokens();
    const sub = `${claimsOf(tokens.idToken).sub}`;
    if (cached?.sub !== sub || cached.expiresAt - EXPIRY_MARGIN_MS < now()) {
      // During the request, other callers wait for the same credentials.
      const pending = { sub, credentials: fetchCredentials(tokens), expiresAt: Number.POSITIVE_INFINITY };
      cached = pending;
      pending.credentials.then(
        ({ expiration }) => {
          pending.expiresAt = expiration.getTime();
        },
        () => {
          // The callers get the error; the next call tries again.
          if (cached === pending) cached = undefined;
        },
      );
    }
    const credentials = await cached.credentials;
    // During the request the user may have signed out, or another user may have signed in.
    if (client.session?.user.sub !== sub) throw new OtpError('signed_out');
    return credentials;
  };
  // Without `memoized`, the SDK keeps a copy until it expires, and signs with it after a sign-out, and for the next user.
  return Object.assign(provider, { memoized: true });
}
