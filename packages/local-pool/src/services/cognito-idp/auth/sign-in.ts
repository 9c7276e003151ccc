import type { Clock } from '../../../model/clock.js';
import { invalidParameter, notAuthorized, ServiceError, userNotFound } from '../../../model/errors.js';
import { stableUuid } from '../../../model/identifiers.js';
import type { ClientDefinition } from '../../../model/stack.js';
import { knownDevice, trackNewDevice } from '../../../model/user-pool/devices.js';
import type { AuthState, Subject, UserPool } from '../../../model/user-pool/user-pool.js';
import { preTokenGeneration } from '../triggers/pre-token-generation.js';
import type { Triggers } from '../triggers/triggers.js';
import { userAttributes } from '../triggers/user-attributes.js';

/** What every step of a sign-in works with. */
export interface SignInContext {
  readonly pool: UserPool;
  readonly client: ClientDefinition;
  readonly triggers: Triggers;
  readonly clock: Clock;
  /** Of the present call; null when it carried none. */
  readonly clientMetadata: Readonly<Record<string, string>> | null;
  /** The device that the call says it comes from. */
  readonly deviceKey: string | null;
}

/** InitiateAuth's and RespondToAuthChallenge's answer. */
export interface AuthResponse {
  ChallengeName?: string;
  Session?: string;
  ChallengeParameters: Record<string, string>;
  AuthenticationResult?: Record<string, unknown>;
  AvailableChallenges?: string[];
}

/** Who the name belongs to. Nobody is an error only where the app client lets that be known. */
export function resolveSubject(pool: UserPool, client: ClientDefinition, name: string): Subject {
  const user = pool.users.find(name);
  if (user === undefined) {
    if (!client.preventUserExistenceErrors) throw userNotFound();
    return { found: false, userName: name, simulatedId: stableUuid(`${pool.definition.id}\0${name.toLowerCase()}`) };
  }
  if (!user.enabled) throw notAuthorized('User is disabled.');
  if (user.status === 'UNCONFIRMED') throw new ServiceError('UserNotConfirmedException', 'User is not confirmed.');
  if (user.status === 'RESET_REQUIRED') {
    throw new ServiceError('PasswordResetRequiredException', 'Password reset required for the user');
  }
  return { found: true, user, userName: user.username };
}

/** The USERNAME that the client sees and sends back. For nobody it has the shape of a real one. */
export const visibleUsername = (pool: UserPool, subject: Subject): string =>
  subject.found || pool.definition.usernameAttributes.length === 0 ? subject.userName : subject.simulatedId;

/** Whether a name in an answer means the subject of its session. */
export const namesSubject = (pool: UserPool, subject: Subject, name: string): boolean =>
  subject.found
    ? pool.users.find(name)?.username === subject.user.username
    : name === subject.userName || name === subject.simulatedId;

/** The part of a challenge trigger's request that says whose sign-in it is. */
export function subjectRequestFields({ client }: SignInContext, subject: Subject): Record<string, unknown> {
  return {
    userAttributes: subject.found ? userAttributes(subject.user) : {},
    ...(client.preventUserExistenceErrors ? { userNotFound: !subject.found } : {}),
  };
}

/** Gives the step behind a session string to the client. */
export function issueChallenge(
  signIn: SignInContext,
  state: AuthState,
  parameters: Record<string, string>,
): AuthResponse {
  return {
    ChallengeName: state.challengeName,
    Session: signIn.pool.sessions.create(state, signIn.client.sessionMinutes),
    ChallengeParameters: parameters,
  };
}

export async function preAuthentication(signIn: SignInContext, subject: Subject): Promise<void> {
  await signIn.triggers.run({
    pool: signIn.pool,
    client: signIn.client,
    name: 'PreAuthentication',
    source: 'PreAuthentication_Authentication',
    userName: subject.userName,
    request: { ...subjectRequestFields(signIn, subject), validationData: signIn.clientMetadata },
    response: {},
  });
}

/**
 * The end of every successful sign-in: the device proves itself, if the pool remembers devices and this one is known;
 * PostAuthentication, PreTokenGeneration, tokens.
 */
export async function completeSignIn(
  signIn: SignInContext,
  subject: Subject,
  deviceProved = false,
): Promise<AuthResponse> {
  if (!subject.found) throw notAuthorized();
  const { pool, client, triggers, clientMetadata } = signIn;
  const { user } = subject;
  const tracked = pool.definition.devices !== null;
  const device = tracked ? knownDevice(user, signIn.deviceKey) : null;
  if (device !== null && !deviceProved) {
    const state = { ...initialAuthState(client, subject), challengeName: 'DEVICE_SRP_AUTH', deviceKey: device.key };
    return issueChallenge(signIn, state, { USERNAME: user.username, DEVICE_KEY: device.key });
  }
  await triggers.run({
    pool,
    client,
    name: 'PostAuthentication',
    source: 'PostAuthentication_Authentication',
    userName: user.username,
    request: {
      userAttributes: userAttributes(user),
      newDeviceUsed: tracked && device === null,
      ...(clientMetadata === null ? {} : { clientMetadata }),
    },
    response: {},
  });
  if (pool.users.find(user.username) === undefined) throw notAuthorized();
  if (!user.enabled) throw notAuthorized('User is disabled.');
  const overrides = await preTokenGeneration(
    triggers,
    pool,
    client,
    user,
    'TokenGeneration_Authentication',
    clientMetadata,
  );
  const used = tracked
    ? (device ?? trackNewDevice(user, pool.definition.id.split('_')[0] ?? '', signIn.clock.now()))
    : null;
  if (used !== null) used.lastUsedAt = signIn.clock.now();
  const { grant, refreshToken } = pool.grants.begin(user, client, used?.key ?? null);
  const tokens = await pool.issue(user, client, grant, overrides);
  const metadata =
    used === null || device !== null
      ? {}
      : { NewDeviceMetadata: { DeviceKey: used.key, DeviceGroupKey: used.groupKey } };
  return { ChallengeParameters: {}, AuthenticationResult: { ...tokens, RefreshToken: refreshToken, ...metadata } };
}

/** A step of which nothing is known yet but whose it is. */
export const initialAuthState = (client: ClientDefinition, subject: Subject): AuthState => ({
  client,
  subject,
  flow: 'USER_AUTH',
  challengeName: '',
  history: [],
  privateParameters: {},
  metadata: null,
  srp: null,
  clientA: null,
  code: null,
  deviceKey: null,
});

export function requireAuthFlow(client: ClientDefinition, ...flows: string[]): void {
  if (!flows.some((flow) => client.authFlows.has(flow)))
    throw invalidParameter('Auth flow not enabled for this client');
}
