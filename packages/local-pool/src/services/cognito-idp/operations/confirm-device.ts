import { invalidParameter } from '../../../model/errors.js';
import { authenticateBearer, type Operation } from '../request/operation.js';
import { findDevice } from '../users/user-devices.js';

/**
 * Stores the secret's verifier with which a device will prove itself.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmDevice.html
 */
export const confirmDevice: Operation = async (input, context) => {
  const { pool, user } = await authenticateBearer(context, input);
  const device = findDevice(user, input);
  const config = input.texts('DeviceSecretVerifierConfig');
  const hexOf = (name: string): string => {
    const hex = Buffer.from(config[name] ?? '', 'base64').toString('hex');
    if (hex === '') throw invalidParameter(`DeviceSecretVerifierConfig needs ${name}.`);
    return hex;
  };
  device.verifier = { salt: hexOf('Salt'), verifier: hexOf('PasswordVerifier').replace(/^0+/, '') };
  device.name = input.optionalText('DeviceName', 1024) ?? '';
  const onlyOnPrompt = pool.definition.devices?.onlyOnPrompt ?? false;
  device.remembered = !onlyOnPrompt;
  return { UserConfirmationNecessary: onlyOnPrompt };
};
