import { createOtpClient } from '@cognito-otp/client';

/** Opens a sign-in with a one-time code in the form that all clients of the benchmark share. */
export function open({ userPoolId, clientId, endpoint, username = 'ada@example.com', signUp = 'off' }) {
  const client = createOtpClient({ userPoolId, clientId, endpoint, signUp });
  const identifier = username.includes('@') ? { email: username } : { phone: username };
  return {
    start: async () => (await client.start(identifier)).step === 'code',
    submit: (code) => client.submit(code),
    tokens: () => client.getTokens(),
    signOut: () => client.signOut(),
  };
}
