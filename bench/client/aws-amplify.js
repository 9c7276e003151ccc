import { Amplify } from 'aws-amplify';
import { confirmSignIn, fetchAuthSession, signIn, signOut } from 'aws-amplify/auth';

const username = 'somebody@example.com';

/** @returns a sign-in with a one-time code, by steps. */
export function open({ userPoolId, clientId, endpoint }) {
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
