// CloudFormation's intrinsic functions.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html

import { type Position, TemplateError } from '../model/errors.js';
import {
  asText,
  createTemplateMap,
  describeValue,
  isTemplateMap,
  type Positions,
  scalarText,
  type TemplateMap,
  type TemplateValue,
} from './parse.js';

/** What intrinsic functions look up in the template. `at` is the position in error messages. */
export interface IntrinsicScope {
  readonly positions: Positions;
  /** The value of a parameter, pseudo parameter or resource; undefined for `AWS::NoValue`. */
  ref(name: string, at: Position): TemplateValue | undefined;
  getAtt(logicalId: string, attribute: string, at: Position): TemplateValue;
  condition(name: string, at: Position): boolean;
  findInMap(map: string, first: string, second: string): TemplateValue | undefined;
  /** The value of another stack's export. */
  importValue(name: string, at: Position): TemplateValue;
}

type Intrinsic = (argument: TemplateValue, scope: IntrinsicScope, at: Position) => TemplateValue | undefined;

/**
 * Resolves every intrinsic function inside a value.
 *
 * @returns undefined for `AWS::NoValue`, which removes the entry that holds it
 * @throws TemplateError with the position of a function that cannot be resolved
 */
export function resolve(value: TemplateValue, scope: IntrinsicScope): TemplateValue | undefined {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const list = value.map((item) => resolve(item, scope)).filter((item) => item !== undefined);
    scope.positions.copy(value, list);
    return list;
  }
  const call = intrinsicCall(value);
  if (call !== undefined) {
    const at = scope.positions.of(value);
    const intrinsic = Object.hasOwn(intrinsics, call.name) ? intrinsics[call.name] : undefined;
    if (intrinsic === undefined) {
      throw unsupportedFunction(call.name, at);
    }
    return intrinsic(call.argument, scope, at);
  }
  const map = createTemplateMap();
  refuseMacros(value, scope.positions);
  for (const [key, entry] of Object.entries(value)) {
    const resolved = resolve(entry, scope);
    if (resolved !== undefined) map[key] = resolved;
  }
  scope.positions.copy(value, map);
  return map;
}

const unsupportedFunction = (name: string, at: Position): TemplateError => {
  const supported = Object.keys(intrinsics).join(', ');
  return new TemplateError(at, name, `a value, or a function that the local pool supports: ${supported}`, true);
};

/**
 * Refuses intrinsic functions in a map that has other keys, too: `Fn::Transform` and `Fn::ForEach`, which AWS replaces by
 * further keys.
 *
 * @throws TemplateError with the function's position
 */
export function refuseMacros(map: TemplateMap, positions: Positions): void {
  const macro = Object.keys(map).find((key) => key === 'Fn::Transform' || key.startsWith('Fn::ForEach'));
  if (macro !== undefined) throw unsupportedFunction(macro, positions.of(map, macro));
}

/** The intrinsic function that a map calls; undefined for an ordinary map. */
function intrinsicCall(map: TemplateMap): { readonly name: string; readonly argument: TemplateValue } | undefined {
  const [name, ...others] = Object.keys(map);
  if (name === undefined || others.length > 0) return undefined;
  const argument = map[name] as TemplateValue;
  if (name === 'Ref' || name.startsWith('Fn::')) return { name, argument };
  // The `Condition` of an IAM statement is a map; that of CloudFormation is a name.
  return name === 'Condition' && typeof argument === 'string' ? { name, argument } : undefined;
}

const intrinsics: Readonly<Record<string, Intrinsic>> = {
  Ref: (argument, scope, at) => scope.ref(text(argument, at, 'the name of a parameter or resource'), at),
  Condition: (argument, scope, at) => scope.condition(text(argument, at, 'the name of a condition'), at),
  'Fn::GetAtt': getAtt,
  'Fn::Sub': substitute,
  'Fn::Join'(argument, scope, at) {
    const [delimiter, values] = pair(argument, scope, at, '[delimiter, [values]]');
    return items(values, at)
      .map((item) => text(item, at, 'text to join'))
      .join(text(delimiter, at, 'a delimiter'));
  },
  'Fn::Split'(argument, scope, at) {
    const [delimiter, source] = pair(argument, scope, at, '[delimiter, text]');
    return text(source, at, 'text to split').split(text(delimiter, at, 'a delimiter'));
  },
  'Fn::Select'(argument, scope, at) {
    const [index, values] = pair(argument, scope, at, '[index, [values]]');
    const list = items(values, at);
    const found = list[Number(asText(index))];
    if (found === undefined) throw new TemplateError(at, `index ${describeValue(index)}`, `0 to ${list.length - 1}`);
    return found;
  },
  'Fn::If'(argument, scope, at) {
    if (!Array.isArray(argument) || argument.length !== 3) {
      throw new TemplateError(at, describeValue(argument), '[condition, value if true, value if false]');
    }
    const [name, ifTrue, ifFalse] = argument;
    const isTrue = scope.condition(text(name, at, 'the name of a condition'), at);
    return resolve((isTrue ? ifTrue : ifFalse) as TemplateValue, scope);
  },
  'Fn::Equals'(argument, scope, at) {
    const [left, right] = pair(argument, scope, at, '[one value, another]');
    return asText(left) === asText(right);
  },
  'Fn::Not': (argument, scope, at) => !truth(operands(argument, scope, at, 1, 1)[0], at),
  'Fn::And': (argument, scope, at) => operands(argument, scope, at, 2, 10).every((one) => truth(one, at)),
  'Fn::Or': (argument, scope, at) => operands(argument, scope, at, 2, 10).some((one) => truth(one, at)),
  // These three occur in rules only.
  'Fn::Contains'(argument, scope, at) {
    const [list, value] = pair(argument, scope, at, '[[values], value]');
    return contains(items(list, at), value);
  },
  'Fn::EachMemberEquals'(argument, scope, at) {
    const [list, value] = pair(argument, scope, at, '[[values], value]');
    return items(list, at).every((item) => asText(item) === asText(value));
  },
  'Fn::EachMemberIn'(argument, scope, at) {
    const [list, allowed] = pair(argument, scope, at, '[[values], [values]]');
    return items(list, at).every((item) => contains(items(allowed, at), item));
  },
  'Fn::FindInMap': findInMap,
  'Fn::ImportValue': (argument, scope, at) =>
    scope.importValue(text(resolve(argument, scope), at, 'the name of an export'), at),
  'Fn::Base64': (argument, scope, at) =>
    Buffer.from(text(resolve(argument, scope), at, 'text'), 'utf8').toString('base64'),
  'Fn::GetAZs': () => ['a', 'b', 'c'],
  'Fn::Length': (argument, scope, at) => items(resolve(argument, scope), at).length,
  'Fn::ToJsonString': (argument, scope) => JSON.stringify(resolve(argument, scope) ?? null),
};

const contains = (list: readonly TemplateValue[], value: TemplateValue): boolean =>
  list.some((item) => asText(item) === asText(value));

function getAtt(argument: TemplateValue, scope: IntrinsicScope, at: Position): TemplateValue {
  const parts =
    typeof argument === 'string' ? [argument.split('.')[0], argument.split('.').slice(1).join('.')] : argument;
  if (!Array.isArray(parts) || parts.length !== 2) {
    throw new TemplateError(at, describeValue(argument), 'Resource.Attribute');
  }
  const attribute = resolve(parts[1] as TemplateValue, scope);
  return scope.getAtt(text(parts[0], at, 'a resource'), text(attribute, at, 'an attribute'), at);
}

/** `Fn::Sub`: replaces `${Name}` and `${Resource.Attribute}`; `${!Name}` stays as `${Name}`. */
function substitute(argument: TemplateValue, scope: IntrinsicScope, at: Position): TemplateValue {
  const [template, extra] = Array.isArray(argument) ? argument : [argument, undefined];
  const variables = isTemplateMap(extra) ? extra : {};
  const resolveVariable = (name: string): TemplateValue | undefined => {
    const variable = variables[name];
    if (variable !== undefined) return resolve(variable, scope);
    const dot = name.indexOf('.');
    return dot > 0 ? scope.getAtt(name.slice(0, dot), name.slice(dot + 1), at) : scope.ref(name, at);
  };
  return text(template, at, 'text that may contain references').replace(
    /\$\{(!?)([^}]*)\}/g,
    (whole, literal: string, name: string) =>
      literal === '!' ? `\${${name}}` : text(resolveVariable(name.trim()), at, `a value for ${whole}`),
  );
}

function findInMap(argument: TemplateValue, scope: IntrinsicScope, at: Position): TemplateValue {
  if (!Array.isArray(argument) || argument.length < 3) {
    throw new TemplateError(at, describeValue(argument), '[map, key, key]');
  }
  const [map, first, second, options] = argument.map((one) => resolve(one, scope));
  const names = [map, first, second].map((one) => text(one, at, 'a key')) as [string, string, string];
  const found = scope.findInMap(...names);
  if (found !== undefined) return found;
  if (isTemplateMap(options) && options['DefaultValue'] !== undefined) return options['DefaultValue'];
  throw new TemplateError(at, names.join(' › '), 'keys that the Mappings section has');
}

function text(value: TemplateValue | undefined, at: Position, expected: string): string {
  const found = scalarText(value);
  if (found === undefined) throw new TemplateError(at, describeValue(value), expected);
  return found;
}

function items(value: TemplateValue | undefined, at: Position): TemplateValue[] {
  if (Array.isArray(value)) return value;
  throw new TemplateError(at, describeValue(value), 'a list');
}

function pair(
  argument: TemplateValue,
  scope: IntrinsicScope,
  at: Position,
  expected: string,
): [TemplateValue, TemplateValue] {
  const list = resolve(argument, scope);
  if (!Array.isArray(list) || list.length !== 2) throw new TemplateError(at, describeValue(argument), expected);
  return list as [TemplateValue, TemplateValue];
}

function operands(
  argument: TemplateValue,
  scope: IntrinsicScope,
  at: Position,
  least: number,
  most: number,
): TemplateValue[] {
  const list = items(resolve(argument, scope), at);
  if (list.length < least || list.length > most) {
    throw new TemplateError(at, `${list.length} conditions`, least === most ? String(least) : `${least} to ${most}`);
  }
  return list;
}

function truth(value: TemplateValue | undefined, at: Position): boolean {
  if (value === true || value === 'true') return true;
  if (value === false || value === 'false') return false;
  throw new TemplateError(at, describeValue(value), 'a condition');
}
