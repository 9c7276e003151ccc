import { type Position, TemplateError } from '../model/errors.js';
import { describeValue, isTemplateMap, type Positions, type TemplateMap, type TemplateValue } from './source.js';

/** What the intrinsic functions ask about the template around them. */
export interface IntrinsicScope {
  readonly positions: Positions;
  ref(name: string, at: Position): TemplateValue | undefined;
  getAtt(logicalId: string, attribute: string, at: Position): TemplateValue;
  condition(name: string, at: Position): boolean;
  findInMap(map: string, first: string, second: string, at: Position): TemplateValue | undefined;
}

type Intrinsic = (argument: TemplateValue, scope: IntrinsicScope, at: Position) => TemplateValue | undefined;

/** Resolves every intrinsic inside a value. `undefined` is AWS::NoValue: the entry that holds it disappears. */
export function resolve(value: TemplateValue, scope: IntrinsicScope): TemplateValue | undefined {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const list: TemplateValue[] = [];
    for (const item of value) {
      const resolved = resolve(item, scope);
      if (resolved !== undefined) list.push(resolved);
    }
    scope.positions.copy(value, list);
    return list;
  }
  const keys = Object.keys(value);
  const only = keys.length === 1 ? keys[0] : undefined;
  if (only !== undefined && (only === 'Ref' || only === 'Condition' || only.startsWith('Fn::'))) {
    const argument = value[only] as TemplateValue;
    // An IAM statement's own `Condition` is a map; the intrinsic's is a name.
    if (only !== 'Condition' || typeof argument === 'string') {
      const at = scope.positions.of(value);
      const intrinsic = intrinsics[only];
      if (intrinsic === undefined) throw new TemplateError(at, only, 'an intrinsic function this tool resolves');
      return intrinsic(argument, scope, at);
    }
  }
  const map: TemplateMap = Object.create(null) as TemplateMap;
  for (const key of keys) {
    const resolved = resolve(value[key] as TemplateValue, scope);
    if (resolved !== undefined) map[key] = resolved;
  }
  scope.positions.copy(value, map);
  return map;
}

const intrinsics: Readonly<Record<string, Intrinsic>> = {
  Ref: (argument, scope, at) => scope.ref(text(argument, at, 'the name of a parameter or resource'), at),
  Condition: (argument, scope, at) => scope.condition(text(argument, at, 'the name of a condition'), at),
  'Fn::GetAtt': (argument, scope, at) => {
    const parts =
      typeof argument === 'string' ? [argument.split('.')[0], argument.split('.').slice(1).join('.')] : argument;
    if (!Array.isArray(parts) || parts.length !== 2)
      throw new TemplateError(at, describeValue(argument), 'Resource.Attribute');
    const attribute = resolve(parts[1] as TemplateValue, scope);
    return scope.getAtt(text(parts[0], at, 'a resource'), text(attribute, at, 'an attribute'), at);
  },
  'Fn::Sub': (argument, scope, at) => {
    const [template, extra] = Array.isArray(argument) ? argument : [argument, undefined];
    const variables = isTemplateMap(extra) ? extra : {};
    return text(template, at, 'text that may hold references').replace(
      /\$\{(!?)([^}]*)\}/g,
      (whole, literal: string, raw: string) => {
        if (literal === '!') return `\${${raw}}`;
        const name = raw.trim();
        const own = variables[name];
        const dot = name.indexOf('.');
        const value =
          own !== undefined
            ? resolve(own, scope)
            : dot > 0
              ? scope.getAtt(name.slice(0, dot), name.slice(dot + 1), at)
              : scope.ref(name, at);
        return text(value, at, `a value for ${whole}`);
      },
    );
  },
  'Fn::Join': (argument, scope, at) => {
    const [delimiter, values] = pair(argument, scope, at, '[delimiter, [values]]');
    return items(values, at)
      .map((item) => text(item, at, 'text to join'))
      .join(text(delimiter, at, 'a delimiter'));
  },
  'Fn::Split': (argument, scope, at) => {
    const [delimiter, source] = pair(argument, scope, at, '[delimiter, text]');
    return text(source, at, 'text to split').split(text(delimiter, at, 'a delimiter'));
  },
  'Fn::Select': (argument, scope, at) => {
    const [index, values] = pair(argument, scope, at, '[index, [values]]');
    const list = items(values, at);
    const found = list[Number(index)];
    if (found === undefined) throw new TemplateError(at, `index ${describeValue(index)}`, `0 to ${list.length - 1}`);
    return found;
  },
  'Fn::If': (argument, scope, at) => {
    if (!Array.isArray(argument) || argument.length !== 3) {
      throw new TemplateError(at, describeValue(argument), '[condition, value if true, value if false]');
    }
    const branch = scope.condition(text(argument[0], at, 'the name of a condition'), at) ? argument[1] : argument[2];
    return resolve(branch as TemplateValue, scope);
  },
  'Fn::Equals': (argument, scope, at) => {
    const [left, right] = pair(argument, scope, at, '[one value, another]');
    return String(left) === String(right);
  },
  'Fn::Not': (argument, scope, at) => !truth(operands(argument, scope, at, 1, 1)[0], at),
  'Fn::And': (argument, scope, at) => operands(argument, scope, at, 2, 10).every((one) => truth(one, at)),
  'Fn::Or': (argument, scope, at) => operands(argument, scope, at, 2, 10).some((one) => truth(one, at)),
  'Fn::FindInMap': (argument, scope, at) => {
    if (!Array.isArray(argument) || argument.length < 3)
      throw new TemplateError(at, describeValue(argument), '[map, key, key]');
    const [map, first, second, options] = argument.map((one) => resolve(one, scope));
    const names = [map, first, second].map((one) => text(one, at, 'a key')) as [string, string, string];
    const found = scope.findInMap(...names, at);
    if (found !== undefined) return found;
    if (isTemplateMap(options) && options['DefaultValue'] !== undefined) return options['DefaultValue'];
    throw new TemplateError(at, names.join(' › '), 'keys that the Mappings section has');
  },
  'Fn::Base64': (argument, scope, at) =>
    Buffer.from(text(resolve(argument, scope), at, 'text'), 'utf8').toString('base64'),
  'Fn::GetAZs': () => ['a', 'b', 'c'],
  'Fn::Length': (argument, scope, at) => items(resolve(argument, scope), at).length,
  'Fn::ToJsonString': (argument, scope) => JSON.stringify(resolve(argument, scope) ?? null),
};

function text(value: TemplateValue | undefined, at: Position, expected: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new TemplateError(at, describeValue(value), expected);
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
