import { authenticateBearer, type Operation } from '../request/operation.js';
import { describeDevice, findDevice } from '../users/user-devices.js';

/**
 * One device of the signed-in user.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetDevice.html
 */
export const getDevice: Operation = async (input, context) => {
  const { user } = await authenticateBearer(context, input);
  return { Device: describeDevice(findDevice(user, input)) };
};
