// What a template defines once it is resolved: the plain data that every service is set up from.

import type { Position } from './errors.js';

/** A resolved template: everything that the local pool sets up. */
export interface Stack {
  /** The template's path as it was given. */
  readonly file: string;
  readonly region: string;
  readonly pools: readonly PoolDefinition[];
  /** The functions that run here: triggers and functions that rotate secrets. */
  readonly functions: readonly FunctionDefinition[];
  readonly tables: readonly TableDefinition[];
  readonly secrets: readonly SecretDefinition[];
  readonly identityPools: readonly IdentityPoolDefinition[];
  readonly roles: readonly RoleDefinition[];
  /** The template's `Outputs`, by name. */
  readonly outputs: Readonly<Record<string, string>>;
  /** Differences from AWS that the developer should know, one sentence each. */
  readonly notices: readonly string[];
}

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
  readonly schema: readonly SchemaAttribute[];
  /** Function ARNs by trigger. */
  readonly triggers: Readonly<Partial<Record<TriggerName, string>>>;
  /** The event version of PreTokenGeneration. */
  readonly preTokenVersion: '1' | '2';
  /** `AllowedFirstAuthFactors` of choice-based sign-in (`USER_AUTH`). */
  readonly firstFactors: readonly string[];
  /** How the pool tracks devices; undefined when it does not. */
  readonly devices: { readonly challengeOnNew: boolean; readonly onlyOnPrompt: boolean } | undefined;
  readonly clients: readonly ClientDefinition[];
}

/** What a pool requires of passwords. */
export interface PasswordPolicy {
  readonly minimumLength: number;
  readonly lowercase: boolean;
  readonly uppercase: boolean;
  readonly numbers: boolean;
  readonly symbols: boolean;
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
}

/** A Lambda function. */
export interface FunctionDefinition {
  readonly logicalId: string;
  readonly name: string;
  readonly arn: string;
  readonly code: FunctionCode;
  /** `file.export`, without the file's extension. */
  readonly handler: string;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly roleArn: string;
  /** The name of its CloudWatch log group. */
  readonly logGroup: string;
  /** Who may invoke it. */
  readonly permissions: readonly InvokePermission[];
  /** Where the template declares it. */
  readonly position: Position;
}

/** A function's code: a folder on this machine, or text in the template itself. */
export type FunctionCode =
  | { readonly kind: 'directory'; readonly directory: string }
  | { readonly kind: 'inline'; readonly text: string };

/** A resource-based permission to invoke a function. */
export interface InvokePermission {
  /** A service such as `cognito-idp.amazonaws.com`, or `*`. */
  readonly principal: string;
  /** Undefined: any resource of the principal. May contain wildcards. */
  readonly sourceArn: string | undefined;
}

/** An IAM role. */
export interface RoleDefinition {
  readonly arn: string;
  /** The statements of every policy attached to it. */
  readonly statements: readonly PolicyStatement[];
}

/** A statement of an IAM policy, with every list in its long form. */
export interface PolicyStatement {
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly resources: readonly string[];
  readonly notResources: readonly string[];
  /** Operator → condition key → values. */
  readonly conditions: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  /** Where the template has the statement's conditions. */
  readonly position?: Position;
}

/** A DynamoDB table. */
export interface TableDefinition {
  readonly name: string;
  /** The name of the partition key's attribute. */
  readonly partitionKey: string;
  readonly arn: string;
  /** The input of DynamoDB's CreateTable. */
  readonly create: Readonly<Record<string, unknown>>;
}

/** A secret of Secrets Manager. */
export interface SecretDefinition {
  readonly name: string;
  readonly arn: string;
  /** Generates the text of the first version, and of each version of a rotation without a function. */
  readonly generate: () => string;
  /** ARN of the function that rotates it; undefined when there is none, or none that can run here. */
  readonly rotationFunction: string | undefined;
}

/** A Cognito identity pool. */
export interface IdentityPoolDefinition {
  readonly logicalId: string;
  /** `<region>:<uuid>`. */
  readonly id: string;
  readonly allowUnauthenticated: boolean;
  /** The app clients whose ID tokens are accepted: the user pool's provider name and a client id. */
  readonly providers: readonly { readonly provider: string; readonly clientId: string }[];
  /** ARN of the role of signed-in identities. */
  readonly authenticatedRole: string | undefined;
  /** ARN of the role of guests. */
  readonly unauthenticatedRole: string | undefined;
}
