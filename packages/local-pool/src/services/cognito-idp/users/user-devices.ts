// The devices of a user, as the API's device operations find and show them.

import { ServiceError } from '../../../model/errors.js';
import type { Device, User } from '../../../model/user-pool/user.js';
import type { OperationInput } from '../../shared/operation-input.js';
import { attributeList } from './user-description.js';

/**
 * The device of the call's `DeviceKey`.
 *
 * @throws ServiceError `ResourceNotFoundException`
 */
export function findDevice(user: User, input: OperationInput): Device {
  const device = user.devices[input.text('DeviceKey', 1, 55)];
  if (device === undefined) throw new ServiceError('ResourceNotFoundException', 'Device does not exist.');
  return device;
}

/** Describes a device for a response. Dates are in seconds since the Unix epoch. */
export const describeDevice = (device: Device): object => ({
  DeviceKey: device.key,
  DeviceAttributes: attributeList({
    device_status: 'valid',
    device_name: device.name,
    'dev:device_remembered_status': device.remembered ? 'remembered' : 'not_remembered',
  }),
  DeviceCreateDate: device.createdAt / 1000,
  DeviceLastModifiedDate: device.createdAt / 1000,
  DeviceLastAuthenticatedDate: device.lastUsedAt / 1000,
});
