// A template's parameters: their values and constraints, which CloudFormation checks before it creates anything.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html

import { TemplateError, UsageError } from '../model/errors.js';
import { describeValue, isTemplateMap, type Positions, scalarText, type TemplateMap } from './parse.js';
import { unlessUnsupported } from './unsupported.js';

/** The value of a parameter; a list for list types. */
export type ParameterValue = string | string[];

/** Looks up the given value of a parameter; undefined if there is none. */
export type GivenParameter = (name: string) => string | undefined;

/**
 * Gives every parameter its value, which is the given one or else its default, and checks it against the constraints.
 *
 * @returns the values; an error instead of one that `given` cannot resolve
 * @throws TemplateError for a missing or invalid value
 */
export function resolveParameters(
  root: TemplateMap,
  given: GivenParameter,
  positions: Positions,
): Map<string, ParameterValue | TemplateError> {
  const declared = isTemplateMap(root['Parameters']) ? root['Parameters'] : {};
  const values = new Map<string, ParameterValue | TemplateError>();
  for (const [name, declaration] of Object.entries(declared)) {
    const at = positions.of(declared, name);
    if (!isTemplateMap(declaration)) {
      throw new TemplateError(at, describeValue(declaration), `a parameter's Type and constraints`);
    }
    const own = unlessUnsupported(() => given(name));
    if (own instanceof TemplateError) {
      values.set(name, own);
      continue;
    }
    const value = own ?? scalarText(declaration['Default']);
    if (value === undefined) {
      throw new TemplateError(
        at,
        `no value for the parameter ${name}, which has no default`,
        `--parameter ${name}=VALUE${descriptionHint(declaration)}`,
      );
    }
    const type = scalarText(declaration['Type']) ?? 'String';
    const isList = type === 'CommaDelimitedList' || type.startsWith('List<');
    const items = isList ? value.split(',').map((item) => item.trim()) : [value];
    for (const item of items) checkValue({ name, value: item, type, declaration, positions });
    values.set(name, isList ? items : value);
  }
  return values;
}

/** The names of a template's parameters. */
export const parameterNames = (root: TemplateMap): string[] =>
  Object.keys(isTemplateMap(root['Parameters']) ? root['Parameters'] : {});

/**
 * Refuses parameters that no template has.
 *
 * @throws UsageError that lists the existing ones
 */
export function refuseUnknownNames(given: readonly string[], declared: readonly string[]): void {
  const unknown = given.find((name) => !declared.includes(name));
  if (unknown === undefined) return;
  const existing = declared.length > 0 ? `Use one of ${declared.join(', ')}.` : 'It has no parameters.';
  throw new UsageError(`The template has no parameter ${unknown}. ${existing}`);
}

interface ParameterCheck {
  readonly name: string;
  readonly value: string;
  readonly type: string;
  readonly declaration: TemplateMap;
  readonly positions: Positions;
}

function checkValue(check: ParameterCheck): void {
  const { value, declaration } = check;
  const { AllowedValues: allowed } = declaration;
  if (Array.isArray(allowed) && !allowed.some((one) => scalarText(one) === value)) {
    fail(check, 'AllowedValues', `one of ${allowed.map(scalarText).join(', ')}`);
  }
  const pattern = scalarText(declaration['AllowedPattern']);
  if (pattern !== undefined && !matches(check, pattern)) {
    const description = scalarText(declaration['ConstraintDescription']);
    const expected = description === undefined ? `text that matches ${pattern}` : `${description} (${pattern})`;
    fail(check, 'AllowedPattern', expected);
  }
  const minimum = numericConstraint(declaration, 'MinLength');
  const maximum = numericConstraint(declaration, 'MaxLength');
  if (minimum !== undefined && value.length < minimum) fail(check, 'MinLength', `at least ${minimum} characters`);
  if (maximum !== undefined && value.length > maximum) fail(check, 'MaxLength', `at most ${maximum} characters`);
  if (check.type === 'Number' || check.type === 'List<Number>') checkNumber(check);
}

function matches({ value, declaration, positions, name }: ParameterCheck, pattern: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`).test(value);
  } catch {
    const at = positions.of(declaration, 'AllowedPattern');
    throw new TemplateError(at, `"${pattern}" for the parameter ${name}`, 'a regular expression');
  }
}

function checkNumber(check: ParameterCheck): void {
  const { value, declaration } = check;
  const number = Number(value);
  if (value.trim() === '' || !Number.isFinite(number)) fail(check, 'Type', 'a number');
  const minimum = numericConstraint(declaration, 'MinValue');
  const maximum = numericConstraint(declaration, 'MaxValue');
  if (minimum !== undefined && number < minimum) fail(check, 'MinValue', `a number of at least ${minimum}`);
  if (maximum !== undefined && number > maximum) fail(check, 'MaxValue', `a number of at most ${maximum}`);
}

function numericConstraint(declaration: TemplateMap, key: string): number | undefined {
  const text = scalarText(declaration[key]);
  return text === undefined ? undefined : Number(text);
}

/** Throws TemplateError at the violated constraint. A value with NoEcho is not shown. */
function fail({ name, value, declaration, positions }: ParameterCheck, constraint: string, expected: string): never {
  const isHidden = declaration['NoEcho'] === true || declaration['NoEcho'] === 'true';
  const shown = isHidden ? 'a hidden value' : `"${value}"`;
  throw new TemplateError(positions.of(declaration, constraint), `${shown} for the parameter ${name}`, expected);
}

function descriptionHint(declaration: TemplateMap): string {
  const description = scalarText(declaration['Description']);
  return description === undefined ? '' : ` (${description})`;
}
