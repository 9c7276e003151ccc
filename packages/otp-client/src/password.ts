/**
 * Entry `./password`: a password before the code. Proves the password by SRP (Secure Remote Password), so that it never
 * leaves the page, and remembers devices. The only file that imports amazon-cognito-identity-js: load it where a password is
 * asked for.
 */
import {
  AuthenticationDetails,
  AuthenticationHelper,
  CognitoUser,
  CognitoUserPool,
  type IAuthenticationCallback,
} from 'amazon-cognito-identity-js';
import type { AfterCode, CognitoReply, FactorContext, FirstFactor } from './contracts/client.js';
import { OtpError, withCode } from './contracts/errors.js';

declare module 'amazon-cognito-identity-js' {
  /** Private in the library, which continues by itself only if it was also given the code. */
  interface CognitoUser {
    Session: string;
    getCachedDeviceKeyAndPassword(): void;
    getDeviceResponse(callbacks: IAuthenticationCallback): void;
  }
  /** Exported by the library and missing from its types. */
  class AuthenticationHelper {
    constructor(groupName: string);
    generateHashDevice(groupKey: string, deviceKey: string, done: (error: unknown) => void): void;
    getSaltDevices(): string;
    getVerifierDevices(): string;
    getRandomPassword(): string;
  }
}

/** The method of the library's HTTP client that it calls. */
type LibraryRequest = (
  operation: string,
  body: CognitoReply,
  done: (error: { code?: string | undefined; message: string } | null, reply?: CognitoReply) => void,
) => void;

/**
 * The password as the first factor, for `StartOptions.firstFactor`. The user pool's triggers must run with
 * `FactorOrder=password-then-otp`.
 * @example
 * await client.start({ phone: '+447700900123' }, { firstFactor: withPassword(password) });
 * await client.submit('123456');
 */
export const withPassword = (password: string): FirstFactor => ({
  ...rememberedDevice,
  begin: (context) => {
    const details = new AuthenticationDetails({
      Username: context.username,
      Password: password,
      ClientMetadata: context.clientMetadata as Record<string, string>,
    });
    return runLibrary(context, (user, callbacks) => user.authenticateUser(details, callbacks));
  },
});

/**
 * Proves a remembered device, and registers a new one, for `SubmitOptions.afterCode`. It needs no password, so a page that
 * was reloaded in the code step can go on with it.
 * @example
 * await client.submit('123456', { afterCode: rememberedDevice });
 */
export const rememberedDevice: AfterCode = {
  async continue(context, answer) {
    let isProof = false;
    try {
      const next = await answer;
      isProof = next.ChallengeName === 'DEVICE_SRP_AUTH';
      if (!isProof) return next;
      return await runLibrary(context, (user, callbacks) => {
        user.Session = `${next.Session}`;
        user.getCachedDeviceKeyAndPassword();
        user.getDeviceResponse(callbacks);
      });
    } catch (fault) {
      const error = fault as OtpError;
      if (!isUnknownDevice(error) && (!isProof || error.retryable)) throw error;
      // The device was forgotten from another device, or its secrets are lost: the next sign-in is on a new device.
      for (const key of deviceStorageKeys(context, context.username)) await context.storage.removeItem(key);
      throw withCode(error, 'session_ended');
    }
  },
  finish: confirmDevice,
};

/** Cognito has no name of its own for this error; only the English message identifies it. */
const isUnknownDevice = ({ cognitoName, message }: OtpError) =>
  cognitoName === 'ResourceNotFoundException' && /device/i.test(message);

/**
 * Runs a step of the library, whose calls go through the client.
 * @returns Cognito's last reply.
 */
const runLibrary = (context: FactorContext, begin: (user: CognitoUser, callbacks: IAuthenticationCallback) => void) =>
  new Promise<CognitoReply>((resolve, reject) => {
    let reply: CognitoReply = {};
    let failure: unknown;
    const fail = (error: unknown) => reject(failure ?? new OtpError('unexpected', `${error}`, { cause: error }));
    const done = () => resolve(reply);
    const request: LibraryRequest = (operation, body, next) =>
      void context
        .request(operation, body)
        .then(
          (answer) => {
            reply = answer;
            next(null, answer);
          },
          (error: OtpError) => {
            failure = error;
            next({ code: error.cognitoName, message: error.message });
          },
        )
        // The library throws on a reply that it does not expect.
        .catch(fail);
    const Storage = deviceStorage(context);
    const Pool = new CognitoUserPool({ UserPoolId: context.userPoolId, ClientId: context.clientId, Storage });
    // Our calls, with their time limit and errors, instead of the library's.
    Object.assign(Pool, { client: { request } });
    const user = new CognitoUser({ Username: context.username, Pool, Storage });
    user.setAuthenticationFlowType('CUSTOM_AUTH');
    begin(user, {
      onSuccess: done,
      onFailure: fail,
      customChallenge: done,
      newPasswordRequired: done,
      mfaRequired: done,
      totpRequired: done,
      mfaSetup: done,
      selectMFAType: done,
    });
  });

/** The fields that the library and Amplify store for a device. */
const DEVICE_FIELDS = ['deviceKey', 'deviceGroupKey', 'randomPasswordKey'];

const deviceStorageKeys = ({ clientId }: FactorContext, username: string | null) =>
  DEVICE_FIELDS.map((name) => `CognitoIdentityServiceProvider.${clientId}.${username}.${name}`);

/**
 * The storage that the library gets. Device keys are in the client's storage, where the library and Amplify look for them;
 * everything else stays in memory, because the client stores the tokens. Asynchronous storage cannot remember devices.
 */
function deviceStorage({ storage }: FactorContext) {
  const memory = new Map<string, string>();
  const isDeviceKey = (key: string) => DEVICE_FIELDS.some((name) => key.endsWith(`.${name}`));
  return {
    getItem(key: string): string | null {
      const kept = isDeviceKey(key) ? storage.getItem(key) : memory.get(key);
      return typeof kept === 'string' ? kept : null;
    },
    setItem(key: string, value: string): void {
      if (isDeviceKey(key)) storage.setItem(key, value);
      else memory.set(key, value);
    },
    removeItem(key: string): void {
      if (isDeviceKey(key)) storage.removeItem(key);
      else memory.delete(key);
    },
    clear: () => memory.clear(),
  };
}

/** Registers this device where the user pool tracks devices, so that later sign-ins can prove it. */
async function confirmDevice(context: FactorContext, { AccessToken, NewDeviceMetadata }: CognitoReply) {
  const { DeviceKey, DeviceGroupKey } = Object(NewDeviceMetadata) as { DeviceKey?: string; DeviceGroupKey?: string };
  if (!DeviceKey || !DeviceGroupKey) return;
  const helper = new AuthenticationHelper(DeviceGroupKey);
  await new Promise<void>((resolve, reject) => {
    helper.generateHashDevice(DeviceGroupKey, DeviceKey, (error) => (error ? reject(error) : resolve()));
  });
  const base64 = (hex: string) => btoa(hex.replace(/../g, (byte) => String.fromCharCode(Number.parseInt(byte, 16))));
  await context.request('ConfirmDevice', {
    AccessToken,
    DeviceKey,
    DeviceSecretVerifierConfig: {
      Salt: base64(helper.getSaltDevices()),
      PasswordVerifier: base64(helper.getVerifierDevices()),
    },
  });
  const username = await context.storage.getItem(`CognitoIdentityServiceProvider.${context.clientId}.LastAuthUser`);
  const values = [DeviceKey, DeviceGroupKey, helper.getRandomPassword()];
  for (const [i, name] of deviceStorageKeys(context, username).entries())
    await context.storage.setItem(name, values[i]!);
}
