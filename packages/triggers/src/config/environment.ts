/** Reads typed values from environment variables, with errors that name the variable, what is expected and its value. */

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Thrown at cold start for a setting that is invalid. Its message says which one, what is expected and what it is. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

/** How many characters of an invalid value an error shows. */
const MAX_SHOWN_LENGTH = 80;

/** Typed access to environment variables. A variable that is missing or blank counts as not set. */
export interface EnvironmentReader {
  /** @throws {ConfigurationError} always: the variable is not what was expected. */
  fail(name: string, expected: string): never;
  /** Returns the trimmed value. */
  text(name: string): string | undefined;
  /** @throws {ConfigurationError} if the variable is not set. */
  required(name: string, expected: string): string;
  /**
   * Returns a whole number from `least` to `most`.
   * @throws {ConfigurationError} for anything else.
   */
  number(name: string, fallback: number, least: number, most: number): number;
  /**
   * Returns one of the values; the first is the default.
   * @throws {ConfigurationError} for any other value.
   */
  oneOf<Value extends string>(name: string, values: readonly Value[]): Value;
  /**
   * Returns the distinct words of a list that is separated by commas or white space.
   * @throws {ConfigurationError} if `isWord` is false for a word.
   */
  words<Word extends string>(
    name: string,
    isWord: (word: string) => word is Word,
    expected: string,
    fallback: readonly Word[],
  ): Word[];
}

/** Whether a word of a list has a form; see {@link EnvironmentReader.words}. */
export const matches =
  (form: RegExp) =>
  (word: string): word is string =>
    form.test(word);

/**
 * Creates an {@link EnvironmentReader}.
 *
 * @param displayName converts a variable's name to the name that errors show; the variable's own name by default.
 */
export function createEnvironmentReader(
  environment: Environment,
  displayName: (name: string) => string = (name) => name,
): EnvironmentReader {
  const fail = (name: string, expected: string): never => {
    const value = environment[name];
    const actual = value === undefined ? 'not set' : JSON.stringify(value.slice(0, MAX_SHOWN_LENGTH));
    throw new ConfigurationError(`Invalid ${displayName(name)}: expected ${expected}; it is ${actual}.`);
  };
  const text = (name: string) => environment[name]?.trim() || undefined;
  return {
    fail,
    text,
    required: (name, expected) => text(name) ?? fail(name, expected),
    number: (name, fallback, least, most) => {
      const value = text(name);
      if (value === undefined) return fallback;
      const parsed = /^\d+$/.test(value) ? Number(value) : Number.NaN;
      return parsed >= least && parsed <= most ? parsed : fail(name, `a whole number from ${least} to ${most}`);
    },
    oneOf: (name, values) => {
      const value = text(name) ?? values[0]!;
      return values.find((candidate) => candidate === value) ?? fail(name, `one of ${values.join(', ')}`);
    },
    words: (name, isWord, expected, fallback) => {
      const value = text(name);
      if (value === undefined) return [...fallback];
      const list = value.split(/[\s,]+/).filter(Boolean);
      return list.every(isWord) ? [...new Set(list)] : fail(name, expected);
    },
  };
}
