import { AuthenticationDetails, CognitoUser, CognitoUserPool } from 'amazon-cognito-identity-js';

const username = 'somebody@example.com';

/** @returns a sign-in with a one-time code, by steps. */
export function open({ userPoolId, clientId, endpoint }) {
  const pool = new CognitoUserPool({ UserPoolId: userPoolId, ClientId: clientId, endpoint });
  const user = new CognitoUser({ Username: username, Pool: pool });
  const details = new AuthenticationDetails({ Username: username });
  user.setAuthenticationFlowType('CUSTOM_AUTH');
  const ask = (act) =>
    new Promise((resolve, reject) => {
      act({ onSuccess: resolve, onFailure: reject, customChallenge: () => resolve('challenge') });
    });
  return {
    start: async () => (await ask((callbacks) => user.initiateAuth(details, callbacks))) === 'challenge',
    submit: (code) => ask((callbacks) => user.sendCustomChallengeAnswer(code, callbacks)),
    tokens: () =>
      new Promise((resolve, reject) => {
        user.getSession((error, session) => (error ? reject(error) : resolve(session)));
      }),
    signOut: () => user.signOut(),
  };
}
