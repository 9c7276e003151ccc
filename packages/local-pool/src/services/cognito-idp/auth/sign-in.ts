// The steps that all authentication flows share: the first trigger, issuing a challenge, and issuing tokens.

import { notAuthorized } from '../../../model/errors.js';
import { confirmedDevice, trackNewDevice } from '../../../model/user-pool/devices.js';
import type { Device, User } from '../../../model/user-pool/user.js';
import type { AuthState, Subject } from '../../../model/user-pool/user-pool.js';
import { metadataField } from '../triggers/client-metadata.js';
import { preTokenGeneration } from '../triggers/pre-token-generation.js';
import { triggerAttributes } from '../triggers/trigger-attributes.js';
import { type AuthResponse, initialAuthState, type SignInContext } from './sign-in-context.js';
import { subjectRequestFields } from './subject.js';

/** Stores the state of a step and responds with its challenge. */
export function issueChallenge(
  { pool, client }: SignInContext,
  state: AuthState,
  ChallengeParameters: Readonly<Record<string, string>>,
): AuthResponse {
  return {
    ChallengeName: state.challengeName,
    Session: pool.sessions.create(state, client.sessionMinutes),
    ChallengeParameters,
  };
}

/**
 * Calls PreAuthentication, which receives ClientMetadata as `validationData`.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-authentication.html
 *
 * @throws ServiceError the errors of a trigger
 */
export async function preAuthentication(context: SignInContext, subject: Subject): Promise<void> {
  await context.triggers.run({
    pool: context.pool,
    client: context.client,
    name: 'PreAuthentication',
    source: 'PreAuthentication_Authentication',
    userName: subject.userName,
    request: { ...subjectRequestFields(context, subject), validationData: context.clientMetadata ?? null },
    response: {},
  });
}

/**
 * Ends a successful authentication: asks a known device to prove itself in pools that track devices, then calls
 * PostAuthentication and PreTokenGeneration and issues tokens.
 *
 * @param isDeviceVerified whether the device has proved itself already
 * @throws ServiceError `NotAuthorizedException` without a user; the errors of a trigger
 */
export async function completeSignIn(
  context: SignInContext,
  subject: Subject,
  isDeviceVerified = false,
): Promise<AuthResponse> {
  if (!subject.found) throw notAuthorized();
  const { pool, client } = context;
  const { user } = subject;
  const isTracked = pool.definition.devices !== undefined;
  const device = isTracked ? confirmedDevice(user, context.deviceKey) : undefined;
  if (device !== undefined && !isDeviceVerified) {
    const state = {
      ...initialAuthState(client, subject),
      challengeName: 'DEVICE_SRP_AUTH',
      deviceKey: device.key,
    };
    return issueChallenge(context, state, { USERNAME: user.username, DEVICE_KEY: device.key });
  }
  await postAuthentication(context, user, isTracked && device === undefined);
  return issueTokens(context, user, device);
}

async function postAuthentication(context: SignInContext, user: User, newDeviceUsed: boolean): Promise<void> {
  const { pool, client, triggers, clientMetadata } = context;
  await triggers.run({
    pool,
    client,
    name: 'PostAuthentication',
    source: 'PostAuthentication_Authentication',
    userName: user.username,
    request: { userAttributes: triggerAttributes(user), newDeviceUsed, ...metadataField(clientMetadata) },
    response: {},
  });
  // The trigger may have deleted or disabled the user.
  if (pool.users.find(user.username) === undefined) throw notAuthorized();
  if (!user.enabled) throw notAuthorized('User is disabled.');
}

async function issueTokens(
  { pool, client, triggers, clock, clientMetadata, requester }: SignInContext,
  user: User,
  confirmed: Device | undefined,
): Promise<AuthResponse> {
  const source = 'TokenGeneration_Authentication';
  const overrides = await preTokenGeneration(triggers, { pool, client, user, source, clientMetadata });
  const isNew = confirmed === undefined && pool.definition.devices !== undefined;
  const region = pool.definition.id.split('_')[0] ?? '';
  const device = isNew ? trackNewDevice(user, region, clock.now()) : confirmed;
  if (device !== undefined) device.lastUsedAt = clock.now();
  const { grant, refreshToken } = pool.grants.begin(user, client, {
    deviceKey: device?.key,
    requester,
    tracking: pool.sessionTracking,
  });
  const tokens = await pool.issue(user, client, grant, overrides);
  const newDevice =
    isNew && device !== undefined
      ? { NewDeviceMetadata: { DeviceKey: device.key, DeviceGroupKey: device.groupKey } }
      : {};
  return { ChallengeParameters: {}, AuthenticationResult: { ...tokens, RefreshToken: refreshToken, ...newDevice } };
}
