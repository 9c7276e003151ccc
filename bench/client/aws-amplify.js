import { Amplify } from 'aws-amplify';
import { confirmSignIn, fetchAuthSession, signIn, signOut } from 'aws-amplify/auth';

/** Opens a sign-in with a one-time code in the form that all clients of the benchmark share. */
export function open({ userPoolId, clientId, endpoint, username = 'ada@example.com' }) {
  Amplify.configure({
    Auth: { Cognito: { userPoolId, userPoolClientId: clientId, userPoolEndpoint: endpoint } },
  });
  return {
    start: async () =>
      (await signIn({ username, options: { authFlowType: 'CUSTOM_WITHOUT_SRP' } })).nextStep.signInStep ===
      'CONFIRM_SIGN_IN_WITH_CUSTOM_CHALLENGE',
    submit: (code) => confirmSignIn({ challengeResponse: code }),
    tokens: () => fetchAuthSession(),
    signOut: () => signOut(),
  };
}
