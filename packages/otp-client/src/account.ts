import type { CallOptions, CognitoReply, OtpClient } from './contracts/client.js';
import type { OtpState } from './contracts/state.js';

/** What the account of whoever is signed in can be asked and told. All need the scope `aws.cognito.signin.user.admin`. */

type Client = Pick<OtpClient, 'getState' | 'getTokens' | 'request' | 'signOut'>;

/** A code that Cognito sent to prove a new number or address. */
export interface AttributeProof {
  /** `email` or `phone_number`. */
  readonly attribute: string;
  readonly channel: 'sms' | 'email';
  /** Masked. */
  readonly destination: string;
}

export interface Device {
  readonly key: string;
  readonly name: string | null;
  /** Milliseconds since the epoch. */
  readonly lastSignIn: number;
}

const list = (value: unknown): readonly CognitoReply[] => (Array.isArray(value) ? value.map(Object) : []);

async function asUser(client: Client, operation: string, body: CognitoReply, options: CallOptions = {}) {
  const { accessToken } = await client.getTokens(options);
  return client.request(operation, { AccessToken: accessToken, ...body }, options);
}

const proofOf = (details: unknown): AttributeProof => {
  const { AttributeName, DeliveryMedium, Destination } = Object(details) as CognitoReply;
  return {
    attribute: `${AttributeName}`,
    channel: DeliveryMedium === 'EMAIL' ? 'email' : 'sms',
    destination: `${Destination ?? ''}`,
  };
};

/** All attributes the app client may read, by Cognito's names. @throws {OtpError} */
export async function getAttributes(client: Client, options?: CallOptions): Promise<ReadonlyMap<string, string>> {
  const { UserAttributes } = await asUser(client, 'GetUser', {}, options);
  return new Map(list(UserAttributes).map(({ Name, Value }) => [`${Name}`, `${Value}`]));
}

/**
 * Changes attributes. A new number or address counts only once it is proved: a code goes there, and
 * {@link proveAttribute} takes it. Signing in by the old one works until then where the pool keeps originals
 * (`AttributesRequireVerificationBeforeUpdate`).
 * @returns what is to be proved.
 * @throws {OtpError}
 */
export async function updateAttributes(
  client: Client,
  attributes: Readonly<Record<string, string>>,
  options?: CallOptions,
): Promise<readonly AttributeProof[]> {
  const UserAttributes = Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));
  const reply = await asUser(client, 'UpdateUserAttributes', { UserAttributes }, options);
  return list(reply.CodeDeliveryDetailsList).map(proofOf);
}

/** Sends the code again that proves `email` or `phone_number`. @throws {OtpError} */
export async function sendAttributeCode(
  client: Client,
  attribute: string,
  options?: CallOptions,
): Promise<AttributeProof> {
  const reply = await asUser(client, 'GetUserAttributeVerificationCode', { AttributeName: attribute }, options);
  return proofOf(reply.CodeDeliveryDetails);
}

/**
 * Proves `email` or `phone_number`, and refreshes the tokens, which carry it; where that fails for the moment, the next
 * refresh brings it.
 * @throws {OtpError} `wrong_code`, `expired_code` and others, and then nothing was proved.
 */
export async function proveAttribute(
  client: Client,
  attribute: string,
  code: string,
  options?: CallOptions,
): Promise<void> {
  await asUser(client, 'VerifyUserAttribute', { AttributeName: attribute, Code: code }, options);
  await client.getTokens({ ...options, forceRefresh: true }).catch(() => {
    // The proof stands, and the same code wouldn't be taken again.
  });
}

/** Deletes the account for good, and signs out. @throws {OtpError} and then nothing was deleted. */
export async function deleteAccount(client: Client, options?: CallOptions): Promise<OtpState> {
  await asUser(client, 'DeleteUser', {}, options);
  const state = client.getState();
  // Another tab may have signed out meanwhile.
  return 'user' in state ? client.signOut(options) : state;
}

/** Devices that Cognito remembers for the user; the pool's device tracking has to be on. @throws {OtpError} */
export async function listDevices(client: Client, options?: CallOptions): Promise<readonly Device[]> {
  const devices: CognitoReply[] = [];
  let PaginationToken: unknown;
  do {
    const page = await asUser(client, 'ListDevices', { PaginationToken }, options);
    devices.push(...list(page.Devices));
    ({ PaginationToken } = page);
  } while (PaginationToken);
  return devices.map(({ DeviceKey, DeviceAttributes, DeviceLastAuthenticatedDate }) => ({
    key: `${DeviceKey}`,
    name: (list(DeviceAttributes).find(({ Name }) => Name === 'device_name')?.Value as string | undefined) ?? null,
    lastSignIn: Number(DeviceLastAuthenticatedDate) * 1000,
  }));
}

/** Ends the sessions of one remembered device. Those of all: `signOut({ everywhere: true })`. @throws {OtpError} */
export async function forgetDevice(client: Client, key: string, options?: CallOptions): Promise<void> {
  await asUser(client, 'ForgetDevice', { DeviceKey: key }, options);
}
