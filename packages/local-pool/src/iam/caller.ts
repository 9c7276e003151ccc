import type { PolicyStatement } from '../model/stack.js';

/** One call of an AWS API, as IAM sees it. */
export interface AccessRequest {
  /** `dynamodb:UpdateItem`. */
  readonly action: string;
  /** The ARNs of which one has to be allowed; what stands for the resource in the error comes first. */
  readonly resources: readonly string[];
  /** Condition keys of the request, such as `dynamodb:LeadingKeys`. */
  readonly context?: Readonly<Record<string, readonly string[]>>;
}

/** Who signed a request: a function or an identity in its role, or the developer, who may do everything. */
export interface Caller {
  readonly arn: string;
  /** The function's logical id, for faults; null for others. */
  readonly functionId: string | null;
  /** Null: not held to any statement. */
  readonly statements: readonly PolicyStatement[] | null;
  /** When its key stops working, by the pool's clock; never where it isn't given. */
  readonly expiresAt?: number;
  /** Policy variables, such as `cognito-identity.amazonaws.com:sub`. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Hears of each decision on a request of its. */
  readonly onDecision?: (request: AccessRequest, allowed: boolean) => void;
}
