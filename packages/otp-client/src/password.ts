/**
 * Password, then code: proves the password by SRP, so that it never leaves the page, and remembers devices. The only file
 * that knows amazon-cognito-identity-js, which comes along: load it where a password is asked for.
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
  /** Private to the library, which goes on by itself only where it was also given the code. */
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

/** What the library's HTTP client is asked for. */
type LibraryRequest = (
  operation: string,
  body: CognitoReply,
  done: (error: { code?: string | undefined; message: string } | null, reply?: CognitoReply) => void,
) => void;

/** For {@link StartOptions.firstFactor}; the pool's triggers run with `FactorOrder=password-then-otp`. */
export const withPassword = (password: string): FirstFactor => ({
  ...rememberedDevice,
  begin: (context) => {
    const details = new AuthenticationDetails({
      Username: context.username,
      Password: password,
      ClientMetadata: context.clientMetadata as Record<string, string>,
    });
    return talk(context, (user, callbacks) => user.authenticateUser(details, callbacks));
  },
});

/**
 * For {@link SubmitOptions.afterCode}: proves a remembered device, and makes a new one known. It needs no password, so a
 * page that was reloaded in between goes on with it.
 */
export const rememberedDevice: AfterCode = {
  async continue(context, answer) {
    let isProof = false;
    try {
      const next = await answer;
      isProof = next.ChallengeName === 'DEVICE_SRP_AUTH';
      if (!isProof) return next;
      return await talk(context, (user, callbacks) => {
        user.Session = `${next.Session}`;
        user.getCachedDeviceKeyAndPassword();
        user.getDeviceResponse(callbacks);
      });
    } catch (fault) {
      const error = fault as OtpError;
      if (!isForgotten(error) && (!isProof || error.retryable)) throw error;
      // Forgotten from another device, or its secrets are lost: the next sign-in is one on a new device.
      for (const key of namesOf(context, context.username)) await context.storage.removeItem(key);
      throw withCode(error, 'session_ended');
    }
  },
  finish: confirmDevice,
};

const isForgotten = ({ cognitoName, message }: OtpError) =>
  cognitoName === 'ResourceNotFoundException' && /device/i.test(message);

/**
 * Lets the library's user talk, its calls made by the client.
 * @returns Cognito's last reply in what the library made of it.
 */
const talk = (context: FactorContext, begin: (user: CognitoUser, callbacks: IAuthenticationCallback) => void) =>
  new Promise<CognitoReply>((resolve, reject) => {
    let reply: CognitoReply = {};
    let failure: unknown;
    const fail = (error: unknown) => reject(failure ?? new OtpError('service', `${error}`, { cause: error }));
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
        // The library doesn't expect to be told something else than what it asked for.
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

const deviceKeys = ['deviceKey', 'deviceGroupKey', 'randomPasswordKey'];

const namesOf = ({ clientId }: FactorContext, username: string | null) =>
  deviceKeys.map((name) => `CognitoIdentityServiceProvider.${clientId}.${username}.${name}`);

/**
 * The library's storage: device keys are read from and written to the client's, where the library itself and Amplify look
 * for them; tokens are the client's business. Storage that answers later remembers no devices.
 */
function deviceStorage({ storage }: FactorContext) {
  const memory = new Map<string, string>();
  const isDeviceKey = (key: string) => deviceKeys.some((name) => key.endsWith(`.${name}`));
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

/** Where the pool tracks devices, makes this one known, so that it need not prove itself again. */
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
  for (const [i, name] of namesOf(context, username).entries()) await context.storage.setItem(name, values[i]!);
}
