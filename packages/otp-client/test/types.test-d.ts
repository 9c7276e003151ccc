import { awsCredentials } from '../src/aws-credentials.js';
import { fetchWithAuth } from '../src/fetch-with-auth.js';
import { createOtpClient, OtpError, type OtpErrorCode, type OtpState, type StorageAdapter } from '../src/index.js';
import { rememberedDevice, withPassword } from '../src/password.js';

/** Checked by the compiler and never run: what has to compile, and under `@ts-expect-error` what must not. */

const client = createOtpClient({ userPoolId: 'eu-central-1_P', clientId: 'c' });

// An option is given, or left out; a wrong one is no option.
createOtpClient({ userPoolId: 'eu-central-1_P', clientId: 'c', persistence: 'session', flow: 'native', signUp: 'off' });
// @ts-expect-error without an app client there is nobody to ask
createOtpClient({ userPoolId: 'eu-central-1_P' });
// @ts-expect-error a misspelt option
createOtpClient({ userPoolId: 'eu-central-1_P', clientId: 'c', persistance: 'local' });
// @ts-expect-error not one of the choices
createOtpClient({ userPoolId: 'eu-central-1_P', clientId: 'c', signUp: 'always' });
// @ts-expect-error half a storage
createOtpClient({ userPoolId: 'eu-central-1_P', clientId: 'c', storage: { getItem: () => null } });
// @ts-expect-error metadata is text
createOtpClient({ userPoolId: 'eu-central-1_P', clientId: 'c', clientMetadata: { page: 1 } });

// Storage may answer at once or later.
export const later: StorageAdapter = {
  getItem: async () => null,
  setItem: async () => {},
  removeItem: () => {},
};

// One identifier, of one kind.
client.start({ phone: '+447700900123' });
client.start({ email: 'a@example.com' }, { firstFactor: withPassword('secret'), signal: AbortSignal.timeout(1) });
// What begins a sign-in and what only ends one are told apart.
client.submit('012345', { afterCode: rememberedDevice });
// @ts-expect-error it can't begin one
client.start({ phone: '+447700900123' }, { firstFactor: rememberedDevice });
// @ts-expect-error neither
client.start({});
// @ts-expect-error a bare string could be either
client.start('+447700900123');
// @ts-expect-error a code keeps its leading zeros: it is text
client.submit(123456);
// @ts-expect-error no such channel
client.resend({ channel: 'telephone' });

// The snapshot is read by its step, and never written.
export function show(state: OtpState): string {
  // @ts-expect-error only while a code is awaited
  state.delivery;
  // @ts-expect-error only who is signed in has claims
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
      // A step that is missing above makes this fail.
      const nothing: never = state;
      return nothing;
    }
  }
}

export function spoil(state: OtpState): void {
  // @ts-expect-error frozen
  state.step = 'code';
  // @ts-expect-error frozen all the way down
  if (state.step === 'code') state.delivery.attemptsLeft = 99;
}

// Tokens come by asking; no snapshot and no session has them.
export const token: Promise<string> = client.getTokens().then(({ accessToken }) => accessToken);
// @ts-expect-error
client.session?.accessToken;
// @ts-expect-error
client.session?.user.refreshToken;
// @ts-expect-error null has to be thought of
client.session.user;

// Codes are a closed union: a table of texts has to have each, and can have no other.
type Texts = Record<OtpErrorCode, string>;
// @ts-expect-error texts are missing
export const few: Texts = { wrong_code: 'Wrong' };
export const isWrong = (error: unknown) => error instanceof OtpError && error.code === 'wrong_code';
// @ts-expect-error no such code
export const isNothing = (error: OtpError) => error.code === 'wrong_password';

// Where tokens may go is said, always.
fetchWithAuth(client, { origins: ['https://api.example.com'] });
// @ts-expect-error to everybody?
fetchWithAuth(client);
// @ts-expect-error
fetchWithAuth(client, { origins: 'https://api.example.com' });
// @ts-expect-error which identity pool?
awsCredentials(client, {});
