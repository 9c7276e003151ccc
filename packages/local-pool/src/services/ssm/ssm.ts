// Parameter Store of AWS Systems Manager: the template's parameters, and those that are put.
// https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-parameter-store.html

import { authorize } from '../../iam/authorize.js';
import type { Caller } from '../../iam/caller.js';
import { regionalArn } from '../../model/arn.js';
import type { Clock } from '../../model/clock.js';
import { ServiceError, UnsupportedCall } from '../../model/errors.js';
import type { ParameterDefinition } from '../../model/stack.js';

interface Parameter extends ParameterDefinition {
  readonly version: number;
  /** Milliseconds since the Unix epoch. */
  readonly modifiedAt: number;
}

type Input = Readonly<Record<string, unknown>>;

/** The parameters of one stack. */
export interface ParameterStore {
  /**
   * Answers one call of the API.
   *
   * @throws ServiceError `AccessDeniedException`, or the operation's own errors
   */
  call(action: string, input: Input, caller: Caller): object;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const textsOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(textOf) : []);

/** Creates the template's parameters. */
export function createParameterStore(
  definitions: readonly ParameterDefinition[],
  region: string,
  endpoint: string,
  clock: Clock,
): ParameterStore {
  const parameters = new Map<string, Parameter>();
  for (const one of definitions) parameters.set(one.name, { ...one, version: 1, modifiedAt: clock.now() });

  const arnOf = (name: string): string => regionalArn('ssm', region, `parameter/${name.replace(/^\//, '')}`);
  /** A parameter is identified by its name or ARN. A version or label after a colon is ignored. */
  const nameOf = (given: string): string => {
    if (!given.startsWith('arn:')) return given.split(':')[0] ?? '';
    const path = given.split(':parameter/')[1]?.split(':')[0] ?? '';
    return parameters.has(path) ? path : `/${path}`;
  };

  const describe = (parameter: Parameter, isDecrypted: boolean): object => ({
    Name: parameter.name,
    Type: parameter.type,
    Value:
      parameter.type === 'SecureString' && !isDecrypted
        ? Buffer.from(`encrypted:${parameter.value}`).toString('base64')
        : parameter.value,
    Version: parameter.version,
    LastModifiedDate: parameter.modifiedAt / 1000,
    ARN: arnOf(parameter.name),
    DataType: 'text',
  });

  const find = (given: string): Parameter => {
    const parameter = parameters.get(nameOf(given));
    if (parameter !== undefined) return parameter;
    throw new ServiceError(
      'ParameterNotFound',
      `Parameter ${given} not found: no template defines it. Create it with: aws ssm put-parameter --endpoint-url ${endpoint} --name ${given} --type String --value …`,
    );
  };

  const put = (input: Input): object => {
    const name = textOf(input['Name']);
    const existing = parameters.get(name);
    if (existing !== undefined && input['Overwrite'] !== true) {
      throw new ServiceError('ParameterAlreadyExists', 'The parameter already exists. To overwrite it, set Overwrite.');
    }
    const type = textOf(input['Type']) || existing?.type || 'String';
    const version = (existing?.version ?? 0) + 1;
    parameters.set(name, { name, type, value: textOf(input['Value']), version, modifiedAt: clock.now() });
    return { Version: version, Tier: 'Standard' };
  };

  const byPath = (input: Input): Parameter[] => {
    const path = textOf(input['Path']).replace(/\/?$/, '/');
    return [...parameters.values()].filter(({ name }) => {
      if (!name.startsWith(path)) return false;
      return input['Recursive'] === true || !name.slice(path.length).includes('/');
    });
  };

  return {
    call(action, input, caller) {
      const isDecrypted = input['WithDecryption'] === true;
      const check = (names: readonly string[]): void => {
        for (const name of names) authorize(caller, { action: `ssm:${action}`, resources: [arnOf(nameOf(name))] });
      };
      switch (action) {
        case 'GetParameter':
          check([textOf(input['Name'])]);
          return { Parameter: describe(find(textOf(input['Name'])), isDecrypted) };
        case 'GetParameters': {
          const names = textsOf(input['Names']);
          check(names);
          const found = names.flatMap((name) => parameters.get(nameOf(name)) ?? []);
          return {
            Parameters: found.map((one) => describe(one, isDecrypted)),
            InvalidParameters: names.filter((name) => !parameters.has(nameOf(name))),
          };
        }
        case 'GetParametersByPath':
          check([textOf(input['Path']).replace(/\/$/, '')]);
          return { Parameters: byPath(input).map((one) => describe(one, isDecrypted)) };
        case 'PutParameter':
          check([textOf(input['Name'])]);
          return put(input);
        case 'DeleteParameter':
          check([textOf(input['Name'])]);
          parameters.delete(find(textOf(input['Name'])).name);
          return {};
        default:
          throw new UnsupportedCall('SSM', action);
      }
    },
  };
}
