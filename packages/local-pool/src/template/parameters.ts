import { TemplateError, UsageError } from '../model/errors.js';
import { describeValue, isTemplateMap, type Positions, type TemplateMap, type TemplateValue } from './source.js';

export type ParameterValue = string | string[];

/**
 * Gives every parameter its value (the caller's, else its default) and holds it against its constraints, as
 * CloudFormation does before it creates anything.
 */
export function resolveParameters(
  root: TemplateMap,
  given: Readonly<Record<string, string>>,
  positions: Positions,
): Map<string, ParameterValue> {
  const declared = isTemplateMap(root['Parameters']) ? root['Parameters'] : {};
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(declared, name)) {
      const known = Object.keys(declared);
      throw new UsageError(
        `The template has no parameter ${name}. ${known.length > 0 ? `It has: ${known.join(', ')}.` : 'It has none.'}`,
      );
    }
  }
  const values = new Map<string, ParameterValue>();
  for (const [name, declaration] of Object.entries(declared)) {
    if (!isTemplateMap(declaration)) {
      throw new TemplateError(
        positions.of(declared, name),
        describeValue(declaration),
        `a parameter's Type and constraints`,
      );
    }
    const raw = given[name] ?? scalar(declaration['Default']);
    if (raw === undefined) {
      throw new TemplateError(
        positions.of(declared, name),
        `no value for the parameter ${name}, which has no default`,
        `--parameter ${name}=VALUE${hint(declaration)}`,
      );
    }
    const type = scalar(declaration['Type']) ?? 'String';
    const items =
      type === 'CommaDelimitedList' || type.startsWith('List<') ? raw.split(',').map((s) => s.trim()) : null;
    for (const item of items ?? [raw]) check(name, item, type, declaration, positions);
    values.set(name, items ?? raw);
  }
  return values;
}

function check(name: string, value: string, type: string, declaration: TemplateMap, positions: Positions): void {
  const fail = (constraint: string, expected: string): never => {
    const shown = declaration['NoEcho'] === true || declaration['NoEcho'] === 'true' ? 'a hidden value' : `"${value}"`;
    throw new TemplateError(positions.of(declaration, constraint), `${shown} for the parameter ${name}`, expected);
  };
  const allowed = declaration['AllowedValues'];
  if (Array.isArray(allowed) && !allowed.some((one) => scalar(one) === value)) {
    fail('AllowedValues', `one of ${allowed.map((one) => scalar(one)).join(', ')}`);
  }
  const pattern = scalar(declaration['AllowedPattern']);
  if (pattern !== undefined && !new RegExp(`^(?:${pattern})$`).test(value)) {
    const words = scalar(declaration['ConstraintDescription']);
    fail('AllowedPattern', words === undefined ? `text that matches ${pattern}` : `${words} (${pattern})`);
  }
  const bound = (key: string): number | undefined => {
    const text = scalar(declaration[key]);
    return text === undefined ? undefined : Number(text);
  };
  const minimumLength = bound('MinLength');
  const maximumLength = bound('MaxLength');
  if (minimumLength !== undefined && value.length < minimumLength) {
    fail('MinLength', `at least ${minimumLength} characters`);
  }
  if (maximumLength !== undefined && value.length > maximumLength) {
    fail('MaxLength', `at most ${maximumLength} characters`);
  }
  if (type !== 'Number' && type !== 'List<Number>') return;
  const number = Number(value);
  if (value.trim() === '' || !Number.isFinite(number)) fail('Type', 'a number');
  const minimum = bound('MinValue');
  const maximum = bound('MaxValue');
  if (minimum !== undefined && number < minimum) fail('MinValue', `a number of at least ${minimum}`);
  if (maximum !== undefined && number > maximum) fail('MaxValue', `a number of at most ${maximum}`);
}

function hint(declaration: TemplateMap): string {
  const description = scalar(declaration['Description']);
  return description === undefined ? '' : ` (${description})`;
}

function scalar(value: TemplateValue | undefined): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}
