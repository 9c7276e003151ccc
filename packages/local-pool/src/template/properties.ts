// Typed reading of a resource's resolved properties.

import { TemplateError } from '../model/errors.js';
import { describeValue, isTemplateMap, type Positions, type TemplateMap, type TemplateValue } from './parse.js';

/**
 * The resolved properties of a resource, or of a map inside one. A property that is absent or `null` is undefined, false
 * or empty. Every method throws TemplateError, with the property's position, for a value of the wrong kind.
 */
export interface Properties {
  readonly map: TemplateMap;
  readonly positions: Positions;
  /** Whether a property is present. */
  has(key: string): boolean;
  /** Throws TemplateError that says what was found and what is expected. */
  fail(key: string, expected: string): never;
  string(key: string): string | undefined;
  /** A property that has to be present. `expected` completes the error message. */
  requiredString(key: string, expected: string): string;
  /** A whole number within bounds, both inclusive. */
  number(key: string, least?: number, most?: number): number | undefined;
  boolean(key: string): boolean | undefined;
  oneOf<const T extends string>(key: string, allowed: readonly T[]): T | undefined;
  list(key: string): TemplateValue[];
  strings(key: string): string[];
  /** A map. */
  child(key: string): Properties | undefined;
  /** A list of maps. */
  children(key: string): Properties[];
  /** A map of strings, such as environment variables. */
  texts(key: string): Record<string, string>;
}

/** Creates the reader of a map. */
export function createProperties(map: TemplateMap, positions: Positions): Properties {
  const fail = (key: string, expected: string): never => {
    throw new TemplateError(positions.of(map, key), `${key}: ${describeValue(map[key])}`, expected);
  };
  const present = (key: string): TemplateValue | undefined => map[key] ?? undefined;
  const string = (key: string): string | undefined => {
    const value = present(key);
    if (value === undefined) return undefined;
    return typeof value === 'object' ? fail(key, 'text') : String(value);
  };
  const list = (key: string): TemplateValue[] => {
    const value = present(key);
    if (value === undefined) return [];
    return Array.isArray(value) ? value : fail(key, 'a list');
  };
  const child = (key: string): Properties | undefined => {
    const value = present(key);
    if (value === undefined) return undefined;
    return isTemplateMap(value) ? createProperties(value, positions) : fail(key, 'a map');
  };
  return {
    map,
    positions,
    has: (key) => present(key) !== undefined,
    fail,
    string,
    requiredString: (key, expected) => string(key) ?? fail(key, expected),
    number(key, least = 0, most = Number.MAX_SAFE_INTEGER) {
      const text = string(key);
      if (text === undefined) return undefined;
      const number = Number(text);
      if (text.trim() === '' || !Number.isInteger(number) || number < least || number > most) {
        return fail(key, `a whole number from ${least} to ${most}`);
      }
      return number;
    },
    boolean(key) {
      const text = string(key)?.toLowerCase();
      if (text === undefined) return undefined;
      if (text !== 'true' && text !== 'false') return fail(key, 'true or false');
      return text === 'true';
    },
    oneOf(key, allowed) {
      const text = string(key);
      if (text === undefined) return undefined;
      return allowed.find((one) => one === text) ?? fail(key, `one of ${allowed.join(', ')}`);
    },
    list,
    strings: (key) => list(key).map((item) => (typeof item === 'object' ? fail(key, 'a list of texts') : String(item))),
    child,
    children: (key) =>
      list(key).map((item) => (isTemplateMap(item) ? createProperties(item, positions) : fail(key, 'a list of maps'))),
    texts(key) {
      const properties = child(key);
      const names = Object.keys(properties?.map ?? {});
      return Object.fromEntries(names.map((name) => [name, properties?.string(name) ?? '']));
    },
  };
}
