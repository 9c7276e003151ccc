/** One-time codes in the messages of a local pool. */

/**
 * The first code in a text: 4 to 10 digits that are not part of a longer number.
 *
 * @throws {Error} if there is none.
 */
export function codeIn(text: string): string {
  const code = /(?<!\d)\d{4,10}(?!\d)/.exec(text)?.[0];
  if (code === undefined) throw new Error(`There is no code in ${JSON.stringify(text)}.`);
  return code;
}

/** Another code of the same length: the given one plus `by`. */
export function wrongCode(code: string, by = 1): string {
  return String((Number(code) + by) % 10 ** code.length).padStart(code.length, '0');
}
