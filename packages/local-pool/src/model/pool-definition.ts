// A user pool as a template defines it: its settings, its app clients, and its initial users and groups.

import type { SessionTracking } from './user-pool/session-tracking.js';

/** The triggers that the local pool runs, by their key in `LambdaConfig`. */
export const TRIGGER_NAMES = [
  'PreSignUp',
  'PostConfirmation',
  'PreAuthentication',
  'PostAuthentication',
  'DefineAuthChallenge',
  'CreateAuthChallenge',
  'VerifyAuthChallengeResponse',
  'PreTokenGeneration',
  'CustomMessage',
  'UserMigration',
] as const;

/** The name of a trigger. */
export type TriggerName = (typeof TRIGGER_NAMES)[number];

/** An attribute that messages can be sent to. */
export type AddressAttribute = 'phone_number' | 'email';

/** Settings as Cognito's API has them, by its names. */
export type Settings = Readonly<Record<string, unknown>>;

/** A user pool (`AWS::Cognito::UserPool`). */
export interface PoolDefinition {
  readonly logicalId: string;
  /** `<region>_<nine characters>`. */
  readonly id: string;
  readonly arn: string;
  /** The attributes that users sign up with instead of a username. */
  readonly usernameAttributes: readonly AddressAttribute[];
  /** The attributes that users can sign in with besides their username. */
  readonly aliasAttributes: readonly string[];
  /** `AutoVerifiedAttributes`: Cognito sends a code to these. */
  readonly autoVerified: readonly string[];
  /** `AttributesRequireVerificationBeforeUpdate`. */
  readonly verifyBeforeUpdate: readonly string[];
  readonly caseSensitive: boolean;
  /** Only administrators create users. */
  readonly adminCreateOnly: boolean;
  readonly passwordPolicy: PasswordPolicy;
  /**
   * `AccountRecoverySetting`: where ForgotPassword sends its code, in this order; empty when only administrators reset
   * passwords, undefined without the setting.
   */
  readonly recoveryAddresses: readonly AddressAttribute[] | undefined;
  readonly schema: readonly SchemaAttribute[];
  /** Function ARNs by trigger. */
  readonly triggers: Readonly<Partial<Record<TriggerName, string>>>;
  /** The event version of PreTokenGeneration. */
  readonly preTokenVersion: '1' | '2' | '3';
  /** The texts of Cognito's own messages that the template sets. */
  readonly messages: PoolMessages;
  /** `AllowedFirstAuthFactors` of choice-based sign-in (`USER_AUTH`). */
  readonly firstFactors: readonly string[];
  /** How the pool tracks devices; undefined when it does not. */
  readonly devices: { readonly challengeOnNew: boolean; readonly onlyOnPrompt: boolean } | undefined;
  /** The feature plan (`UserPoolTier`). */
  readonly plan: 'LITE' | 'ESSENTIALS' | 'PLUS';
  readonly sessionTracking: SessionTracking;
  readonly mfa: MfaSettings;
  /** What DescribeUserPool returns of what UpdateUserPool sets, without Cognito's defaults. */
  readonly settings: Settings;
  readonly groups: readonly GroupDefinition[];
  readonly users: readonly UserDefinition[];
  readonly clients: readonly ClientDefinition[];
}

/** The second factors that the local pool supports, by Cognito's names. */
export const MFA_FACTORS = ['SMS_MFA', 'SOFTWARE_TOKEN_MFA', 'EMAIL_OTP'] as const;

/** A second factor. */
export type MfaFactor = (typeof MFA_FACTORS)[number];

/** Which second factors a pool has, and whether users need one. */
export interface MfaSettings {
  readonly configuration: 'OFF' | 'OPTIONAL' | 'ON';
  readonly factors: readonly MfaFactor[];
}

/** A group of a pool (`AWS::Cognito::UserPoolGroup`). */
export interface GroupDefinition {
  readonly name: string;
  readonly description: string | undefined;
  readonly roleArn: string | undefined;
  readonly precedence: number | undefined;
}

/** A user whom the template creates (`AWS::Cognito::UserPoolUser`), as AdminCreateUser does. */
export interface UserDefinition {
  readonly logicalId: string;
  /** `Username`. */
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly validationData: Readonly<Record<string, string>>;
  readonly clientMetadata: Readonly<Record<string, string>>;
  readonly messageAction: 'RESEND' | 'SUPPRESS' | undefined;
  readonly mediums: readonly string[];
  readonly forceAlias: boolean;
  /** The names of the groups that attachments add the user to. */
  readonly groups: readonly string[];
}

/** The texts of one kind of message. Undefined: Cognito's own. */
export interface MessageTexts {
  readonly sms: string | undefined;
  readonly email: string | undefined;
  readonly subject: string | undefined;
}

/** The texts of Cognito's own messages. */
export interface PoolMessages {
  /** Verifies an address. */
  readonly verification: MessageTexts;
  /** Sends the temporary password to a user whom an administrator created. */
  readonly invitation: MessageTexts;
  /** Has a native one-time code for sign-in. */
  readonly authentication: MessageTexts;
}

/** What a pool requires of passwords. */
export interface PasswordPolicy {
  readonly minimumLength: number;
  readonly lowercase: boolean;
  readonly uppercase: boolean;
  readonly numbers: boolean;
  readonly symbols: boolean;
  /** How many earlier passwords a user cannot choose again. */
  readonly historySize: number;
  /** How long a temporary password is valid, in days. */
  readonly temporaryDays: number;
}

/** An attribute that a pool's schema declares. */
export interface SchemaAttribute {
  /** As the template has it: without the prefix `custom:`. */
  readonly name: string;
  readonly required: boolean;
  readonly mutable: boolean;
  readonly developerOnly: boolean;
}

/** An app client (`AWS::Cognito::UserPoolClient`). */
export interface ClientDefinition {
  readonly logicalId: string;
  readonly id: string;
  readonly name: string;
  /** Undefined for public clients. */
  readonly secret: string | undefined;
  /** `ExplicitAuthFlows`. */
  readonly authFlows: ReadonlySet<string>;
  readonly preventUserExistenceErrors: boolean;
  readonly tokenRevocation: boolean;
  /** Undefined when refresh tokens are not rotated. */
  readonly rotation: { readonly graceSeconds: number } | undefined;
  /** `AuthSessionValidity`: how long a Cognito session lasts, in minutes. */
  readonly sessionMinutes: number;
  readonly accessTokenSeconds: number;
  readonly idTokenSeconds: number;
  readonly refreshTokenSeconds: number;
  /** Undefined: the client reads all attributes. */
  readonly readAttributes: ReadonlySet<string> | undefined;
  /** Undefined: the client writes all attributes. */
  readonly writeAttributes: ReadonlySet<string> | undefined;
  /** What DescribeUserPoolClient returns of what UpdateUserPoolClient sets, without Cognito's defaults. */
  readonly settings: Settings;
}
