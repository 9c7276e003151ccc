/**
 * Lambda hands a function its role's credentials in the environment. The bundles put this in the place of the SDK's
 * provider chain, which also knows files, SSO and metadata services that no function has: a third of their weight.
 * Its shape is that of `@aws-sdk/credential-provider-node`.
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
