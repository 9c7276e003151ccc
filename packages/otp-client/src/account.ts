import { listOf, requestAsUser, type UserClient } from './client/request-as-user.js';
import type { CallOptions, CognitoReply, OtpClient } from './contracts/client.js';
import type { OtpState } from './contracts/state.js';
import { cleanText } from './validation/identifier.js';

/**
 * Entry `./account`: reads and changes the account of the signed-in user. Every function needs the scope
 * `aws.cognito.signin.user.admin`, and throws an `OtpError`: what `getTokens` throws, or why Cognito refused.
 */

type Client = UserClient & Pick<OtpClient, 'getState' | 'signOut'>;

/** A code that Cognito sent to verify a new number or address. */
export interface AttributeProof {
  /** `email` or `phone_number`. */
  readonly attribute: string;
  /** How the code was sent. */
  readonly channel: 'sms' | 'email';
  /** Masked. */
  readonly destination: string;
}

/** A device that Cognito remembers for the user. */
export interface Device {
  /** Cognito's device key. */
  readonly key: string;
  /** `null` if the device has no name. */
  readonly name: string | null;
  /** In milliseconds since the Unix epoch. */
  readonly lastSignIn: number;
}

/** Attributes that are normalized as identifiers are: the user signs in with their values. */
const ADDRESSES: ReadonlySet<string> = new Set(['email', 'phone_number', 'preferred_username']);

const proofOf = (details: unknown): AttributeProof => {
  const { AttributeName, DeliveryMedium, Destination } = Object(details) as CognitoReply;
  return {
    attribute: `${AttributeName}`,
    channel: DeliveryMedium === 'EMAIL' ? 'email' : 'sms',
    destination: `${Destination ?? ''}`,
  };
};

/**
 * Returns all attributes that the app client may read, by Cognito's names.
 * @throws {OtpError}
 * @example
 * const attributes = await getAttributes(client);
 * console.log(attributes.get('email'));
 */
export async function getAttributes(client: Client, options?: CallOptions): Promise<ReadonlyMap<string, string>> {
  const { UserAttributes } = await requestAsUser(client, 'GetUser', {}, options);
  return new Map(listOf(UserAttributes).map(({ Name, Value }) => [`${Name}`, `${Value}`]));
}

/**
 * Changes attributes. A new number or address takes effect only once it is verified: Cognito sends a code there, which
 * {@link proveAttribute} takes. Until then the user can sign in with the old one, if the user pool keeps the original
 * value (`AttributesRequireVerificationBeforeUpdate`).
 * @returns what has to be verified.
 * @throws {OtpError}
 * @example
 * const [proof] = await updateAttributes(client, { email: 'new@example.com' });
 * if (proof) await proveAttribute(client, proof.attribute, '123456');
 */
export async function updateAttributes(
  client: Client,
  attributes: Readonly<Record<string, string>>,
  options?: CallOptions,
): Promise<readonly AttributeProof[]> {
  const UserAttributes = Object.entries(attributes).map(([Name, Value]) => ({
    Name,
    Value: ADDRESSES.has(Name) ? cleanText(Value) : Value,
  }));
  const reply = await requestAsUser(client, 'UpdateUserAttributes', { UserAttributes }, options);
  return listOf(reply.CodeDeliveryDetailsList).map(proofOf);
}

/**
 * Sends the code again that verifies an attribute.
 * @param attribute `email` or `phone_number`.
 * @throws {OtpError}
 */
export async function sendAttributeCode(
  client: Client,
  attribute: string,
  options?: CallOptions,
): Promise<AttributeProof> {
  const reply = await requestAsUser(client, 'GetUserAttributeVerificationCode', { AttributeName: attribute }, options);
  return proofOf(reply.CodeDeliveryDetails);
}

/**
 * Verifies an attribute, and refreshes the tokens, which have it as a claim. If that refresh fails, the next one brings it.
 * @param attribute `email` or `phone_number`.
 * @throws {OtpError} `wrong_code`, `expired_code` and others; then nothing has been verified.
 */
export async function proveAttribute(
  client: Client,
  attribute: string,
  code: string,
  options?: CallOptions,
): Promise<void> {
  await requestAsUser(client, 'VerifyUserAttribute', { AttributeName: attribute, Code: code }, options);
  await client.getTokens({ ...options, forceRefresh: true }).catch(() => {
    // The attribute is verified, and the code could not be used again.
  });
}

/**
 * Deletes the account permanently, and signs out.
 * @throws {OtpError} and then nothing has been deleted.
 */
export async function deleteAccount(client: Client, options?: CallOptions): Promise<OtpState> {
  await requestAsUser(client, 'DeleteUser', {}, options);
  const state = client.getState();
  // Another tab may have signed out in the meantime.
  return 'user' in state ? client.signOut(options) : state;
}

/**
 * Lists the devices that Cognito remembers for the user; the user pool must have device tracking enabled.
 * @throws {OtpError}
 */
export async function listDevices(client: Client, options?: CallOptions): Promise<readonly Device[]> {
  const devices: CognitoReply[] = [];
  let PaginationToken: unknown;
  do {
    const page = await requestAsUser(client, 'ListDevices', { PaginationToken }, options);
    devices.push(...listOf(page.Devices));
    ({ PaginationToken } = page);
  } while (PaginationToken);
  return devices.map(({ DeviceKey, DeviceAttributes, DeviceLastAuthenticatedDate }) => ({
    key: `${DeviceKey}`,
    name: (listOf(DeviceAttributes).find(({ Name }) => Name === 'device_name')?.Value as string | undefined) ?? null,
    lastSignIn: Number(DeviceLastAuthenticatedDate) * 1000,
  }));
}

/**
 * Ends the sessions of one remembered device. `signOut({ everywhere: true })` ends those of all devices.
 * @param key {@link Device.key}.
 * @throws {OtpError}
 */
export async function forgetDevice(client: Client, key: string, options?: CallOptions): Promise<void> {
  await requestAsUser(client, 'ForgetDevice', { DeviceKey: key }, options);
}
