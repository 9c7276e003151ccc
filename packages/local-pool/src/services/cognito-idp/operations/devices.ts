import { invalidParameter, ServiceError } from '../../../model/errors.js';
import type { Device, User } from '../../../model/user-pool/user.js';
import type { OperationInput } from '../../shared/operation-input.js';
import { attributeList, authenticateBearer, type Operation } from '../request/operation.js';

/** The APIs of remembered devices, which are also a person's list of places they are signed in at. */
export const confirmDevice: Operation = async (input, context) => {
  const { pool, user } = await authenticateBearer(context, input.text('AccessToken'));
  const device = deviceOf(user, input);
  const config = input.texts('DeviceSecretVerifierConfig');
  const hex = (name: string): string => {
    const text = Buffer.from(config[name] ?? '', 'base64').toString('hex');
    if (text === '') throw invalidParameter(`DeviceSecretVerifierConfig needs ${name}.`);
    return text;
  };
  device.verifier = { salt: hex('Salt'), verifier: hex('PasswordVerifier').replace(/^0+/, '') };
  device.name = input.optionalText('DeviceName', 1024) ?? '';
  const onlyOnPrompt = pool.definition.devices?.onlyOnPrompt ?? false;
  device.remembered = !onlyOnPrompt;
  return { UserConfirmationNecessary: onlyOnPrompt };
};

export const updateDeviceStatus: Operation = async (input, context) => {
  const { user } = await authenticateBearer(context, input.text('AccessToken'));
  const status = input.text('DeviceRememberedStatus');
  if (status !== 'remembered' && status !== 'not_remembered') {
    throw invalidParameter('DeviceRememberedStatus has to be remembered or not_remembered.');
  }
  deviceOf(user, input).remembered = status === 'remembered';
  return {};
};

export const forgetDevice: Operation = async (input, context) => {
  const { pool, user } = await authenticateBearer(context, input.text('AccessToken'));
  const { key } = deviceOf(user, input);
  delete user.devices[key];
  pool.grants.revokeDevice(user, key);
  return {};
};

export const getDevice: Operation = async (input, context) => {
  const { user } = await authenticateBearer(context, input.text('AccessToken'));
  return { Device: description(deviceOf(user, input)) };
};

export const listDevices: Operation = async (input, context) => {
  const { user } = await authenticateBearer(context, input.text('AccessToken'));
  const limit = input.number('Limit') ?? 60;
  const start = Number(input.optionalText('PaginationToken') ?? 0);
  const devices = Object.values(user.devices).filter((device) => device.verifier !== null);
  return {
    Devices: devices.slice(start, start + limit).map(description),
    ...(start + limit < devices.length ? { PaginationToken: String(start + limit) } : {}),
  };
};

function deviceOf(user: User, input: OperationInput): Device {
  const device = user.devices[input.text('DeviceKey', 1, 55)];
  if (device === undefined) throw new ServiceError('ResourceNotFoundException', 'Device does not exist.');
  return device;
}

const description = (device: Device): object => ({
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
