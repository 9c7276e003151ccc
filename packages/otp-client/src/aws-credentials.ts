import { createCognitoCall } from './cognito/api.js';
import { claimsOf } from './cognito/jwt.js';
import type { OtpClient, Tokens } from './contracts/client.js';
import { OtpError } from './contracts/errors.js';
import { now } from './platform/clock.js';
import { checkOptions } from './validation/options.js';

export interface AwsCredentialsOptions {
  /** `<region>:<uuid>`. */
  readonly identityPoolId: string;
  /** The role to take on, where the identity pool lets the user choose among several. */
  readonly customRoleArn?: string;
  /** Another address of Cognito's identity API: https, or loopback. */
  readonly endpoint?: string;
  readonly fetcher?: typeof fetch;
}

/** What AWS SDK v3 takes as `credentials`. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** By the local clock, even a wrong one: it is what the SDK compares it with. */
  readonly expiration: Date;
  readonly identityId: string;
}

/** Credentials with less left than this are fetched anew: a request signed with them has to arrive in time. */
const MARGIN = 5 * 60_000;

/**
 * A credential provider for AWS SDK v3: the signed-in user's own, from an identity pool that trusts the user pool. Kept
 * until shortly before they end or somebody else signs in; fetched once for all who ask at the same time.
 * @throws {OtpError} `configuration` at once; from the provider what `getTokens` throws, and `not_authorized`.
 */
export function awsCredentials(
  client: Pick<OtpClient, 'getTokens' | 'session'>,
  { identityPoolId, customRoleArn, endpoint, fetcher }: AwsCredentialsOptions,
): () => Promise<AwsCredentials> {
  const [, region] = /^([\w-]+):[\w-]+$/.exec(identityPoolId) ?? [];
  if (!region) throw new OtpError('configuration', 'Invalid option "identityPoolId": expected <region>:<uuid>.');
  const pool = { userPoolId: `${region}_any`, clientId: 'any', ...(fetcher && { fetcher }) };
  // In each partition it stands beside the user pools'.
  const own = checkOptions(pool).url.replace('-idp', '-identity');
  const call = createCognitoCall(checkOptions({ ...pool, endpoint: endpoint ?? own }), 'AWSCognitoIdentityService');
  let kept: { readonly sub: string; readonly credentials: Promise<AwsCredentials>; ends: number } | undefined;

  async function ask({ idToken, accessToken, expiresAt }: Tokens): Promise<AwsCredentials> {
    const { iss, exp } = claimsOf(idToken);
    // How far the local clock is ahead: the client knows it, by the tokens' end on either clock.
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
    if (kept?.sub !== sub || kept.ends - MARGIN < now()) {
      // Under way: whoever asks meanwhile waits for these.
      const mine = { sub, credentials: ask(tokens), ends: Number.POSITIVE_INFINITY };
      kept = mine;
      mine.credentials.then(
        ({ expiration }) => {
          mine.ends = expiration.getTime();
        },
        () => {
          // Told to whoever asked; the next one tries again.
          if (kept === mine) kept = undefined;
        },
      );
    }
    const credentials = await kept.credentials;
    // A person may have signed out, or another in, while these were on their way.
    if (client.session?.user.sub !== sub) throw new OtpError('signed_out');
    return credentials;
  };
  // Else the SDK keeps a copy until its end, and signs with it after a sign-out, and for whoever signs in next.
  return Object.assign(provider, { memoized: true });
}
