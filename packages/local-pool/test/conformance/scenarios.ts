/**
 * The calls of each third-party client on the pools of template.ts. The local pool records them.
 */
import * as sdk from '@aws-sdk/client-cognito-identity-provider';
import type { LocalPool } from '@cognito-otp/local-pool';
import { controlLocalPool } from '@cognito-otp/local-pool/control';
import {
  AuthenticationDetails,
  CognitoUser,
  CognitoUserPool,
  type CognitoUserSession,
} from 'amazon-cognito-identity-js';
import { Amplify } from 'aws-amplify';
import * as amplify from 'aws-amplify/auth';
import { totpAt } from '../../src/model/user-pool/totp.js';
import { operatorOf } from '../support.js';
import { ANSWER, MIGRATED } from './template.js';

const FIRST = 'Correct-horse-1';
const SECOND = 'Battery-staple-2';

/** The part of a response that later calls need. */
interface Reply {
  readonly Session?: string;
  readonly ChallengeName?: string;
  readonly ChallengeParameters?: Record<string, string>;
  readonly AuthenticationResult?: sdk.AuthenticationResultType;
  readonly SecretCode?: string;
  readonly Sessions?: { readonly SessionId: string }[];
}

/** Calls operations with the AWS SDK, by their names. */
function callsWithSdk(pool: LocalPool, index: number) {
  const { userPoolId: UserPoolId, clients } = pool.pools[index]!;
  const ClientId = clients[0]!.clientId;
  const client = operatorOf(pool);
  const commands = sdk as unknown as Record<string, new (input: object) => sdk.ListUsersCommand>;
  const call = async (operation: string, input: object): Promise<Reply> =>
    (await client.send(new commands[`${operation}Command`]!(input))) as Reply;
  return {
    ids: { UserPoolId, ClientId },
    app: (operation: string, input: object = {}) => call(operation, { ClientId, ...input }),
    user: (operation: string, tokens: Reply, input: object = {}) =>
      call(operation, { AccessToken: tokens.AuthenticationResult?.AccessToken, ...input }),
    admin: (operation: string, input: object = {}) => call(operation, { UserPoolId, ...input }),
    close: () => client.destroy(),
  };
}

/** Every operation that needs no proof of a device, with the AWS SDK. */
export async function useSdk(pool: LocalPool): Promise<void> {
  const second = callsWithSdk(pool, 1);
  await useSecondFactor(second);
  second.close();
  const calls = callsWithSdk(pool, 0);
  await signUpAndIn(pool, calls);
  await administer(pool, calls);
  calls.close();
}

async function signUpAndIn(pool: LocalPool, { app, user, admin }: ReturnType<typeof callsWithSdk>): Promise<void> {
  const { nextCode, advanceClock } = controlLocalPool(pool.endpoint);
  const email = 'ann@example.com';
  const attributes = [{ Name: 'email', Value: email }];
  await app('SignUp', { Username: 'ann', Password: FIRST, UserAttributes: attributes });
  await nextCode(email);
  await app('ResendConfirmationCode', { Username: 'ann' });
  await app('ConfirmSignUp', { Username: 'ann', ConfirmationCode: await nextCode(email) });
  const start = (AuthFlow: string, more: object = {}) =>
    app('InitiateAuth', { AuthFlow, AuthParameters: { USERNAME: 'ann', ...more } });
  const respond = (started: Reply, answer: object) =>
    app('RespondToAuthChallenge', {
      ChallengeName: started.ChallengeName,
      Session: started.Session,
      ChallengeResponses: { USERNAME: 'ann', ...answer },
    });
  await respond(await start('CUSTOM_AUTH'), { ANSWER });
  const otp = await start('USER_AUTH', { PREFERRED_CHALLENGE: 'EMAIL_OTP' });
  await respond(otp, { EMAIL_OTP_CODE: await nextCode(email) });
  await respond(await start('USER_AUTH', {}), { ANSWER: 'PASSWORD', PASSWORD: FIRST });
  await app('InitiateAuth', {
    AuthFlow: 'USER_PASSWORD_AUTH',
    AuthParameters: { USERNAME: MIGRATED.name, PASSWORD: MIGRATED.password },
  });
  const tokens = await start('USER_PASSWORD_AUTH', { PASSWORD: FIRST });
  const REFRESH_TOKEN = tokens.AuthenticationResult?.RefreshToken;
  await app('InitiateAuth', { AuthFlow: 'REFRESH_TOKEN_AUTH', AuthParameters: { REFRESH_TOKEN } });
  await user('GetUser', tokens);
  await user('UpdateUserAttributes', tokens, { UserAttributes: [{ Name: 'name', Value: 'Ann' }] });
  await user('GetUserAttributeVerificationCode', tokens, { AttributeName: 'email' });
  await user('VerifyUserAttribute', tokens, { AttributeName: 'email', Code: await nextCode(email) });
  await user('DeleteUserAttributes', tokens, { UserAttributeNames: ['name'] });
  await user('ChangePassword', tokens, { PreviousPassword: FIRST, ProposedPassword: SECOND });
  await app('ForgotPassword', { Username: 'ann' });
  const ConfirmationCode = await nextCode(email);
  await app('ConfirmForgotPassword', { Username: 'ann', Password: FIRST, ConfirmationCode });
  await admin('SetUserPoolSessionConfiguration', { UserSessionTracking: 'ENABLED', TokenSession: { MaxPerUser: 20 } });
  await admin('GetUserPoolSessionConfiguration');
  const [older, newer] = [await start('USER_PASSWORD_AUTH', { PASSWORD: FIRST }), await start('CUSTOM_AUTH')];
  const current = await respond(newer, { ANSWER });
  const { Sessions = [] } = await user('ListUserSessions', older);
  await user('RevokeUserSession', current, { SessionId: Sessions.at(-1)?.SessionId });
  await app('RevokeToken', { Token: REFRESH_TOKEN });
  await user('GlobalSignOut', await start('USER_PASSWORD_AUTH', { PASSWORD: FIRST }));
  // A sign-out everywhere ends tokens of the same second, too.
  await advanceClock(2000);
  await user('DeleteUser', await start('USER_PASSWORD_AUTH', { PASSWORD: FIRST }));
}

async function administer(pool: LocalPool, { ids, app, admin }: ReturnType<typeof callsWithSdk>): Promise<void> {
  const bob = { Username: 'bob' };
  const email = [{ Name: 'email', Value: 'bob@example.com' }];
  await admin('AdminCreateUser', { ...bob, TemporaryPassword: FIRST, UserAttributes: email });
  await controlLocalPool(pool.endpoint).messages('bob@example.com');
  const AuthParameters = { USERNAME: 'bob', PASSWORD: FIRST };
  const { ClientId } = ids;
  const invited = await admin('AdminInitiateAuth', { ClientId, AuthFlow: 'ADMIN_USER_PASSWORD_AUTH', AuthParameters });
  await admin('AdminRespondToAuthChallenge', {
    ClientId,
    ChallengeName: 'NEW_PASSWORD_REQUIRED',
    Session: invited.Session,
    ChallengeResponses: { USERNAME: 'bob', NEW_PASSWORD: SECOND },
  });
  await admin('AdminGetUser', bob);
  await admin('ListUsers');
  await admin('AdminSetUserPassword', { ...bob, Password: FIRST, Permanent: true });
  await admin('AdminUpdateUserAttributes', {
    ...bob,
    UserAttributes: [...email, { Name: 'email_verified', Value: 'true' }],
  });
  await admin('AdminUpdateUserAttributes', { ...bob, UserAttributes: [{ Name: 'name', Value: 'Bob' }] });
  await admin('AdminDeleteUserAttributes', { ...bob, UserAttributeNames: ['name'] });
  for (const operation of ['AdminDisableUser', 'AdminEnableUser', 'AdminUserGlobalSignOut'])
    await admin(operation, bob);
  const GroupName = 'staff';
  await admin('CreateGroup', { GroupName });
  await admin('UpdateGroup', { GroupName, Precedence: 1 });
  await admin('GetGroup', { GroupName });
  await admin('ListGroups');
  await admin('AdminAddUserToGroup', { ...bob, GroupName });
  await admin('AdminListGroupsForUser', bob);
  await admin('ListUsersInGroup', { GroupName });
  await admin('AdminRemoveUserFromGroup', { ...bob, GroupName });
  await admin('DeleteGroup', { GroupName });
  await admin('AdminResetUserPassword', bob);
  await admin('AdminDeleteUser', bob);
  await app('SignUp', {
    Username: 'cleo',
    Password: FIRST,
    UserAttributes: [{ Name: 'email', Value: 'cleo@example.com' }],
  });
  await admin('AdminConfirmSignUp', { Username: 'cleo' });
  const { UserPoolClient } = (await admin('DescribeUserPoolClient', {
    ClientId,
  })) as sdk.DescribeUserPoolClientResponse;
  await admin('UpdateUserPoolClient', { ...UserPoolClient });
  const { UserPool = {} } = (await admin('DescribeUserPool')) as sdk.DescribeUserPoolResponse;
  const { AdminCreateUserConfig: _, ...settings } = UserPool;
  await admin('UpdateUserPool', { ...settings });
}

async function useSecondFactor({ app, user, admin }: ReturnType<typeof callsWithSdk>): Promise<void> {
  const dan = { Username: 'dan' };
  await admin('AdminCreateUser', { ...dan, MessageAction: 'SUPPRESS' });
  await admin('AdminSetUserPassword', { ...dan, Password: FIRST, Permanent: true });
  await admin('GetUserPoolMfaConfig');
  const SoftwareTokenMfaConfiguration = { Enabled: true };
  await admin('SetUserPoolMfaConfig', { MfaConfiguration: 'OPTIONAL', SoftwareTokenMfaConfiguration });
  const AuthParameters = { USERNAME: 'dan', PASSWORD: FIRST };
  const signIn = () => app('InitiateAuth', { AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters });
  const tokens = await signIn();
  const { SecretCode = '' } = await user('AssociateSoftwareToken', tokens);
  await user('VerifySoftwareToken', tokens, { UserCode: totpAt(SecretCode, Date.now()) });
  const SoftwareTokenMfaSettings = { Enabled: true, PreferredMfa: true };
  await user('SetUserMFAPreference', tokens, { SoftwareTokenMfaSettings });
  await admin('AdminSetUserMFAPreference', { ...dan, SoftwareTokenMfaSettings });
  const { Session } = await signIn();
  const done = await app('RespondToAuthChallenge', {
    ChallengeName: 'SOFTWARE_TOKEN_MFA',
    Session,
    ChallengeResponses: { USERNAME: 'dan', SOFTWARE_TOKEN_MFA_CODE: totpAt(SecretCode, Date.now() + 30_000) },
  });
  const { RefreshToken, NewDeviceMetadata } = done.AuthenticationResult ?? {};
  await app('GetTokensFromRefreshToken', { RefreshToken, DeviceKey: NewDeviceMetadata?.DeviceKey });
  await admin('AdminSetUserMFAPreference', { ...dan, SoftwareTokenMfaSettings: { Enabled: false } });
}

/** Passwords proved by SRP, a custom challenge, and devices, with amazon-cognito-identity-js. */
export async function useIdentityJs(pool: LocalPool): Promise<void> {
  const storages = pool.pools.map(() => new Map<string, string>());
  const userOf = (index: number, Username: string): CognitoUser => {
    const data = storages[index]!;
    const Storage = {
      getItem: (key: string) => data.get(key) ?? null,
      setItem: (key: string, value: string) => void data.set(key, value),
      removeItem: (key: string) => void data.delete(key),
      clear: () => data.clear(),
    };
    const { userPoolId: UserPoolId, clients } = pool.pools[index]!;
    const { endpoint } = pool;
    const Pool = new CognitoUserPool({ UserPoolId, ClientId: clients[0]!.clientId, endpoint, Storage });
    return new CognitoUser({ Username, Pool, Storage });
  };
  const signIn = (user: CognitoUser, flow: string) =>
    new Promise<CognitoUserSession>((onSuccess, onFailure) => {
      user.setAuthenticationFlowType(flow);
      const callbacks = {
        onSuccess,
        onFailure,
        customChallenge: () => user.sendCustomChallengeAnswer(ANSWER, callbacks),
      };
      const details = new AuthenticationDetails({ Username: user.getUsername(), Password: FIRST });
      user.authenticateUser(details, callbacks);
    });
  const cleo = userOf(0, 'cleo');
  await signIn(cleo, 'USER_SRP_AUTH');
  const session = await signIn(userOf(0, 'cleo'), 'CUSTOM_AUTH');
  await new Promise((resolve) => cleo.getUserAttributes(resolve));
  await new Promise((resolve) => cleo.refreshSession(session.getRefreshToken(), resolve));
  await new Promise<string>((onSuccess, onFailure) => cleo.globalSignOut({ onSuccess, onFailure }));
  const dan = userOf(1, 'dan');
  await signIn(dan, 'USER_SRP_AUTH');
  const finish = (
    run: (callbacks: { onSuccess: (value: unknown) => void; onFailure: (error: unknown) => void }) => void,
  ) => new Promise((onSuccess, onFailure) => run({ onSuccess, onFailure }));
  await finish((callbacks) => dan.setDeviceStatusRemembered(callbacks));
  await finish((callbacks) => dan.getDevice(callbacks));
  await finish((callbacks) => dan.listDevices(10, null, callbacks));
  const again = userOf(1, 'dan');
  await signIn(again, 'USER_SRP_AUTH');
  await finish((callbacks) => again.forgetDevice(callbacks));
}

/** Sign-up, each flow, attributes and passwords, with Amplify. */
export async function useAmplify(pool: LocalPool): Promise<void> {
  const { userPoolId, clients } = pool.pools[0]!;
  const ids = { userPoolId, userPoolClientId: clients[0]!.clientId, userPoolEndpoint: pool.endpoint };
  Amplify.configure({ Auth: { Cognito: { ...ids, loginWith: { username: true } } } });
  const { nextCode, advanceClock } = controlLocalPool(pool.endpoint);
  const email = 'eve@example.com';
  const username = 'eve';
  await amplify.signUp({ username, password: FIRST, options: { userAttributes: { email } } });
  await nextCode(email);
  await amplify.resendSignUpCode({ username });
  await amplify.confirmSignUp({ username, confirmationCode: await nextCode(email) });
  await amplify.signIn({ username, options: { authFlowType: 'CUSTOM_WITHOUT_SRP' } });
  await amplify.confirmSignIn({ challengeResponse: ANSWER });
  await amplify.signOut();
  await amplify.signIn({ username, options: { authFlowType: 'USER_AUTH', preferredChallenge: 'EMAIL_OTP' } });
  await amplify.confirmSignIn({ challengeResponse: await nextCode(email) });
  await amplify.signOut();
  await amplify.resetPassword({ username });
  await amplify.confirmResetPassword({ username, newPassword: SECOND, confirmationCode: await nextCode(email) });
  await amplify.signIn({ username, password: SECOND });
  await amplify.updatePassword({ oldPassword: SECOND, newPassword: FIRST });
  await amplify.updateUserAttributes({ userAttributes: { name: 'Eve' } });
  await amplify.fetchUserAttributes();
  await amplify.sendUserAttributeVerificationCode({ userAttributeKey: 'email' });
  await amplify.confirmUserAttribute({ userAttributeKey: 'email', confirmationCode: await nextCode(email) });
  await amplify.deleteUserAttributes({ userAttributeKeys: ['name'] });
  await amplify.fetchAuthSession({ forceRefresh: true });
  await amplify.signOut({ global: true });
  await advanceClock(2000);
  await amplify.signIn({ username, password: FIRST, options: { authFlowType: 'USER_PASSWORD_AUTH' } });
  await amplify.deleteUser();
}
