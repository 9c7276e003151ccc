import { ServiceError } from '../model/errors.js';
import type { PolicyStatement } from '../model/stack.js';
import type { AccessRequest, Caller } from './caller.js';
import { matchConditions } from './conditions.js';
import { matchesWildcard } from './wildcard.js';

type AccessDecision = 'allowed' | 'denied' | 'not-allowed';

/** Holds a call against the caller's statements. Throws AccessDeniedException in AWS's words; Deny wins. */
export function authorize(caller: Caller, request: AccessRequest): void {
  if (caller.statements === null) return;
  const decision = evaluateAccess(caller.statements, request, caller.variables);
  caller.onDecision?.(request, decision === 'allowed');
  if (decision === 'allowed') return;
  const why =
    decision === 'denied'
      ? 'with an explicit deny in an identity-based policy'
      : `because no identity-based policy allows the ${request.action} action`;
  const message = `User: ${caller.arn} is not authorized to perform: ${request.action} on resource: ${request.resources[0]} ${why}`;
  throw new ServiceError('AccessDeniedException', message);
}

export function evaluateAccess(
  statements: readonly PolicyStatement[],
  request: AccessRequest,
  variables: Readonly<Record<string, string>> = {},
): AccessDecision {
  let allowed = false;
  for (const statement of statements) {
    if (matchStatement(statement, request, variables) === null) continue;
    if (statement.effect === 'Deny') return 'denied';
    allowed = true;
  }
  return allowed ? 'allowed' : 'not-allowed';
}

/**
 * Null: the statement says nothing of the request. Else which of its patterns (the values of its conditions among them)
 * do, and for which resource.
 */
export function matchStatement(
  statement: PolicyStatement,
  request: AccessRequest,
  variables: Readonly<Record<string, string>> = {},
): { readonly resource: string; readonly patterns: readonly string[] } | null {
  const { actions, notActions, resources, notResources, conditions } = statement;
  const action = request.action.toLowerCase();
  const covers = (pattern: string): boolean => matchesWildcard(pattern.toLowerCase(), action);
  if (notActions.length > 0 ? notActions.some(covers) : !actions.some(covers)) return null;
  // A variable that has no value matches nothing: it stays as it is written.
  const filled = (text: string): string =>
    text.replace(/\$\{([^}]+)\}/g, (whole, name: string) => variables[name] ?? whole);
  const namedBy = (patterns: readonly string[]) => (resource: string) =>
    patterns.some((pattern) => matchesWildcard(filled(pattern), resource));
  const excluded = request.resources.some(namedBy(notResources));
  const resource =
    notResources.length === 0
      ? request.resources.find(namedBy(resources))
      : excluded
        ? undefined
        : (request.resources[0] ?? '*');
  if (resource === undefined) return null;
  const values = matchConditions(withFilled(conditions, filled), request.context);
  if (values === null) return null;
  const naming = resources.filter((pattern) => request.resources.some((one) => matchesWildcard(filled(pattern), one)));
  return { resource, patterns: [...actions.filter(covers), ...naming, ...values] };
}

function withFilled(
  conditions: PolicyStatement['conditions'],
  filled: (text: string) => string,
): PolicyStatement['conditions'] {
  const inEach = (keys: Readonly<Record<string, readonly string[]>>) =>
    Object.fromEntries(Object.entries(keys).map(([key, values]) => [key, values.map(filled)]));
  return Object.fromEntries(Object.entries(conditions).map(([operator, keys]) => [operator, inEach(keys)]));
}
