// Device tracking.
// https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-device-tracking.html

import { randomBytes, randomUUID } from 'node:crypto';
import { ServiceError } from '../errors.js';
import type { Device, User } from './user.js';

/**
 * The confirmed device that a sign-in names; undefined when it names none, or one that was never confirmed.
 *
 * @throws ServiceError `ResourceNotFoundException` when the user has no such device
 */
export function confirmedDevice(user: User, deviceKey: string | undefined): Device | undefined {
  if (deviceKey === undefined) return undefined;
  const device = user.devices[deviceKey];
  if (device === undefined) throw new ServiceError('ResourceNotFoundException', 'Device does not exist.');
  return device.verifier === null ? undefined : device;
}

/**
 * Adds the device of a sign-in that names none. It stays unconfirmed until the client calls ConfirmDevice.
 *
 * @param now the pool's time in milliseconds
 */
export function trackNewDevice(user: User, region: string, now: number): Device {
  const device: Device = {
    key: `${region}_${randomUUID()}`,
    groupKey: `-${randomBytes(6).toString('base64url')}`,
    name: '',
    verifier: null,
    remembered: false,
    createdAt: now,
    lastUsedAt: now,
  };
  user.devices[device.key] = device;
  return device;
}
