// Conditions of IAM statements.
// Operators: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
// Set operators: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html

import type { PolicyStatement } from '../model/stack.js';
import type { ConditionContext } from './caller.js';
import { matchesWildcard } from './wildcard.js';

/** The services that check their callers' statements, and the condition keys that each puts into its requests. */
const CONDITION_KEYS: Readonly<Record<string, readonly string[]>> = {
  'cognito-idp': [],
  dynamodb: ['dynamodb:LeadingKeys'],
  logs: [],
  secretsmanager: [],
  ses: ['ses:FromAddress', 'ses:Recipients'],
  'sms-voice': [],
  sns: ['aws:RequestedRegion'],
};

/**
 * The first condition operator or key of a statement that the local pool cannot evaluate. Undefined when there is none,
 * and when the statement concerns no service that the local pool offers.
 */
export function unsupportedConditionIn({ actions, notActions, conditions }: PolicyStatement): string | undefined {
  const concerned = notActions.length > 0 ? ['*'] : actions;
  const services = Object.keys(CONDITION_KEYS).filter((service) =>
    concerned.some((action) => matchesWildcard((action.split(':')[0] ?? '').toLowerCase(), service)),
  );
  if (services.length === 0) return undefined;
  const isSupported = (key: string): boolean =>
    services.every((service) => CONDITION_KEYS[service]?.some((known) => equalsIgnoringCase(known, key)));
  return Object.entries(conditions)
    .flatMap(([operator, keys]) =>
      parseOperator(operator) === undefined ? [operator] : Object.keys(keys).filter((key) => !isSupported(key)),
    )
    .at(0);
}

/** Evaluates a statement's conditions. Returns the values that the request matched, or undefined when one is not met. */
export function matchConditions(
  conditions: PolicyStatement['conditions'],
  context: ConditionContext = {},
): readonly string[] | undefined {
  const matched: string[] = [];
  for (const [operator, keys] of Object.entries(conditions)) {
    for (const [key, expected] of Object.entries(keys)) {
      const values = matchOperator(operator, expected, valuesOf(context, key));
      if (values === undefined) return undefined;
      matched.push(...values);
    }
  }
  return matched;
}

/** The request's values of a key. A key without values counts as absent, as in IAM. */
function valuesOf(context: ConditionContext, key: string): readonly string[] | undefined {
  const values = Object.entries(context).find(([name]) => equalsIgnoringCase(name, key))?.[1];
  return values?.length === 0 ? undefined : values;
}

/** The expected values that the request matched; undefined when the condition is not met. */
function matchOperator(
  name: string,
  expected: readonly string[],
  actual: readonly string[] | undefined,
): readonly string[] | undefined {
  const operator = parseOperator(name);
  if (operator === undefined) return undefined;
  if (operator.kind === 'null') {
    const matched = expected.filter((value) => (value === 'true') === (actual === undefined));
    return matched.length > 0 ? matched : undefined;
  }
  const { quantifier, negated, compare } = operator;
  if (actual === undefined) {
    const met = operator.ifExists || quantifier === 'ForAllValues' || (negated && quantifier === undefined);
    return met ? [] : undefined;
  }
  const holds = (value: string): boolean => expected.some((one) => compare(one, value)) !== negated;
  const met = quantifier === 'ForAnyValue' ? actual.some(holds) : actual.every(holds);
  return met ? expected.filter((one) => actual.some((value) => compare(one, value))) : undefined;
}

type Compare = (expected: string, actual: string) => boolean;

type Operator =
  | { readonly kind: 'null' }
  | {
      readonly kind: 'compare';
      readonly quantifier: string | undefined;
      readonly negated: boolean;
      readonly ifExists: boolean;
      readonly compare: Compare;
    };

const equals: Compare = (expected, actual) => expected === actual;
const equalsIgnoringCase: Compare = (expected, actual) => expected.toLowerCase() === actual.toLowerCase();

/** Operators without quantifier and `IfExists`. */
const comparisons: Readonly<Record<string, { readonly negated: boolean; readonly compare: Compare }>> = {
  StringEquals: { negated: false, compare: equals },
  StringNotEquals: { negated: true, compare: equals },
  StringEqualsIgnoreCase: { negated: false, compare: equalsIgnoringCase },
  StringNotEqualsIgnoreCase: { negated: true, compare: equalsIgnoringCase },
  StringLike: { negated: false, compare: matchesWildcard },
  StringNotLike: { negated: true, compare: matchesWildcard },
  ArnEquals: { negated: false, compare: matchesWildcard },
  ArnNotEquals: { negated: true, compare: matchesWildcard },
  ArnLike: { negated: false, compare: matchesWildcard },
  ArnNotLike: { negated: true, compare: matchesWildcard },
  Bool: { negated: false, compare: equals },
};

/** Parses a condition operator; undefined when the local pool cannot evaluate it. */
function parseOperator(name: string): Operator | undefined {
  if (name === 'Null') return { kind: 'null' };
  const [, quantifier, base = '', ifExists] = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(name) ?? [];
  const comparison = Object.hasOwn(comparisons, base) ? comparisons[base] : undefined;
  if (comparison === undefined) return undefined;
  return { kind: 'compare', quantifier, ifExists: ifExists !== undefined, ...comparison };
}
