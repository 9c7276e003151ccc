import { createOtpClient } from '@cognito-otp/client';

const identifier = { email: 'somebody@example.com' };

/** @returns a sign-in with a one-time code, by steps. */
export function open({ userPoolId, clientId, endpoint }) {
  const client = createOtpClient({ userPoolId, clientId, endpoint, signUp: 'off' });
  return {
    start: async () => (await client.start(identifier)).step === 'code',
    submit: (code) => client.submit(code),
    tokens: () => client.getTokens(),
    signOut: () => client.signOut(),
  };
}
