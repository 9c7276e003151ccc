// The recorded form of a request, an event or a response: its JSON, without passwords and tokens, up to a size.

/** Longer values are not kept: 200 entries with events of several megabytes would fill the memory. */
const MAX_CHARACTERS = 32_768;

/** Members whose value is a password, a token or a secret, in requests, events and responses. */
const SECRET_MEMBERS: ReadonlySet<string> = new Set([
  'password',
  'Password',
  'PASSWORD',
  'NEW_PASSWORD',
  'TemporaryPassword',
  'PreviousPassword',
  'ProposedPassword',
  'SECRET_HASH',
  'SecretHash',
  'ClientSecret',
  'SecretCode',
  'Token',
  'AccessToken',
  'IdToken',
  'RefreshToken',
  'REFRESH_TOKEN',
  'SRP_A',
  'PASSWORD_CLAIM_SIGNATURE',
  'PASSWORD_CLAIM_SECRET_BLOCK',
  'PasswordVerifier',
]);

/** What is recorded instead of a secret. */
export const NOT_RECORDED = '(not recorded)';

/**
 * The JSON of a value, in which passwords and tokens are replaced by {@link NOT_RECORDED} and Cognito sessions are shortened.
 * A value of more than 32,768 characters is replaced by a sentence with its length.
 */
export function recordedJson(value: unknown): string {
  const text = JSON.stringify(value, replaceSecret) ?? 'null';
  if (text.length <= MAX_CHARACTERS) return text;
  return JSON.stringify(`(not recorded: ${text.length} characters of JSON)`);
}

function replaceSecret(name: string, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (SECRET_MEMBERS.has(name)) return NOT_RECORDED;
  return name === 'Session' ? `${value.slice(0, 12)}… (${value.length} characters)` : value;
}
