import type { PolicyStatement } from '../model/stack.js';
import { matchesWildcard } from './wildcard.js';

type Context = Readonly<Record<string, readonly string[]>>;

/** The services that hold their callers to statements, and the condition keys that each puts into its requests. */
const keysOfServices: Readonly<Record<string, readonly string[]>> = {
  'cognito-idp': [],
  dynamodb: ['dynamodb:LeadingKeys'],
  logs: [],
  secretsmanager: [],
  ses: ['ses:FromAddress', 'ses:Recipients'],
  'sms-voice': [],
  sns: ['aws:RequestedRegion'],
};

/**
 * The first operator or key of a statement that can't be decided on here; undefined where there is none, or where the
 * statement speaks of no service that is offered.
 */
export function unsupportedConditionIn({ actions, notActions, conditions }: PolicyStatement): string | undefined {
  const named = notActions.length > 0 ? ['*'] : actions;
  const services = Object.keys(keysOfServices).filter((service) =>
    named.some((action) => matchesWildcard((action.split(':')[0] ?? '').toLowerCase(), service)),
  );
  if (services.length === 0) return undefined;
  const isKnown = (key: string): boolean =>
    services.every((service) => keysOfServices[service]?.some((known) => known.toLowerCase() === key.toLowerCase()));
  return Object.entries(conditions)
    .flatMap(([operator, keys]) =>
      parseOperator(operator) ? Object.keys(keys).filter((key) => !isKnown(key)) : [operator],
    )
    .at(0);
}

/** Null: they don't hold. Else those of their values that the request met. */
export function matchConditions(
  conditions: PolicyStatement['conditions'],
  context: Context = {},
): readonly string[] | null {
  const values: string[] = [];
  for (const [operator, keys] of Object.entries(conditions)) {
    for (const [key, expected] of Object.entries(keys)) {
      const found = matchOperator(operator, expected, valuesOf(context, key));
      if (found === null) return null;
      values.push(...found);
    }
  }
  return values;
}

/** A key without values counts as absent. */
function valuesOf(context: Context, key: string): readonly string[] | undefined {
  const found = Object.entries(context).find(([name]) => name.toLowerCase() === key.toLowerCase())?.[1];
  return found?.length === 0 ? undefined : found;
}

function matchOperator(
  operator: string,
  expected: readonly string[],
  actual: readonly string[] | undefined,
): readonly string[] | null {
  const form = parseOperator(operator);
  if (form === undefined) return null;
  const { quantifier, negative, ifExists, compare } = form;
  if (compare === 'null') {
    const found = expected.filter((one) => (one === 'true') === (actual === undefined));
    return found.length > 0 ? found : null;
  }
  if (actual === undefined) {
    const holds = ifExists || quantifier === 'ForAllValues' || (negative && quantifier === undefined);
    return holds ? [] : null;
  }
  const holds = (value: string): boolean => expected.some((one) => compare(one, value)) !== negative;
  if (quantifier === 'ForAnyValue' ? !actual.some(holds) : !actual.every(holds)) return null;
  return expected.filter((one) => actual.some((value) => compare(one, value)));
}

type Compare = (expected: string, actual: string) => boolean;

const comparisons: Readonly<Record<string, Compare>> = {
  StringEquals: (expected, actual) => expected === actual,
  StringEqualsIgnoreCase: (expected, actual) => expected.toLowerCase() === actual.toLowerCase(),
  StringLike: matchesWildcard,
  ArnEquals: matchesWildcard,
  ArnLike: matchesWildcard,
  Bool: (expected, actual) => expected === actual,
};

/** Undefined: not an operator that can be decided on here. */
function parseOperator(operator: string) {
  if (operator === 'Null') {
    return { quantifier: undefined, negative: false, ifExists: false, compare: 'null' as const };
  }
  const match = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(operator);
  const [, quantifier, base = '', ifExists] = match ?? [];
  const negative = /^(String|Arn)Not/.test(base);
  const compare = comparisons[negative ? base.replace('Not', '') : base];
  return compare && { quantifier, negative, ifExists: ifExists !== undefined, compare };
}
