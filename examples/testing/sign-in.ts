/** The code under test: signs users up and in with a code by SMS. */

/** The user pool and its endpoint. */
export interface Settings {
  readonly endpoint: string;
  readonly clientId: string;
}

/** A sign-in that waits for the code. */
export interface StartedSignIn {
  readonly session: string;
  readonly phone: string;
}

async function callCognito(settings: Settings, operation: string, input: object) {
  const response = await fetch(settings.endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
    },
    body: JSON.stringify({ ClientId: settings.clientId, ...input }),
  });
  const body = await response.json();
  if (!response.ok) throw new Error(body.__type);
  return body;
}

/** Signs a user up if there is no such user, and sends a code. */
export async function startSignIn(settings: Settings, phone: string): Promise<StartedSignIn> {
  await callCognito(settings, 'SignUp', { Username: phone }).catch((error: Error) => {
    if (error.message !== 'UsernameExistsException') throw error;
  });
  const AuthParameters = { USERNAME: phone, PREFERRED_CHALLENGE: 'SMS_OTP' };
  const { Session } = await callCognito(settings, 'InitiateAuth', { AuthFlow: 'USER_AUTH', AuthParameters });
  return { session: Session, phone };
}

/** Answers with the code. Resolves with the access token. */
export async function finishSignIn(
  settings: Settings,
  { session, phone }: StartedSignIn,
  code: string,
): Promise<string> {
  const { AuthenticationResult } = await callCognito(settings, 'RespondToAuthChallenge', {
    ChallengeName: 'SMS_OTP',
    Session: session,
    ChallengeResponses: { USERNAME: phone, SMS_OTP_CODE: code },
  });
  return AuthenticationResult.AccessToken;
}
