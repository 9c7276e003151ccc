/**
 * AWS credentials from the environment, where Lambda puts those of a function's role. The bundles use this module in place
 * of the SDK's credential provider chain (see rollup.config.js), which also reads files, SSO and metadata services that no
 * function has, and accounts for a third of their size.
 */

/**
 * Creates a credential provider. It has the signature of `defaultProvider` in `@aws-sdk/credential-provider-node`.
 *
 * @returns the provider. It throws `credentials_missing` if the environment has none.
 */
export function defaultProvider() {
  return async () => {
    const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;
    if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) throw new Error('credentials_missing');
    return {
      accessKeyId: AWS_ACCESS_KEY_ID,
      secretAccessKey: AWS_SECRET_ACCESS_KEY,
      ...(AWS_SESSION_TOKEN ? { sessionToken: AWS_SESSION_TOKEN } : {}),
    };
  };
}
