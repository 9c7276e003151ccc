import { type KeyringSource, parseSecret } from '@cognito-otp/triggers';

/** The part of a reply of the extension that is used: that of Secrets Manager's `GetSecretValue`. */
interface SecretValue {
  readonly SecretString: string;
  readonly VersionId: string;
}

/**
 * Reads the secret through the AWS Parameters and Secrets Lambda Extension, a layer that caches it for all handlers of an
 * execution environment: https://docs.aws.amazon.com/secretsmanager/latest/userguide/retrieving-secrets_lambda.html
 *
 * @param port the port of the extension; 2773 by default.
 * @param sessionToken the function's `AWS_SESSION_TOKEN`, with which the extension recognizes it.
 */
export function extensionKeyring(secretId: string, port: number, sessionToken: string): KeyringSource {
  async function fetchVersion(query: Readonly<Record<string, string>>, signal: AbortSignal) {
    const url = `http://localhost:${port}/secretsmanager/get?${new URLSearchParams({ secretId, ...query })}`;
    const reply = await fetch(url, { headers: { 'X-Aws-Parameters-Secrets-Token': sessionToken }, signal });
    if (!reply.ok) return undefined;
    const { SecretString, VersionId } = (await reply.json()) as SecretValue;
    return { version: VersionId, ...parseSecret(SecretString) };
  }

  return {
    async keyring(signal, requiredVersion) {
      // Until its cache expires, the extension may return a stage as it was before a rotation: a version has no cache problem.
      const [current, previous, required] = await Promise.all([
        fetchVersion({ versionStage: 'AWSCURRENT' }, signal),
        fetchVersion({ versionStage: 'AWSPREVIOUS' }, signal),
        requiredVersion === undefined ? undefined : fetchVersion({ versionId: requiredVersion }, signal),
      ]);
      if (!current) throw new Error('secret_unavailable');
      const other = required && required.version !== current.version ? required : previous;
      const { pepper, ...first } = current;
      return { current: first, ...(other ? { previous: { version: other.version, key: other.key } } : {}), pepper };
    },
  };
}
