import { authorize } from '../../iam/authorize.js';
import type { Caller } from '../../iam/caller.js';
import { ServiceError } from '../../model/errors.js';
import { OperationInput } from '../shared/operation-input.js';
import * as account from './operations/account.js';
import { adminInitiateAuth, adminRespondToAuthChallenge } from './operations/admin-auth.js';
import * as adminUsers from './operations/admin-users.js';
import { confirmSignUp } from './operations/confirm-sign-up.js';
import * as devices from './operations/devices.js';
import { getTokensFromRefreshToken } from './operations/get-tokens-from-refresh-token.js';
import { initiateAuth } from './operations/initiate-auth.js';
import { listUsers } from './operations/list-users.js';
import { resendConfirmationCode } from './operations/resend-confirmation-code.js';
import { respondToAuthChallenge } from './operations/respond-to-auth-challenge.js';
import { signUp } from './operations/sign-up.js';
import { getUserAttributeVerificationCode, verifyUserAttribute } from './operations/verify-user-attribute.js';
import { type AdminOperation, findPool, type Operation, type OperationContext } from './request/operation.js';

/** What an app may call without AWS credentials. */
const targets: Readonly<Record<string, Operation>> = {
  ConfirmDevice: devices.confirmDevice,
  ConfirmSignUp: confirmSignUp,
  DeleteUser: account.deleteUser,
  DeleteUserAttributes: account.deleteUserAttributes,
  ForgetDevice: devices.forgetDevice,
  GetDevice: devices.getDevice,
  GetTokensFromRefreshToken: getTokensFromRefreshToken,
  GetUser: account.getUser,
  GetUserAttributeVerificationCode: getUserAttributeVerificationCode,
  GlobalSignOut: account.globalSignOut,
  InitiateAuth: initiateAuth,
  ListDevices: devices.listDevices,
  ResendConfirmationCode: resendConfirmationCode,
  RespondToAuthChallenge: respondToAuthChallenge,
  RevokeToken: account.revokeToken,
  SignUp: signUp,
  UpdateDeviceStatus: devices.updateDeviceStatus,
  UpdateUserAttributes: account.updateUserAttributes,
  VerifyUserAttribute: verifyUserAttribute,
};

/** What needs credentials and a policy that allows it on the pool. */
const adminOperations: Readonly<Record<string, AdminOperation>> = {
  AdminConfirmSignUp: adminUsers.adminConfirmSignUp,
  AdminCreateUser: adminUsers.adminCreateUser,
  AdminDeleteUser: adminUsers.adminDeleteUser,
  AdminDeleteUserAttributes: adminUsers.adminDeleteUserAttributes,
  AdminDisableUser: adminUsers.adminDisableUser,
  AdminEnableUser: adminUsers.adminEnableUser,
  AdminGetUser: adminUsers.adminGetUser,
  AdminInitiateAuth: adminInitiateAuth,
  AdminRespondToAuthChallenge: adminRespondToAuthChallenge,
  AdminSetUserPassword: adminUsers.adminSetUserPassword,
  AdminUpdateUserAttributes: adminUsers.adminUpdateUserAttributes,
  AdminUserGlobalSignOut: adminUsers.adminUserGlobalSignOut,
  ListUsers: listUsers,
};

/** Every operation there is, for documentation and error messages. */
export const operations: readonly string[] = [...Object.keys(targets), ...Object.keys(adminOperations)].sort();

/** Runs one operation of Cognito's API. `caller` is null when the request isn't signed. */
export async function callOperation(
  operation: string,
  body: Record<string, unknown>,
  context: OperationContext,
  caller: Caller | null,
): Promise<object> {
  const input = new OperationInput(body);
  const target = Object.hasOwn(targets, operation) ? targets[operation] : undefined;
  if (target !== undefined) return target(input, context);
  const admin = Object.hasOwn(adminOperations, operation) ? adminOperations[operation] : undefined;
  if (admin === undefined) {
    throw new ServiceError('UnknownOperationException', `The local pool doesn't offer ${operation}.`);
  }
  if (caller === null) throw new ServiceError('MissingAuthenticationTokenException', 'Missing Authentication Token');
  const poolId = input.text('UserPoolId', 1, 55);
  const known = context.pools.find((one) => one.definition.id === poolId);
  authorize(caller, { action: `cognito-idp:${operation}`, resources: [known?.definition.arn ?? poolId] });
  return admin(input, findPool(context, poolId), context, caller);
}
