// What a template defines once it is resolved: the plain data that every service is set up from.

import type { Position } from './errors.js';
import type { FunctionDefinition } from './function-definition.js';
import type { PoolDefinition } from './pool-definition.js';

/** A resolved template: everything that the local pool sets up. */
export interface Stack {
  /** The first template's path as it was given. */
  readonly file: string;
  readonly region: string;
  readonly pools: readonly PoolDefinition[];
  /** The functions that run here: triggers and functions that rotate secrets. */
  readonly functions: readonly FunctionDefinition[];
  /** The logical ids of functions that neither are triggers nor rotate secrets, so that they do not run here. */
  readonly otherFunctions: readonly string[];
  readonly tables: readonly TableDefinition[];
  readonly secrets: readonly SecretDefinition[];
  readonly parameters: readonly ParameterDefinition[];
  /** The ARN of the KMS key of each alias. */
  readonly keyAliases: Readonly<Record<string, string>>;
  readonly identityPools: readonly IdentityPoolDefinition[];
  readonly roles: readonly RoleDefinition[];
  /** The `Outputs` of all templates, by name. */
  readonly outputs: Readonly<Record<string, string>>;
  /** Settings that AWS may refuse, one sentence each. */
  readonly notices: readonly string[];
  /**
   * Features of the template that the local pool does not implement, with the consequence, one line
   * each.
   */
  readonly unsupported: readonly string[];
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
  /** Where the template declares it. */
  readonly position: Position;
  /** The input of DynamoDB's CreateTable. */
  readonly create: Readonly<Record<string, unknown>>;
}

/** A parameter of Parameter Store. */
export interface ParameterDefinition {
  readonly name: string;
  /** `String`, `StringList` or `SecureString`. */
  readonly type: string;
  readonly value: string;
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
