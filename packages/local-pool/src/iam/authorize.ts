// The access check: evaluates a caller's statements for a request, as IAM does for identity-based policies.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html

import { ServiceError } from '../model/errors.js';
import type { PolicyStatement } from '../model/stack.js';
import type { AccessRequest, Caller } from './caller.js';
import { matchConditions } from './conditions.js';
import { matchesWildcard } from './wildcard.js';

/** `denied`: a statement denies it. `not-allowed`: no statement allows it. */
export type AccessDecision = 'allowed' | 'denied' | 'not-allowed';

type Variables = Readonly<Record<string, string>>;

/**
 * Checks that a caller's statements allow a request.
 *
 * @throws ServiceError `AccessDeniedException` with AWS's message
 */
export function authorize(caller: Caller, request: AccessRequest): void {
  if (caller.statements === undefined) return;
  const decision = evaluateAccess(caller.statements, request, caller.variables);
  caller.onDecision?.(request, decision === 'allowed');
  if (decision === 'allowed') return;
  const reason =
    decision === 'denied'
      ? 'with an explicit deny in an identity-based policy'
      : `because no identity-based policy allows the ${request.action} action`;
  const message = `User: ${caller.arn} is not authorized to perform: ${request.action} on resource: ${request.resources[0]} ${reason}`;
  throw new ServiceError('AccessDeniedException', message);
}

/**
 * Decides on a request. An explicit Deny overrides any Allow.
 *
 * @param variables values of the policy variables, such as `cognito-identity.amazonaws.com:sub`
 */
export function evaluateAccess(
  statements: readonly PolicyStatement[],
  request: AccessRequest,
  variables: Variables = {},
): AccessDecision {
  let decision: AccessDecision = 'not-allowed';
  for (const statement of statements) {
    if (matchStatement(statement, request, variables) === undefined) continue;
    if (statement.effect === 'Deny') return 'denied';
    decision = 'allowed';
  }
  return decision;
}

/** How a statement applies to a request. */
export interface StatementMatch {
  /** The resource it applies to. */
  readonly resource: string;
  /** Its actions, resources and condition values that matched the request. */
  readonly patterns: readonly string[];
}

/** Matches a statement with a request; undefined when the statement does not apply. */
export function matchStatement(
  statement: PolicyStatement,
  request: AccessRequest,
  variables: Variables = {},
): StatementMatch | undefined {
  const { actions, notActions, resources, conditions } = statement;
  const action = request.action.toLowerCase();
  const matchesAction = (pattern: string): boolean => matchesWildcard(pattern.toLowerCase(), action);
  if (notActions.length > 0 ? notActions.some(matchesAction) : !actions.some(matchesAction)) return undefined;
  const fill = (text: string): string => fillVariables(text, variables);
  const resource = matchedResource(statement, request.resources, fill);
  if (resource === undefined) return undefined;
  const values = matchConditions(fillConditions(conditions, fill), request.context);
  if (values === undefined) return undefined;
  const matchedResources = resources.filter((pattern) =>
    request.resources.some((one) => matchesWildcard(fill(pattern), one)),
  );
  return { resource, patterns: [...actions.filter(matchesAction), ...matchedResources, ...values] };
}

function matchedResource(
  { resources, notResources }: PolicyStatement,
  requested: readonly string[],
  fill: (text: string) => string,
): string | undefined {
  const matchesAny = (patterns: readonly string[], resource: string): boolean =>
    patterns.some((pattern) => matchesWildcard(fill(pattern), resource));
  if (notResources.length === 0) return requested.find((resource) => matchesAny(resources, resource));
  const isExcluded = requested.some((resource) => matchesAny(notResources, resource));
  return isExcluded ? undefined : (requested[0] ?? '*');
}

/** Replaces policy variables. A variable without a value stays as it is written, and so matches nothing. */
const fillVariables = (text: string, variables: Variables): string =>
  text.replace(/\$\{([^}]+)\}/g, (whole, name: string) => variables[name] ?? whole);

function fillConditions(
  conditions: PolicyStatement['conditions'],
  fill: (text: string) => string,
): PolicyStatement['conditions'] {
  const fillKeys = (keys: Readonly<Record<string, readonly string[]>>) =>
    Object.fromEntries(Object.entries(keys).map(([key, values]) => [key, values.map(fill)]));
  return Object.fromEntries(Object.entries(conditions).map(([operator, keys]) => [operator, fillKeys(keys)]));
}
