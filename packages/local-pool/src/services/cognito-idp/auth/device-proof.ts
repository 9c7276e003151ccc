import { invalidParameter, notAuthorized } from '../../../model/errors.js';
import { knownDevice } from '../../../model/user-pool/devices.js';
import { startSrp } from '../../../model/user-pool/srp.js';
import type { AuthState } from '../../../model/user-pool/user-pool.js';
import { type AuthResponse, completeSignIn, issueChallenge, type SignInContext } from './sign-in.js';

type Responses = Readonly<Record<string, string>>;

/** RespondToAuthChallenge of DEVICE_SRP_AUTH: the device begins to prove itself as a password would. */
export function startDeviceProof(signIn: SignInContext, state: AuthState, responses: Responses): AuthResponse {
  const device = state.subject.found ? knownDevice(state.subject.user, state.deviceKey) : null;
  if (device === null || device.verifier === null) throw notAuthorized();
  const clientA = responses['SRP_A'];
  if (clientA === undefined || clientA === '') throw invalidParameter('Missing required parameter SRP_A');
  const srp = startSrp(clientA, device.verifier, device.groupKey, device.key);
  return issueChallenge(
    signIn,
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

/** RespondToAuthChallenge of DEVICE_PASSWORD_VERIFIER. */
export async function finishDeviceProof(
  signIn: SignInContext,
  state: AuthState,
  responses: Responses,
): Promise<AuthResponse> {
  const { PASSWORD_CLAIM_SIGNATURE: signature, PASSWORD_CLAIM_SECRET_BLOCK: block, TIMESTAMP: timestamp } = responses;
  if (!signature || !block || !timestamp || state.srp === null) throw notAuthorized();
  if (!state.srp.proves(signature, block, timestamp)) throw notAuthorized();
  return completeSignIn({ ...signIn, deviceKey: state.deviceKey }, state.subject, true);
}
