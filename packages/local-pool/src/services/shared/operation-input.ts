import { invalidParameter, ServiceError } from '../../model/errors.js';

/** Reads the parameters of an API call with Cognito's own complaints about them. */
export class OperationInput {
  readonly #values: Readonly<Record<string, unknown>>;

  constructor(values: Readonly<Record<string, unknown>>) {
    this.#values = values;
  }

  optionalText(name: string, longest = 131_072): string | undefined {
    const value = this.#values[name];
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'string') throw notText(value);
    if (value.length > longest) {
      throw constraint(name, value, `Member must have length less than or equal to ${longest}`);
    }
    return value;
  }

  text(name: string, shortest = 1, longest = 131_072): string {
    const value = this.optionalText(name, longest);
    if (value === undefined) {
      throw invalidParameter(
        `1 validation error detected: Value null at '${lowerFirst(name)}' failed to satisfy constraint: Member must not be null`,
      );
    }
    if (value.length < shortest) {
      throw constraint(name, value, `Member must have length greater than or equal to ${shortest}`);
    }
    return value;
  }

  flag(name: string): boolean {
    const value = this.#values[name];
    if (value === undefined || value === null) return false;
    if (typeof value !== 'boolean') throw new ServiceError('SerializationException', `${name} is not a boolean`);
    return value;
  }

  number(name: string): number | undefined {
    const value = this.#values[name];
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'number') throw new ServiceError('SerializationException', `${name} is not a number`);
    return value;
  }

  /** A map of texts; null when the call carries none. */
  optionalTexts(name: string): Record<string, string> | null {
    const value = this.#values[name];
    if (value === undefined || value === null) return null;
    if (typeof value !== 'object' || Array.isArray(value)) {
      throw new ServiceError('SerializationException', 'Start of structure or map found where not expected.');
    }
    const texts: Record<string, string> = Object.create(null) as Record<string, string>;
    for (const [key, text] of Object.entries(value)) {
      if (text === null) continue;
      if (typeof text !== 'string') throw notText(text);
      texts[key] = text;
    }
    return texts;
  }

  texts(name: string): Record<string, string> {
    return this.optionalTexts(name) ?? {};
  }

  /** A list of `{Name, Value}`, such as UserAttributes; null when the call carries none. */
  attributes(name: string): Record<string, string> | null {
    const value = this.#values[name];
    if (value === undefined || value === null) return null;
    if (!Array.isArray(value)) throw new ServiceError('SerializationException', `${name} is not a list`);
    const attributes: Record<string, string> = Object.create(null) as Record<string, string>;
    for (const item of value as unknown[]) {
      const entry = new OperationInput((item ?? {}) as Record<string, unknown>);
      attributes[entry.text('Name', 1, 32)] = entry.optionalText('Value', 2048) ?? '';
    }
    return attributes;
  }

  list(name: string): string[] {
    const value = this.#values[name];
    if (value === undefined || value === null) return [];
    if (!Array.isArray(value) || value.some((one) => typeof one !== 'string')) {
      throw new ServiceError('SerializationException', `${name} is not a list of strings`);
    }
    return value as string[];
  }
}

const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

const notText = (value: unknown): ServiceError =>
  new ServiceError(
    'SerializationException',
    `${typeof value === 'number' ? 'NUMBER' : 'STRUCTURE'}_VALUE can not be converted to a String`,
  );

const constraint = (name: string, value: string, rule: string): ServiceError =>
  invalidParameter(
    `1 validation error detected: Value '${value.length > 100 ? `${value.slice(0, 100)}…` : value}' at '${lowerFirst(name)}' failed to satisfy constraint: ${rule}`,
  );
