import { authenticateBearer, type Operation } from '../request/operation.js';
import { findDevice } from '../users/user-devices.js';

/**
 * Forgets a device and revokes its sign-ins.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ForgetDevice.html
 */
export const forgetDevice: Operation = async (input, context) => {
  const { pool, user } = await authenticateBearer(context, input);
  const { key } = findDevice(user, input);
  delete user.devices[key];
  pool.grants.revokeDevice(user, key);
  return {};
};
