// The parameters of a Cognito API call, with Cognito's own validation errors.

import { invalidParameter, ServiceError } from '../../model/errors.js';

/**
 * What Cognito accepts in the names of users and attributes: letters, marks, symbols, numbers and punctuation.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SignUp.html#CognitoUserPools-SignUp-request-Username
 */
const NAME_PATTERN = String.raw`[\p{L}\p{M}\p{S}\p{N}\p{P}]+`;

const NAME = new RegExp(`^${NAME_PATTERN}$`, 'u');

/** The longest string that Cognito accepts where an operation states no other limit, in characters. */
const MAX_LENGTH = 131_072;

/**
 * Reads the parameters of one call. `null` in the request counts as absent.
 *
 * Every method throws ServiceError: `SerializationException` for a value of the wrong type, and
 * `InvalidParameterException` for one that is missing, too short or too long.
 */
export interface OperationInput {
  /** Whether a parameter is present. */
  has(name: string): boolean;
  /** All parameters that are present, as they are. */
  raw(): Readonly<Record<string, unknown>>;
  /** A string that may be absent. */
  optionalText(name: string, longest?: number): string | undefined;
  /** A required string. Lengths are in characters. */
  text(name: string, shortest?: number, longest?: number): string;
  /** A required name, of a user for instance: no spaces, control characters or invisible format characters. */
  name(name: string, longest: number): string;
  /** A boolean; false when absent. */
  flag(name: string): boolean;
  /** A number that may be absent. */
  number(name: string): number | undefined;
  /** A map of strings that may be absent, such as ClientMetadata. */
  optionalTexts(name: string): Record<string, string> | undefined;
  /** A map of strings; empty when absent. */
  texts(name: string): Record<string, string>;
  /** A list of `{Name, Value}` such as UserAttributes, as a map; undefined when absent. */
  attributes(name: string): Record<string, string> | undefined;
  /** A structure, such as TokenSession; empty when absent. */
  structure(name: string): OperationInput;
  /** A list of strings; empty when absent. */
  list(name: string): string[];
  /** One of a closed set of values; undefined when absent. */
  oneOf<const T extends string>(name: string, allowed: readonly T[]): T | undefined;
  /** A list of values of a closed set; empty when absent. */
  listOf<const T extends string>(name: string, allowed: readonly T[]): T[];
}

/** Creates the reader of a request's parameters. */
export function createOperationInput(values: Readonly<Record<string, unknown>>): OperationInput {
  const optionalText = (name: string, longest = MAX_LENGTH): string | undefined => {
    const value = values[name];
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'string') throw notAString(value);
    if (value.length > longest) {
      throw constraintViolation(name, value, `Member must have length less than or equal to ${longest}`);
    }
    return value;
  };

  const text = (name: string, shortest = 1, longest = MAX_LENGTH): string => {
    const value = optionalText(name, longest);
    if (value === undefined) {
      throw invalidParameter(
        `1 validation error detected: Value null at '${lowerFirst(name)}' failed to satisfy constraint: Member must not be null`,
      );
    }
    if (value.length < shortest) {
      throw constraintViolation(name, value, `Member must have length greater than or equal to ${shortest}`);
    }
    return value;
  };

  const optionalTexts = (name: string): Record<string, string> | undefined => {
    const value = values[name];
    return value === undefined || value === null ? undefined : readTextMap(value);
  };

  const member = <const T extends string>(name: string, value: string, allowed: readonly T[]): T => {
    const found = allowed.find((one) => one === value);
    if (found !== undefined) return found;
    throw constraintViolation(name, value, `Member must satisfy enum value set: [${allowed.join(', ')}]`);
  };

  const list = (name: string): string[] => {
    const value = values[name];
    if (value === undefined || value === null) return [];
    if (!Array.isArray(value) || value.some((one) => typeof one !== 'string')) {
      throw new ServiceError('SerializationException', `${name} is not a list of strings`);
    }
    return value as string[];
  };

  return {
    has: (name) => values[name] !== undefined && values[name] !== null,
    raw: () => Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== null)),
    optionalText,
    text,
    list,
    oneOf(name, allowed) {
      const value = optionalText(name);
      return value === undefined ? undefined : member(name, value, allowed);
    },
    listOf: (name, allowed) => list(name).map((value) => member(name, value, allowed)),
    name(name, longest) {
      const value = text(name, 1, longest);
      if (NAME.test(value)) return value;
      throw constraintViolation(name, value, `Member must satisfy regular expression pattern: ${NAME_PATTERN}`);
    },
    flag(name) {
      const value = values[name];
      if (value === undefined || value === null) return false;
      if (typeof value !== 'boolean') throw new ServiceError('SerializationException', `${name} is not a boolean`);
      return value;
    },
    number(name) {
      const value = values[name];
      if (value === undefined || value === null) return undefined;
      if (typeof value !== 'number') throw new ServiceError('SerializationException', `${name} is not a number`);
      return value;
    },
    optionalTexts,
    texts: (name) => optionalTexts(name) ?? {},
    attributes(name) {
      const value = values[name];
      return value === undefined || value === null ? undefined : readAttributes(name, value);
    },
    structure(name) {
      const value = values[name] ?? {};
      if (typeof value !== 'object' || Array.isArray(value)) {
        throw new ServiceError('SerializationException', `${name} is not a structure`);
      }
      return createOperationInput(value as Record<string, unknown>);
    },
  };
}

function readTextMap(value: unknown): Record<string, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ServiceError('SerializationException', 'Start of structure or map found where not expected.');
  }
  const texts: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [key, text] of Object.entries(value)) {
    if (text === null) continue;
    if (typeof text !== 'string') throw notAString(text);
    texts[key] = text;
  }
  return texts;
}

function readAttributes(name: string, value: unknown): Record<string, string> {
  if (!Array.isArray(value)) throw new ServiceError('SerializationException', `${name} is not a list`);
  const attributes: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const item of value as unknown[]) {
    const entry = createOperationInput((item ?? {}) as Record<string, unknown>);
    attributes[entry.name('Name', 32)] = entry.optionalText('Value', 2048) ?? '';
  }
  return attributes;
}

const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

const notAString = (value: unknown): ServiceError =>
  new ServiceError(
    'SerializationException',
    `${typeof value === 'number' ? 'NUMBER' : 'STRUCTURE'}_VALUE can not be converted to a String`,
  );

const constraintViolation = (name: string, value: string, rule: string): ServiceError =>
  invalidParameter(
    `1 validation error detected: Value '${value.length > 100 ? `${value.slice(0, 100)}…` : value}' at '${lowerFirst(name)}' failed to satisfy constraint: ${rule}`,
  );
