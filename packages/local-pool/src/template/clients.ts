// App clients of a template.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-cognito-userpoolclient.html

import type { ClientDefinition, SchemaAttribute } from '../model/pool-definition.js';
import { attributeName, isStandardAttribute } from '../model/user-pool/attributes.js';
import type { Properties } from './properties.js';
import type { Resource } from './resources.js';
import { CLIENT_SETTING_NAMES, settingsOf } from './settings.js';

/** `ExplicitAuthFlows` of a client that sets none. */
const DEFAULT_AUTH_FLOWS = ['ALLOW_CUSTOM_AUTH', 'ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'];

const UNIT_SECONDS = { seconds: 1, minutes: 60, hours: 3600, days: 86_400 } as const;

/** The validity of a kind of token: the default, its unit, and Cognito's bounds in seconds. */
interface Validity {
  readonly key: 'AccessToken' | 'IdToken' | 'RefreshToken';
  readonly defaultUnit: keyof typeof UNIT_SECONDS;
  readonly defaultSeconds: number;
  readonly least: number;
  readonly most: number;
}

const accessTokenValidity: Validity = {
  key: 'AccessToken',
  defaultUnit: 'hours',
  defaultSeconds: 3600,
  least: 300,
  most: 86_400,
};
const idTokenValidity: Validity = { ...accessTokenValidity, key: 'IdToken' };
const refreshTokenValidity: Validity = {
  key: 'RefreshToken',
  defaultUnit: 'days',
  defaultSeconds: 30 * 86_400,
  least: 3600,
  most: 3650 * 86_400,
};

/** The part of an app client's definition that UpdateUserPoolClient can change. */
export type ClientSettings = Omit<ClientDefinition, 'logicalId' | 'id' | 'name' | 'secret' | 'settings'>;

/**
 * Reads an app client.
 *
 * @param schema the attributes that its pool declares
 * @throws TemplateError for invalid properties
 */
export function readClient({ properties, identity }: Resource, schema: readonly SchemaAttribute[]): ClientDefinition {
  const name = properties.string('ClientName') ?? identity.logicalId;
  return {
    ...readClientSettings(properties, schema),
    logicalId: identity.logicalId,
    id: identity.ref,
    name,
    secret: properties.boolean('GenerateSecret') === true ? (identity.attributes['ClientSecret'] ?? '') : undefined,
    settings: { ...settingsOf(properties, CLIENT_SETTING_NAMES), ClientName: name },
  };
}

/**
 * Reads the settings, with Cognito's defaults for those that are absent.
 *
 * @throws TemplateError for invalid properties
 */
export function readClientSettings(properties: Properties, schema: readonly SchemaAttribute[]): ClientSettings {
  return {
    authFlows: new Set(
      properties.has('ExplicitAuthFlows') ? properties.strings('ExplicitAuthFlows') : DEFAULT_AUTH_FLOWS,
    ),
    preventUserExistenceErrors: properties.oneOf('PreventUserExistenceErrors', ['ENABLED', 'LEGACY']) === 'ENABLED',
    tokenRevocation: properties.boolean('EnableTokenRevocation') ?? true,
    rotation: readRotation(properties.child('RefreshTokenRotation')),
    sessionMinutes: properties.number('AuthSessionValidity', 3, 15) ?? 3,
    accessTokenSeconds: readValidity(properties, accessTokenValidity),
    idTokenSeconds: readValidity(properties, idTokenValidity),
    refreshTokenSeconds: readValidity(properties, refreshTokenValidity),
    readAttributes: readAttributeSet(properties, 'ReadAttributes', schema),
    writeAttributes: readAttributeSet(properties, 'WriteAttributes', schema),
  };
}

function readRotation(rotation: Properties | undefined): ClientDefinition['rotation'] {
  if (rotation?.oneOf('Feature', ['ENABLED', 'DISABLED']) !== 'ENABLED') return undefined;
  return { graceSeconds: rotation.number('RetryGracePeriodSeconds', 0, 60) ?? 0 };
}

function readValidity(properties: Properties, { key, defaultUnit, defaultSeconds, least, most }: Validity): number {
  const amount = properties.number(`${key}Validity`);
  // A refresh token's validity of 0 means the default.
  if (amount === undefined || (amount === 0 && key === 'RefreshToken')) return defaultSeconds;
  const units = properties.child('TokenValidityUnits');
  const unit = units?.oneOf(key, ['seconds', 'minutes', 'hours', 'days']) ?? defaultUnit;
  const total = amount * UNIT_SECONDS[unit];
  if (total < least || total > most) properties.fail(`${key}Validity`, `${least} to ${most} seconds in total`);
  return total;
}

function readAttributeSet(
  properties: Properties,
  key: string,
  schema: readonly SchemaAttribute[],
): ReadonlySet<string> | undefined {
  if (!properties.has(key)) return undefined;
  const names = properties.strings(key);
  const declared = new Set(schema.map(attributeName));
  const unknown = names.find((name) => !isStandardAttribute(name) && !declared.has(name));
  if (unknown !== undefined) properties.fail(key, `attributes of the pool, which has no ${unknown}`);
  return new Set(names);
}
