/** Type tests: checked by the compiler and never run. Code under `@ts-expect-error` must not compile. */
import { awsCredentials } from '../src/aws-credentials.js';
import { fetchWithAuth } from '../src/fetch-with-auth.js';
import {
  createOtpClient,
  type IdentifierProblem,
  OtpError,
  type OtpErrorCode,
  type OtpState,
  type StorageAdapter,
} from '../src/index.js';
import { rememberedDevice, withPassword } from '../src/password.js';

const client = createOtpClient({ userPoolId: 'eu-central-1_P', clientId: 'c' });

// Options are optional, and an unknown or invalid option does not compile.
createOtpClient({ userPoolId: 'eu-central-1_P', clientId: 'c', persistence: 'session', flow: 'native', signUp: 'off' });
// @ts-expect-error the app client is required
createOtpClient({ userPoolId: 'eu-central-1_P' });
// @ts-expect-error a misspelled option
createOtpClient({ userPoolId: 'eu-central-1_P', clientId: 'c', persistance: 'local' });
// @ts-expect-error an unknown choice
createOtpClient({ userPoolId: 'eu-central-1_P', clientId: 'c', signUp: 'always' });
// @ts-expect-error an incomplete storage adapter
createOtpClient({ userPoolId: 'eu-central-1_P', clientId: 'c', storage: { getItem: () => null } });
// @ts-expect-error metadata values are strings
createOtpClient({ userPoolId: 'eu-central-1_P', clientId: 'c', clientMetadata: { page: 1 } });

// A storage adapter may be synchronous or asynchronous.
export const later: StorageAdapter = {
  getItem: async () => null,
  setItem: async () => {},
  removeItem: () => {},
};

// An identifier is either a phone number or an email address.
client.start({ phone: '+447700900123' });
client.start({ email: 'a@example.com' }, { firstFactor: withPassword('secret'), signal: AbortSignal.timeout(1) });
// A first factor begins a sign-in; a step after the code cannot be used as one.
client.submit('012345', { afterCode: rememberedDevice });
// @ts-expect-error not a first factor
client.start({ phone: '+447700900123' }, { firstFactor: rememberedDevice });
// @ts-expect-error neither a phone number nor an email address
client.start({});
// @ts-expect-error a string could be either
client.start('+447700900123');
// @ts-expect-error a code is a string, because a number would lose its leading zeros
client.submit(123456);
// @ts-expect-error an unknown channel
client.resend({ channel: 'telephone' });

// A snapshot is discriminated by its step and read-only.
export function show(state: OtpState): string {
  // @ts-expect-error only in the steps of the code
  state.delivery;
  // @ts-expect-error only when signed in
  state.user;
  switch (state.step) {
    case 'restoring':
    case 'identifier':
    case 'starting':
      return state.identifier && 'phone' in state.identifier ? state.identifier.phone : '';
    case 'code':
    case 'checking':
    case 'sending':
      return `${state.delivery.destination} ${state.notice ?? ''}`;
    case 'signed-in':
    case 'signing-out':
      return `${state.user.phone} ${new Date(state.expiresAt)}`;
    default: {
      // Does not compile if a step is missing above.
      const nothing: never = state;
      return nothing;
    }
  }
}

export function modify(state: OtpState): void {
  // @ts-expect-error read-only
  state.step = 'code';
  // @ts-expect-error deeply read-only
  if (state.step === 'code') state.delivery.attemptsLeft = 99;
}

// Only getTokens returns tokens; no snapshot and no session contains them.
export const token: Promise<string> = client.getTokens().then(({ accessToken }) => accessToken);
// @ts-expect-error a session has no tokens
client.session?.accessToken;
// @ts-expect-error a user has no tokens
client.session?.user.refreshToken;
// @ts-expect-error the session may be null
client.session.user;

// Error codes are a closed union: a table of texts must have every code and can have no other.
type Texts = Record<OtpErrorCode, string>;
// @ts-expect-error texts are missing
export const few: Texts = { wrong_code: 'Wrong' };
export const isWrong = (error: unknown) => error instanceof OtpError && error.code === 'wrong_code';
// @ts-expect-error an unknown error code
export const isNothing = (error: OtpError) => error.code === 'wrong_password';

// So are the reasons for which an identifier is invalid; other errors have none.
type Reasons = Record<IdentifierProblem, string>;
export const reason = (error: OtpError, texts: Reasons) => error.problem && texts[error.problem];
// @ts-expect-error an unknown reason
export const isOdd = (error: OtpError) => error.problem === 'odd';

// The origins that receive tokens must be listed.
fetchWithAuth(client, { origins: ['https://api.example.com'] });
// @ts-expect-error the origins are required
fetchWithAuth(client);
// @ts-expect-error origins is an array
fetchWithAuth(client, { origins: 'https://api.example.com' });
// @ts-expect-error the identity pool is required
awsCredentials(client, {});
