/**
 * Maps what Cognito describes to what it takes in an update. UpdateUserPool and UpdateUserPoolClient reset everything that a call
 * leaves out, so each field is either sent along or known to be read-only: the compiler refuses a field of the SDK that is not
 * classified, and a field that the SDK does not know is refused when it is read.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPool.html
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPoolClient.html
 */
import type {
  UpdateUserPoolClientCommandInput,
  UpdateUserPoolCommandInput,
  UserPoolClientType,
  UserPoolType,
} from '@aws-sdk/client-cognito-identity-provider';
import { CliError } from '../errors.js';

/** `sent`: under the same name in the update. `own`: by the code below. `read-only`: an update cannot change it. */
type FieldKind = 'sent' | 'own' | 'read-only';

const POOL_FIELDS: Readonly<Record<keyof UserPoolType, FieldKind>> = {
  Id: 'own',
  Name: 'own',
  MfaConfiguration: 'own',
  AdminCreateUserConfig: 'own',
  Policies: 'sent',
  DeletionProtection: 'sent',
  LambdaConfig: 'sent',
  AutoVerifiedAttributes: 'sent',
  SmsVerificationMessage: 'sent',
  EmailVerificationMessage: 'sent',
  EmailVerificationSubject: 'sent',
  VerificationMessageTemplate: 'sent',
  SmsAuthenticationMessage: 'sent',
  UserAttributeUpdateSettings: 'sent',
  DeviceConfiguration: 'sent',
  EmailConfiguration: 'sent',
  SmsConfiguration: 'sent',
  UserPoolTags: 'sent',
  UserPoolAddOns: 'sent',
  DcrConfiguration: 'sent',
  AccountRecoverySetting: 'sent',
  UserPoolTier: 'sent',
  KeyConfiguration: 'sent',
  IssuerConfiguration: 'sent',
  AcrConfiguration: 'sent',
  Status: 'read-only',
  LastModifiedDate: 'read-only',
  CreationDate: 'read-only',
  SchemaAttributes: 'read-only',
  AliasAttributes: 'read-only',
  UsernameAttributes: 'read-only',
  UsernameConfiguration: 'read-only',
  EstimatedNumberOfUsers: 'read-only',
  SmsConfigurationFailure: 'read-only',
  EmailConfigurationFailure: 'read-only',
  Domain: 'read-only',
  CustomDomain: 'read-only',
  Arn: 'read-only',
};

const CLIENT_FIELDS: Readonly<Record<keyof UserPoolClientType, FieldKind>> = {
  UserPoolId: 'sent',
  ClientId: 'sent',
  ClientName: 'sent',
  RefreshTokenValidity: 'sent',
  AccessTokenValidity: 'sent',
  IdTokenValidity: 'sent',
  TokenValidityUnits: 'sent',
  ReadAttributes: 'sent',
  WriteAttributes: 'sent',
  ExplicitAuthFlows: 'sent',
  SupportedIdentityProviders: 'sent',
  CallbackURLs: 'sent',
  LogoutURLs: 'sent',
  DefaultRedirectURI: 'sent',
  AllowedOAuthFlows: 'sent',
  AllowedOAuthScopes: 'sent',
  AllowedOAuthFlowsUserPoolClient: 'sent',
  AnalyticsConfiguration: 'sent',
  PreventUserExistenceErrors: 'sent',
  EnableTokenRevocation: 'sent',
  EnablePropagateAdditionalUserContextData: 'sent',
  AuthSessionValidity: 'sent',
  RefreshTokenRotation: 'sent',
  ClientSecret: 'read-only',
  ClientType: 'read-only',
  CreationDate: 'read-only',
  LastModifiedDate: 'read-only',
};

/** The fields of an object whose kind is `sent`. */
function sent(described: object, fields: Readonly<Record<string, FieldKind>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(described).filter(([name, value]) => fields[name] === 'sent' && value !== undefined),
  );
}

/** A pool's settings without what changes by itself or by an update: what has to be the same before and after. */
export function comparable(described: UserPoolType | UserPoolClientType): Record<string, unknown> {
  const { LastModifiedDate: _, ...rest } = described;
  const { EstimatedNumberOfUsers: __, ...settings } = rest as Record<string, unknown>;
  return settings;
}

/**
 * The input of UpdateUserPool that changes nothing.
 *
 * - `UnusedAccountValidityDays` is described and refused in an update, in favor of `TemporaryPasswordValidityDays`:
 *   https://github.com/aws-controllers-k8s/community/issues/2837
 * - `MfaConfiguration` is refused without an SMS configuration, although such a pool can have authenticator apps. It is left out
 *   then, and the caller restores it with SetUserPoolMfaConfig:
 *   https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/769
 *
 * @throws {CliError} if the pool has a setting that an update would lose.
 */
export function poolInput(pool: UserPoolType): UpdateUserPoolCommandInput {
  const { UnusedAccountValidityDays: unusedDays, ...invitations } = pool.AdminCreateUserConfig ?? {};
  const passwordDays = pool.Policies?.PasswordPolicy?.TemporaryPasswordValidityDays;
  if (unusedDays && unusedDays !== passwordDays) {
    throw new CliError(
      `AdminCreateUserConfig.UnusedAccountValidityDays of the user pool is ${unusedDays}, and Cognito does not accept it in an update any more. Set Policies.PasswordPolicy.TemporaryPasswordValidityDays to ${unusedDays} first.`,
    );
  }
  return {
    ...sent(pool, POOL_FIELDS),
    UserPoolId: pool.Id,
    PoolName: pool.Name,
    ...(pool.AdminCreateUserConfig ? { AdminCreateUserConfig: invitations } : {}),
    ...(pool.SmsConfiguration ? { MfaConfiguration: pool.MfaConfiguration } : {}),
  };
}

/** The input of UpdateUserPoolClient that changes nothing. */
export const clientInput = (client: UserPoolClientType): UpdateUserPoolClientCommandInput =>
  sent(client, CLIENT_FIELDS) as unknown as UpdateUserPoolClientCommandInput;

/**
 * Refuses fields that the SDK has not passed on.
 *
 * @param raw the body of the response.
 * @param parsed what the SDK has made of it.
 * @param path names the object in errors.
 * @throws {CliError} that names the field.
 */
export function refuseUnknownFields(raw: unknown, parsed: unknown, path: string): void {
  if (typeof raw !== 'object' || raw === null) return;
  if (Array.isArray(raw)) {
    for (const [index, item] of raw.entries()) {
      refuseUnknownFields(item, (parsed as unknown[] | undefined)?.[index], path);
    }
    return;
  }
  for (const [name, value] of Object.entries(raw)) {
    if (value === null) continue;
    const read = (parsed as Record<string, unknown> | undefined)?.[name];
    if (read === undefined) {
      throw new CliError(
        `Cognito describes the setting ${path}.${name}, which this version of cognito-otp does not know and an update would reset. Install the newest version of @cognito-otp/cli.`,
      );
    }
    refuseUnknownFields(value, read, `${path}.${name}`);
  }
}
