// Settings as Cognito's API has them: what UpdateUserPool and UpdateUserPoolClient replace as a whole.

import { TemplateError } from '../model/errors.js';
import type { Settings } from '../model/pool-definition.js';
import { isTemplateMap, type TemplateValue } from './parse.js';
import type { Properties } from './properties.js';
import { unlessUnsupported } from './unsupported.js';

/** What UpdateUserPool sets, besides the name. */
export const POOL_SETTING_NAMES = [
  'Policies',
  'DeletionProtection',
  'LambdaConfig',
  'AutoVerifiedAttributes',
  'SmsVerificationMessage',
  'EmailVerificationMessage',
  'EmailVerificationSubject',
  'VerificationMessageTemplate',
  'SmsAuthenticationMessage',
  'UserAttributeUpdateSettings',
  'DeviceConfiguration',
  'EmailConfiguration',
  'SmsConfiguration',
  'UserPoolTags',
  'AdminCreateUserConfig',
  'UserPoolAddOns',
  'AccountRecoverySetting',
  'UserPoolTier',
] as const;

/** What UpdateUserPoolClient sets, besides the name. */
export const CLIENT_SETTING_NAMES = [
  'RefreshTokenValidity',
  'AccessTokenValidity',
  'IdTokenValidity',
  'TokenValidityUnits',
  'ReadAttributes',
  'WriteAttributes',
  'ExplicitAuthFlows',
  'SupportedIdentityProviders',
  'CallbackURLs',
  'LogoutURLs',
  'DefaultRedirectURI',
  'AllowedOAuthFlows',
  'AllowedOAuthScopes',
  'AllowedOAuthFlowsUserPoolClient',
  'AnalyticsConfiguration',
  'PreventUserExistenceErrors',
  'EnableTokenRevocation',
  'EnablePropagateAdditionalUserContextData',
  'AuthSessionValidity',
  'RefreshTokenRotation',
] as const;

/** Keys whose values the API has as numbers; templates may have texts. */
const NUMBERS: ReadonlySet<string> = new Set([
  'MinimumLength',
  'PasswordHistorySize',
  'TemporaryPasswordValidityDays',
  'UnusedAccountValidityDays',
  'Priority',
  'RefreshTokenValidity',
  'AccessTokenValidity',
  'IdTokenValidity',
  'RetryGracePeriodSeconds',
  'AuthSessionValidity',
]);

/** Returns the properties with these names as the API has them. Those that cannot be resolved are left out. */
export function settingsOf(properties: Properties, names: readonly string[]): Settings {
  const settings: Record<string, unknown> = {};
  for (const name of names) {
    const value = unlessUnsupported(() => (properties.has(name) ? properties.map[name] : undefined));
    if (value !== undefined && value !== null && !(value instanceof TemplateError)) settings[name] = plain(value, name);
  }
  return settings;
}

function plain(value: TemplateValue, key: string): unknown {
  if (Array.isArray(value)) return value.map((item) => plain(item, key));
  if (isTemplateMap(value)) {
    const entries = Object.entries(value).filter(([, item]) => item !== null);
    return Object.fromEntries(entries.map(([name, item]) => [name, plain(item, name)]));
  }
  if (value === 'true' || value === 'false') return value === 'true';
  return NUMBERS.has(key) && value !== null ? Number(value) : value;
}
