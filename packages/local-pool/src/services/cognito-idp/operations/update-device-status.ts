import { invalidParameter } from '../../../model/errors.js';
import { authenticateBearer, type Operation } from '../request/operation.js';
import { findDevice } from '../users/user-devices.js';

/**
 * Stores whether the user wants a device to be remembered.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateDeviceStatus.html
 */
export const updateDeviceStatus: Operation = async (input, context) => {
  const { user } = await authenticateBearer(context, input);
  const status = input.text('DeviceRememberedStatus');
  if (status !== 'remembered' && status !== 'not_remembered') {
    throw invalidParameter('DeviceRememberedStatus has to be remembered or not_remembered.');
  }
  findDevice(user, input).remembered = status === 'remembered';
  return {};
};
