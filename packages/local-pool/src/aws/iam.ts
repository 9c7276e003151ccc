import { ServiceError } from '../errors.js';
import type { PolicyStatement } from '../template/stack.js';
import type { Caller } from './credentials.js';

export interface AccessRequest {
  /** `dynamodb:UpdateItem`. */
  readonly action: string;
  /** The ARNs of which one has to be allowed; what stands for the resource in the error comes first. */
  readonly resources: readonly string[];
  /** Condition keys of the request, such as `dynamodb:LeadingKeys`. */
  readonly context?: Readonly<Record<string, readonly string[]>>;
}

type Decision = 'allowed' | 'denied' | 'not-allowed';

/** Holds a call against the caller's statements. Throws AccessDeniedException in AWS's words; Deny wins. */
export function authorize(caller: Caller, request: AccessRequest): void {
  if (caller.statements === null) return;
  const decision = decide(caller.statements, request, caller.variables);
  caller.note?.(request, decision === 'allowed');
  if (decision === 'allowed') return;
  const why =
    decision === 'denied'
      ? 'with an explicit deny in an identity-based policy'
      : `because no identity-based policy allows the ${request.action} action`;
  const message = `User: ${caller.arn} is not authorized to perform: ${request.action} on resource: ${request.resources[0]} ${why}`;
  throw new ServiceError('AccessDeniedException', message);
}

export function decide(
  statements: readonly PolicyStatement[],
  request: AccessRequest,
  variables: Readonly<Record<string, string>> = {},
): Decision {
  let allowed = false;
  for (const statement of statements) {
    if (matchesOf(statement, request, variables) === null) continue;
    if (statement.effect === 'Deny') return 'denied';
    allowed = true;
  }
  return allowed ? 'allowed' : 'not-allowed';
}

/** Null: the statement says nothing of the request. Else which of its patterns do, and for which resource. */
export function matchesOf(
  statement: PolicyStatement,
  request: AccessRequest,
  variables: Readonly<Record<string, string>> = {},
): { readonly resource: string; readonly patterns: readonly string[] } | null {
  const { actions, notActions, resources, notResources, conditions } = statement;
  const action = request.action.toLowerCase();
  const covers = (pattern: string): boolean => wildcard(pattern.toLowerCase(), action);
  if (notActions.length > 0 ? notActions.some(covers) : !actions.some(covers)) return null;
  // A variable that has no value matches nothing: it stays as it is written.
  const filled = (text: string): string =>
    text.replace(/\$\{([^}]+)\}/g, (whole, name: string) => variables[name] ?? whole);
  const namedBy = (patterns: readonly string[]) => (resource: string) =>
    patterns.some((pattern) => wildcard(filled(pattern), resource));
  const excluded = request.resources.some(namedBy(notResources));
  const resource =
    notResources.length === 0
      ? request.resources.find(namedBy(resources))
      : excluded
        ? undefined
        : (request.resources[0] ?? '*');
  if (resource === undefined) return null;
  const conditionsHold = Object.entries(conditions).every(([operator, keys]) =>
    Object.entries(keys).every(([key, expected]) => holds(operator, expected.map(filled), contextValue(request, key))),
  );
  if (!conditionsHold) return null;
  const naming = resources.filter((pattern) => request.resources.some((one) => wildcard(filled(pattern), one)));
  return { resource, patterns: [...actions.filter(covers), ...naming] };
}

const contextValue = (request: AccessRequest, key: string): readonly string[] | undefined =>
  Object.entries(request.context ?? {}).find(([name]) => name.toLowerCase() === key.toLowerCase())?.[1];

/** Operators this tool doesn't know never hold, so an unknown condition closes rather than opens. */
function holds(operator: string, expected: readonly string[], actual: readonly string[] | undefined): boolean {
  const match = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(operator);
  const [, quantifier, base = '', ifExists] = match ?? [];
  if (base === 'Null') return expected.some((one) => (one === 'true') === (actual === undefined));
  if (actual === undefined) return ifExists !== undefined || quantifier === 'ForAllValues' || base.includes('Not');
  const negative = base.includes('Not');
  const compare = comparisons[base.replace('Not', '')];
  if (compare === undefined) return false;
  const matches = (value: string): boolean => expected.some((one) => compare(one, value)) !== negative;
  return quantifier === 'ForAllValues' || negative ? actual.every(matches) : actual.some(matches);
}

const comparisons: Readonly<Record<string, (expected: string, actual: string) => boolean>> = {
  StringEquals: (expected, actual) => expected === actual,
  StringEqualsIgnoreCase: (expected, actual) => expected.toLowerCase() === actual.toLowerCase(),
  StringLike: (expected, actual) => wildcard(expected, actual),
  ArnEquals: (expected, actual) => wildcard(expected, actual),
  ArnLike: (expected, actual) => wildcard(expected, actual),
  Bool: (expected, actual) => expected === actual,
};

/** IAM's `*` and `?`. */
export function wildcard(pattern: string, text: string): boolean {
  const escaped = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${escaped}$`, 's').test(text);
}
