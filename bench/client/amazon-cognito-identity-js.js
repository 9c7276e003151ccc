import { AuthenticationDetails, CognitoUser, CognitoUserPool } from 'amazon-cognito-identity-js';

/** Opens a sign-in with a one-time code in the form that all clients of the benchmark share. */
export function open({ userPoolId, clientId, endpoint, username = 'ada@example.com' }) {
  const pool = new CognitoUserPool({ UserPoolId: userPoolId, ClientId: clientId, endpoint });
  const user = new CognitoUser({ Username: username, Pool: pool });
  const details = new AuthenticationDetails({ Username: username });
  user.setAuthenticationFlowType('CUSTOM_AUTH');
  const promisify = (method) =>
    new Promise((resolve, reject) => {
      method({ onSuccess: resolve, onFailure: reject, customChallenge: () => resolve('challenge') });
    });
  return {
    start: async () => (await promisify((callbacks) => user.initiateAuth(details, callbacks))) === 'challenge',
    submit: (code) => promisify((callbacks) => user.sendCustomChallengeAnswer(code, callbacks)),
    tokens: () =>
      new Promise((resolve, reject) => {
        user.getSession((error, session) => (error ? reject(error) : resolve(session)));
      }),
    signOut: () => user.signOut(),
  };
}
