import { TemplateError } from '../model/errors.js';
import { describeValue, isTemplateMap, type Positions, type TemplateMap, type TemplateValue } from './source.js';

/** Reads the resolved properties of one resource, and says where a wrong one stands. */
export class Properties {
  readonly map: TemplateMap;
  readonly positions: Positions;

  constructor(map: TemplateMap, positions: Positions) {
    this.map = map;
    this.positions = positions;
  }

  has(key: string): boolean {
    return this.map[key] !== undefined && this.map[key] !== null;
  }

  fail(key: string, expected: string): never {
    throw new TemplateError(this.positions.of(this.map, key), `${key}: ${describeValue(this.map[key])}`, expected);
  }

  string(key: string): string | undefined {
    const value = this.map[key];
    if (value === undefined || value === null) return undefined;
    if (typeof value === 'object') this.fail(key, 'text');
    return String(value);
  }

  requiredString(key: string, expected: string): string {
    return this.string(key) ?? this.fail(key, expected);
  }

  number(key: string, least = 0, most = Number.MAX_SAFE_INTEGER): number | undefined {
    const text = this.string(key);
    if (text === undefined) return undefined;
    const number = Number(text);
    if (text.trim() === '' || !Number.isInteger(number) || number < least || number > most) {
      this.fail(key, `a whole number from ${least} to ${most}`);
    }
    return number;
  }

  boolean(key: string): boolean | undefined {
    const text = this.string(key)?.toLowerCase();
    if (text === undefined) return undefined;
    return text === 'true' ? true : text === 'false' ? false : this.fail(key, 'true or false');
  }

  oneOf<const T extends string>(key: string, allowed: readonly T[]): T | undefined {
    const text = this.string(key);
    if (text === undefined) return undefined;
    return allowed.find((one) => one === text) ?? this.fail(key, `one of ${allowed.join(', ')}`);
  }

  list(key: string): TemplateValue[] {
    const value = this.map[key];
    if (value === undefined || value === null) return [];
    return Array.isArray(value) ? value : this.fail(key, 'a list');
  }

  strings(key: string): string[] {
    return this.list(key).map((item) => (typeof item === 'object' ? this.fail(key, 'a list of texts') : String(item)));
  }

  child(key: string): Properties | undefined {
    const value = this.map[key];
    if (value === undefined || value === null) return undefined;
    return isTemplateMap(value) ? new Properties(value, this.positions) : this.fail(key, 'a map');
  }

  children(key: string): Properties[] {
    return this.list(key).map((item) =>
      isTemplateMap(item) ? new Properties(item, this.positions) : this.fail(key, 'a list of maps'),
    );
  }

  /** A map of texts, such as environment variables. */
  texts(key: string): Record<string, string> {
    const map = this.child(key);
    const texts: Record<string, string> = {};
    if (map !== undefined) for (const name of Object.keys(map.map)) texts[name] = map.string(name) ?? '';
    return texts;
  }
}
