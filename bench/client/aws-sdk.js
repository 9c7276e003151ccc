import {
  CognitoIdentityProviderClient,
  GetTokensFromRefreshTokenCommand,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
  RevokeTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider';

/** Opens a sign-in with a one-time code in the form that all clients of the benchmark share; keeps no session. */
export function open({ userPoolId, clientId: ClientId, endpoint, username = 'ada@example.com' }) {
  const client = new CognitoIdentityProviderClient({ region: userPoolId.split('_')[0], endpoint });
  let reply;
  return {
    start: async () => {
      const AuthParameters = { USERNAME: username };
      reply = await client.send(new InitiateAuthCommand({ ClientId, AuthFlow: 'CUSTOM_AUTH', AuthParameters }));
      return reply.ChallengeName === 'CUSTOM_CHALLENGE';
    },
    submit: async (ANSWER) => {
      const { ChallengeName, Session } = reply;
      const ChallengeResponses = { USERNAME: username, ANSWER };
      reply = await client.send(
        new RespondToAuthChallengeCommand({ ClientId, ChallengeName, Session, ChallengeResponses }),
      );
    },
    tokens: () =>
      client.send(
        new GetTokensFromRefreshTokenCommand({ ClientId, RefreshToken: reply.AuthenticationResult.RefreshToken }),
      ),
    signOut: () => client.send(new RevokeTokenCommand({ ClientId, Token: reply.AuthenticationResult.RefreshToken })),
  };
}
