import { createOtpClient } from '@cognito-otp/client';

const identifier = { email: 'ada@example.com' };

/** Opens a sign-in with a one-time code in the form that all clients of the benchmark share. */
export function open({ userPoolId, clientId, endpoint }) {
  const client = createOtpClient({ userPoolId, clientId, endpoint, signUp: 'off' });
  return {
    start: async () => (await client.start(identifier)).step === 'code',
    submit: (code) => client.submit(code),
    tokens: () => client.getTokens(),
    signOut: () => client.signOut(),
  };
}
