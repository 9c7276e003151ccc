// The API of user pools: finds the operation that a request names and runs it.

import { authorize } from '../../iam/authorize.js';
import type { Caller } from '../../iam/caller.js';
import { ServiceError } from '../../model/errors.js';
import { unsupportedOperation } from '../shared/aws-protocol.js';
import { createOperationInput } from '../shared/operation-input.js';
import { adminConfirmSignUp } from './operations/admin-confirm-sign-up.js';
import { adminCreateUser } from './operations/admin-create-user.js';
import { adminDeleteUser } from './operations/admin-delete-user.js';
import { adminDeleteUserAttributes } from './operations/admin-delete-user-attributes.js';
import { adminDisableUser } from './operations/admin-disable-user.js';
import { adminEnableUser } from './operations/admin-enable-user.js';
import { adminGetUser } from './operations/admin-get-user.js';
import { adminInitiateAuth } from './operations/admin-initiate-auth.js';
import { adminRespondToAuthChallenge } from './operations/admin-respond-to-auth-challenge.js';
import { adminSetUserPassword } from './operations/admin-set-user-password.js';
import { adminUpdateUserAttributes } from './operations/admin-update-user-attributes.js';
import { adminUserGlobalSignOut } from './operations/admin-user-global-sign-out.js';
import { confirmDevice } from './operations/confirm-device.js';
import { confirmSignUp } from './operations/confirm-sign-up.js';
import { deleteUser } from './operations/delete-user.js';
import { deleteUserAttributes } from './operations/delete-user-attributes.js';
import { forgetDevice } from './operations/forget-device.js';
import { getDevice } from './operations/get-device.js';
import { getTokensFromRefreshToken } from './operations/get-tokens-from-refresh-token.js';
import { getUser } from './operations/get-user.js';
import { getUserAttributeVerificationCode } from './operations/get-user-attribute-verification-code.js';
import { globalSignOut } from './operations/global-sign-out.js';
import { initiateAuth } from './operations/initiate-auth.js';
import { listDevices } from './operations/list-devices.js';
import { listUsers } from './operations/list-users.js';
import { resendConfirmationCode } from './operations/resend-confirmation-code.js';
import { respondToAuthChallenge } from './operations/respond-to-auth-challenge.js';
import { revokeToken } from './operations/revoke-token.js';
import { signUp } from './operations/sign-up.js';
import { updateDeviceStatus } from './operations/update-device-status.js';
import { updateUserAttributes } from './operations/update-user-attributes.js';
import { verifyUserAttribute } from './operations/verify-user-attribute.js';
import { type AdminOperation, findPool, type Operation, type OperationContext } from './request/operation.js';

/** What apps call without AWS credentials. */
const operations: Readonly<Record<string, Operation>> = {
  ConfirmDevice: confirmDevice,
  ConfirmSignUp: confirmSignUp,
  DeleteUser: deleteUser,
  DeleteUserAttributes: deleteUserAttributes,
  ForgetDevice: forgetDevice,
  GetDevice: getDevice,
  GetTokensFromRefreshToken: getTokensFromRefreshToken,
  GetUser: getUser,
  GetUserAttributeVerificationCode: getUserAttributeVerificationCode,
  GlobalSignOut: globalSignOut,
  InitiateAuth: initiateAuth,
  ListDevices: listDevices,
  ResendConfirmationCode: resendConfirmationCode,
  RespondToAuthChallenge: respondToAuthChallenge,
  RevokeToken: revokeToken,
  SignUp: signUp,
  UpdateDeviceStatus: updateDeviceStatus,
  UpdateUserAttributes: updateUserAttributes,
  VerifyUserAttribute: verifyUserAttribute,
};

/** What needs AWS credentials and a policy that allows the operation on the pool. */
const adminOperations: Readonly<Record<string, AdminOperation>> = {
  AdminConfirmSignUp: adminConfirmSignUp,
  AdminCreateUser: adminCreateUser,
  AdminDeleteUser: adminDeleteUser,
  AdminDeleteUserAttributes: adminDeleteUserAttributes,
  AdminDisableUser: adminDisableUser,
  AdminEnableUser: adminEnableUser,
  AdminGetUser: adminGetUser,
  AdminInitiateAuth: adminInitiateAuth,
  AdminRespondToAuthChallenge: adminRespondToAuthChallenge,
  AdminSetUserPassword: adminSetUserPassword,
  AdminUpdateUserAttributes: adminUpdateUserAttributes,
  AdminUserGlobalSignOut: adminUserGlobalSignOut,
  ListUsers: listUsers,
};

/** The names of all operations, in alphabetical order. */
export const OPERATION_NAMES: readonly string[] = [...Object.keys(operations), ...Object.keys(adminOperations)].sort();

/**
 * Runs one operation.
 *
 * @param body the request's parameters
 * @param caller who signed the request; undefined for an unsigned one
 * @throws ServiceError `UnknownOperationException`; for administrators' operations
 * `MissingAuthenticationTokenException` or `AccessDeniedException`; the operation's own errors
 */
export async function callOperation(
  name: string,
  body: Readonly<Record<string, unknown>>,
  context: OperationContext,
  caller: Caller | undefined,
): Promise<object> {
  const input = createOperationInput(body);
  const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
  if (operation !== undefined) return operation(input, context);
  const adminOperation = Object.hasOwn(adminOperations, name) ? adminOperations[name] : undefined;
  if (adminOperation === undefined) throw unsupportedOperation(name);
  if (caller === undefined) {
    throw new ServiceError('MissingAuthenticationTokenException', 'Missing Authentication Token');
  }
  const poolId = input.text('UserPoolId', 1, 55);
  // Access is checked first, so that a caller without permission cannot find out which pools exist.
  const arn = context.pools.find(({ definition }) => definition.id === poolId)?.definition.arn ?? poolId;
  authorize(caller, { action: `cognito-idp:${name}`, resources: [arn] });
  context.countUserUpdate(name);
  return adminOperation(input, findPool(context, poolId), context);
}
