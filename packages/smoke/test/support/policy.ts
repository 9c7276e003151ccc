/** Evaluates the statements of the template's roles like IAM's policy simulator. */

/** A statement as the resolved template has it. */
export interface Statement {
  readonly Effect: string;
  readonly Action?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const listOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [String(value)]);

const matches = (pattern: string, text: string): boolean =>
  new RegExp(
    `^${pattern
      .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  ).test(text);

/**
 * Decides a request. `ForAllValues` is true for an absent key, which is why the roles also have `Null`.
 *
 * @param keys values of `dynamodb:LeadingKeys`; undefined if the request has none
 */
export function isAllowed(
  statements: readonly Statement[],
  action: string,
  resource: string,
  keys: readonly string[] | undefined,
): boolean {
  return statements.some(({ Effect, Action, Resource, Condition = {} }) => {
    if (Effect !== 'Allow' || Action === undefined || Resource === undefined) return false;
    if (!listOf(Action).some((one) => matches(one, action))) return false;
    if (!listOf(Resource).some((one) => matches(one, resource))) return false;
    return Object.entries(Condition).every(([operator, conditions]) =>
      Object.values(conditions).every((wanted) => {
        if (operator === 'Null') return String(wanted) === String(keys === undefined);
        return (keys ?? []).every((key) => listOf(wanted).some((one) => matches(one, key)));
      }),
    );
  });
}
