import type { Position } from './errors.js';

/** A template, resolved: what the local pool has to stand up. */
export interface Stack {
  readonly file: string;
  readonly region: string;
  readonly pools: readonly PoolDefinition[];
  readonly functions: readonly FunctionDefinition[];
  readonly tables: readonly TableDefinition[];
  readonly secrets: readonly SecretDefinition[];
  readonly identityPools: readonly IdentityPoolDefinition[];
  readonly roles: readonly RoleDefinition[];
  readonly outputs: Readonly<Record<string, string>>;
  /** What resolves here and works otherwise, or not at all, on AWS. */
  readonly notices: readonly string[];
}

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
export type TriggerName = (typeof TRIGGER_NAMES)[number];

export interface PoolDefinition {
  readonly logicalId: string;
  readonly id: string;
  readonly arn: string;
  readonly usernameAttributes: readonly ('phone_number' | 'email')[];
  readonly aliasAttributes: readonly string[];
  readonly autoVerified: readonly string[];
  readonly verifyBeforeUpdate: readonly string[];
  readonly caseSensitive: boolean;
  readonly adminCreateOnly: boolean;
  readonly passwordPolicy: PasswordPolicy;
  readonly schema: readonly SchemaAttribute[];
  /** Function ARNs by trigger. */
  readonly triggers: Readonly<Partial<Record<TriggerName, string>>>;
  readonly preTokenVersion: '1' | '2';
  /** `AllowedFirstAuthFactors` of the choice-based flow. */
  readonly firstFactors: readonly string[];
  readonly devices: { readonly challengeOnNew: boolean; readonly onlyOnPrompt: boolean } | null;
  readonly clients: readonly ClientDefinition[];
}

export interface PasswordPolicy {
  readonly minimumLength: number;
  readonly lowercase: boolean;
  readonly uppercase: boolean;
  readonly numbers: boolean;
  readonly symbols: boolean;
}

export interface SchemaAttribute {
  /** As the template has it: without a prefix. */
  readonly name: string;
  readonly required: boolean;
  readonly mutable: boolean;
  readonly developerOnly: boolean;
}

export interface ClientDefinition {
  readonly logicalId: string;
  readonly id: string;
  readonly name: string;
  readonly secret: string | null;
  readonly authFlows: ReadonlySet<string>;
  readonly preventUserExistenceErrors: boolean;
  readonly tokenRevocation: boolean;
  /** Null: refresh tokens aren't rotated. */
  readonly rotation: { readonly graceSeconds: number } | null;
  readonly sessionMinutes: number;
  readonly accessTokenSeconds: number;
  readonly idTokenSeconds: number;
  readonly refreshTokenSeconds: number;
  readonly readAttributes: ReadonlySet<string> | null;
  readonly writeAttributes: ReadonlySet<string> | null;
}

export interface FunctionDefinition {
  readonly logicalId: string;
  readonly name: string;
  readonly arn: string;
  readonly code: FunctionCode;
  readonly handler: string;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly roleArn: string;
  readonly logGroup: string;
  readonly permissions: readonly InvokePermission[];
  readonly position: Position;
}

/** A folder on this machine, or code that stands in the template itself. */
export type FunctionCode =
  | { readonly kind: 'directory'; readonly directory: string }
  | { readonly kind: 'inline'; readonly text: string };

export interface InvokePermission {
  readonly principal: string;
  readonly sourceArn: string | null;
}

export interface RoleDefinition {
  readonly arn: string;
  readonly statements: readonly PolicyStatement[];
}

export interface PolicyStatement {
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly resources: readonly string[];
  readonly notResources: readonly string[];
  /** Operator → key → values. */
  readonly conditions: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  /** Where the conditions stand. */
  readonly position?: Position;
}

export interface TableDefinition {
  readonly name: string;
  readonly partitionKey: string;
  readonly arn: string;
  /** The input of DynamoDB's CreateTable. */
  readonly create: Readonly<Record<string, unknown>>;
}

export interface SecretDefinition {
  readonly name: string;
  readonly arn: string;
  /** Makes the first version's text, and each later one's. */
  readonly generate: () => string;
  /** ARN of the function that rotates it; null where it has none, or none that can run here. */
  readonly rotationFunction: string | null;
}

export interface IdentityPoolDefinition {
  readonly logicalId: string;
  readonly id: string;
  readonly allowUnauthenticated: boolean;
  /** App clients whose ID tokens it takes: `<provider name>` and client id. */
  readonly providers: readonly { readonly provider: string; readonly clientId: string }[];
  readonly authenticatedRole: string | null;
  readonly unauthenticatedRole: string | null;
}
