import { randomBytes, randomUUID } from 'node:crypto';
import { ServiceError } from '../errors.js';
import type { Device, User } from './user.js';

/** The device that a sign-in says it is on, once confirmed. Throws ResourceNotFoundException for a stranger's. */
export function knownDevice(user: User, deviceKey: string | null): Device | null {
  if (deviceKey === null) return null;
  const device = user.devices[deviceKey];
  if (device === undefined) throw new ServiceError('ResourceNotFoundException', 'Device does not exist.');
  return device.verifier === null ? null : device;
}

/** Begins to track the device of a sign-in that named none. It counts from ConfirmDevice on. */
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
