// DEVICE_SRP_AUTH and DEVICE_PASSWORD_VERIFIER: a remembered device proves itself by SRP.
// https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-device-tracking.html

import { notAuthorized } from '../../../model/errors.js';
import { confirmedDevice } from '../../../model/user-pool/devices.js';
import { startSrp } from '../../../model/user-pool/srp.js';
import type { AuthState } from '../../../model/user-pool/user-pool.js';
import { completeSignIn, issueChallenge } from './sign-in.js';
import { type AuthParameters, type AuthResponse, requireParameter, type SignInContext } from './sign-in-context.js';

/**
 * RespondToAuthChallenge with DEVICE_SRP_AUTH: begins the proof.
 *
 * @throws ServiceError `NotAuthorizedException` when the user has no such device
 */
export function startDeviceProof(context: SignInContext, state: AuthState, responses: AuthParameters): AuthResponse {
  const device = state.subject.found ? confirmedDevice(state.subject.user, state.deviceKey) : undefined;
  if (device === undefined || device.verifier === null) throw notAuthorized();
  const clientA = requireParameter(responses, 'SRP_A');
  const srp = startSrp(clientA, device.verifier, device.groupKey, device.key);
  return issueChallenge(
    context,
    { ...state, challengeName: 'DEVICE_PASSWORD_VERIFIER', srp, clientA },
    {
      SALT: srp.salt,
      SECRET_BLOCK: srp.secretBlock,
      SRP_B: srp.publicB,
      DEVICE_KEY: device.key,
      USERNAME: state.subject.userName,
    },
  );
}

/**
 * RespondToAuthChallenge with DEVICE_PASSWORD_VERIFIER: checks the proof and issues tokens.
 *
 * @throws ServiceError `NotAuthorizedException` for a wrong or incomplete proof
 */
export async function finishDeviceProof(
  context: SignInContext,
  state: AuthState,
  responses: AuthParameters,
): Promise<AuthResponse> {
  const { PASSWORD_CLAIM_SIGNATURE: signature, PASSWORD_CLAIM_SECRET_BLOCK: block, TIMESTAMP: timestamp } = responses;
  if (!signature || !block || !timestamp || state.srp === undefined) throw notAuthorized();
  if (!state.srp.proves(signature, block, timestamp)) throw notAuthorized();
  return completeSignIn({ ...context, deviceKey: state.deviceKey }, state.subject, true);
}
