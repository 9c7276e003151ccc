// The API of user pools: finds the operation that a request names and runs it.

import { authorize } from '../../iam/authorize.js';
import type { Caller } from '../../iam/caller.js';
import { ServiceError, UnsupportedCall } from '../../model/errors.js';
import { createOperationInput } from '../shared/operation-input.js';
import { adminAddUserToGroup } from './operations/admin-add-user-to-group.js';
import { adminConfirmSignUp } from './operations/admin-confirm-sign-up.js';
import { adminCreateUser } from './operations/admin-create-user.js';
import { adminDeleteUser } from './operations/admin-delete-user.js';
import { adminDeleteUserAttributes } from './operations/admin-delete-user-attributes.js';
import { adminDisableUser } from './operations/admin-disable-user.js';
import { adminEnableUser } from './operations/admin-enable-user.js';
import { adminGetUser } from './operations/admin-get-user.js';
import { adminInitiateAuth } from './operations/admin-initiate-auth.js';
import { adminListGroupsForUser } from './operations/admin-list-groups-for-user.js';
import { adminRemoveUserFromGroup } from './operations/admin-remove-user-from-group.js';
import { adminResetUserPassword } from './operations/admin-reset-user-password.js';
import { adminRespondToAuthChallenge } from './operations/admin-respond-to-auth-challenge.js';
import { adminSetUserMFAPreference } from './operations/admin-set-user-mfa-preference.js';
import { adminSetUserPassword } from './operations/admin-set-user-password.js';
import { adminUpdateUserAttributes } from './operations/admin-update-user-attributes.js';
import { adminUserGlobalSignOut } from './operations/admin-user-global-sign-out.js';
import { associateSoftwareToken } from './operations/associate-software-token.js';
import { changePassword } from './operations/change-password.js';
import { confirmDevice } from './operations/confirm-device.js';
import { confirmForgotPassword } from './operations/confirm-forgot-password.js';
import { confirmSignUp } from './operations/confirm-sign-up.js';
import { createGroup } from './operations/create-group.js';
import { deleteGroup } from './operations/delete-group.js';
import { deleteUser } from './operations/delete-user.js';
import { deleteUserAttributes } from './operations/delete-user-attributes.js';
import { describeUserPool } from './operations/describe-user-pool.js';
import { describeUserPoolClient } from './operations/describe-user-pool-client.js';
import { forgetDevice } from './operations/forget-device.js';
import { forgotPassword } from './operations/forgot-password.js';
import { getDevice } from './operations/get-device.js';
import { getGroup } from './operations/get-group.js';
import { getTokensFromRefreshToken } from './operations/get-tokens-from-refresh-token.js';
import { getUser } from './operations/get-user.js';
import { getUserAttributeVerificationCode } from './operations/get-user-attribute-verification-code.js';
import { getUserPoolMfaConfig } from './operations/get-user-pool-mfa-config.js';
import { getUserPoolSessionConfiguration } from './operations/get-user-pool-session-configuration.js';
import { globalSignOut } from './operations/global-sign-out.js';
import { initiateAuth } from './operations/initiate-auth.js';
import { listDevices } from './operations/list-devices.js';
import { listGroups } from './operations/list-groups.js';
import { listUserSessions } from './operations/list-user-sessions.js';
import { listUsers } from './operations/list-users.js';
import { listUsersInGroup } from './operations/list-users-in-group.js';
import { resendConfirmationCode } from './operations/resend-confirmation-code.js';
import { respondToAuthChallenge } from './operations/respond-to-auth-challenge.js';
import { revokeToken } from './operations/revoke-token.js';
import { revokeUserSession } from './operations/revoke-user-session.js';
import { setUserMFAPreference } from './operations/set-user-mfa-preference.js';
import { setUserPoolMfaConfig } from './operations/set-user-pool-mfa-config.js';
import { setUserPoolSessionConfiguration } from './operations/set-user-pool-session-configuration.js';
import { signUp } from './operations/sign-up.js';
import { updateDeviceStatus } from './operations/update-device-status.js';
import { updateGroup } from './operations/update-group.js';
import { updateUserAttributes } from './operations/update-user-attributes.js';
import { updateUserPool } from './operations/update-user-pool.js';
import { updateUserPoolClient } from './operations/update-user-pool-client.js';
import { verifySoftwareToken } from './operations/verify-software-token.js';
import { verifyUserAttribute } from './operations/verify-user-attribute.js';
import { type AdminOperation, findPool, type Operation, type OperationContext } from './request/operation.js';

/** What apps call without AWS credentials. */
const operations: Readonly<Record<string, Operation>> = {
  AssociateSoftwareToken: associateSoftwareToken,
  ChangePassword: changePassword,
  ConfirmDevice: confirmDevice,
  ConfirmForgotPassword: confirmForgotPassword,
  ConfirmSignUp: confirmSignUp,
  DeleteUser: deleteUser,
  DeleteUserAttributes: deleteUserAttributes,
  ForgetDevice: forgetDevice,
  ForgotPassword: forgotPassword,
  GetDevice: getDevice,
  GetTokensFromRefreshToken: getTokensFromRefreshToken,
  GetUser: getUser,
  GetUserAttributeVerificationCode: getUserAttributeVerificationCode,
  GlobalSignOut: globalSignOut,
  InitiateAuth: initiateAuth,
  ListDevices: listDevices,
  ListUserSessions: listUserSessions,
  ResendConfirmationCode: resendConfirmationCode,
  RespondToAuthChallenge: respondToAuthChallenge,
  RevokeToken: revokeToken,
  RevokeUserSession: revokeUserSession,
  SetUserMFAPreference: setUserMFAPreference,
  SignUp: signUp,
  UpdateDeviceStatus: updateDeviceStatus,
  UpdateUserAttributes: updateUserAttributes,
  VerifySoftwareToken: verifySoftwareToken,
  VerifyUserAttribute: verifyUserAttribute,
};

/** What needs AWS credentials and a policy that allows the operation on the pool. */
const adminOperations: Readonly<Record<string, AdminOperation>> = {
  AdminAddUserToGroup: adminAddUserToGroup,
  AdminConfirmSignUp: adminConfirmSignUp,
  AdminCreateUser: adminCreateUser,
  AdminDeleteUser: adminDeleteUser,
  AdminDeleteUserAttributes: adminDeleteUserAttributes,
  AdminDisableUser: adminDisableUser,
  AdminEnableUser: adminEnableUser,
  AdminGetUser: adminGetUser,
  AdminInitiateAuth: adminInitiateAuth,
  AdminListGroupsForUser: adminListGroupsForUser,
  AdminRemoveUserFromGroup: adminRemoveUserFromGroup,
  AdminResetUserPassword: adminResetUserPassword,
  AdminRespondToAuthChallenge: adminRespondToAuthChallenge,
  AdminSetUserMFAPreference: adminSetUserMFAPreference,
  AdminSetUserPassword: adminSetUserPassword,
  AdminUpdateUserAttributes: adminUpdateUserAttributes,
  AdminUserGlobalSignOut: adminUserGlobalSignOut,
  CreateGroup: createGroup,
  DeleteGroup: deleteGroup,
  DescribeUserPool: describeUserPool,
  DescribeUserPoolClient: describeUserPoolClient,
  GetGroup: getGroup,
  GetUserPoolMfaConfig: getUserPoolMfaConfig,
  GetUserPoolSessionConfiguration: getUserPoolSessionConfiguration,
  ListGroups: listGroups,
  ListUsers: listUsers,
  ListUsersInGroup: listUsersInGroup,
  SetUserPoolMfaConfig: setUserPoolMfaConfig,
  SetUserPoolSessionConfiguration: setUserPoolSessionConfiguration,
  UpdateGroup: updateGroup,
  UpdateUserPool: updateUserPool,
  UpdateUserPoolClient: updateUserPoolClient,
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
  if (adminOperation === undefined) throw new UnsupportedCall('Cognito user pools', name);
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
