// Who calls a service, and what the call asks IAM for. Both sides of the access check share these types.

import type { PolicyStatement } from '../model/stack.js';

/** What one call of an AWS API needs permission for. */
export interface AccessRequest {
  /** The IAM action, such as `dynamodb:UpdateItem`. */
  readonly action: string;
  /** ARNs of which at least one has to be allowed. The first one appears in the error message. */
  readonly resources: readonly string[];
  /** Condition keys of the request, such as `dynamodb:LeadingKeys`. */
  readonly context?: ConditionContext;
}

/** The values of a request's condition keys. */
export type ConditionContext = Readonly<Record<string, readonly string[]>>;

/** Who signed a request: a function or an identity in its role, or the developer, who may do everything. */
export interface Caller {
  /** The ARN in the message of a refused request. */
  readonly arn: string;
  /** The function's logical id, by which faults select calls. Undefined when the caller is not a function. */
  readonly functionId: string | undefined;
  /** Where the template declares the function: `template.yaml:12`. */
  readonly place?: string;
  /** The statements of its role. Undefined: everything is allowed. */
  readonly statements: readonly PolicyStatement[] | undefined;
  /** When its access key expires, in milliseconds by the pool's clock. Undefined: never. */
  readonly expiresAt?: number;
  /** Policy variables, such as `cognito-identity.amazonaws.com:sub`. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Called with every access decision about this caller. */
  readonly onDecision?: (request: AccessRequest, allowed: boolean) => void;
}
