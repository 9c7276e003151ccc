/** Finds the code in text that was typed, pasted or autofilled into the code field. */

/** What was found: the digits for the field, and whether they are certainly the code. */
export interface FoundCode {
  /** At most `length` ASCII digits. */
  readonly digits: string;
  /** Whether these are `length` digits and nothing else in the text could be the code too. */
  readonly complete: boolean;
}

/**
 * Converts every script's decimal digits (Unicode category `Nd`) to ASCII. A script's ten digits are consecutive code
 * points, and the first one is at `…0` or at `…6`.
 */
function toAsciiDigits(text: string): string {
  return text.normalize('NFKC').replace(/\p{Nd}/gu, (digit) => {
    const point = digit.codePointAt(0)!;
    const row = point & ~15;
    return String(point - (/\p{Nd}/u.test(String.fromCodePoint(row)) ? row : row + 6));
  });
}

/** Digits that are read as one number: adjacent, or with spaces, hyphens, dots or closing brackets between them. */
const NUMBER = /\d(?:(?:[-–./)]|[^\S\n]){0,3}(?<!\.\s+)\d)*/g;

/**
 * Finds a code of `length` digits: the bare code, one with spaces or hyphens in it, a whole message (`123456 is your code`),
 * or a message whose last line is `@domain #123456`.
 */
export function findCode(text: string, length: number): FoundCode {
  const ascii = toAsciiDigits(text.slice(0, 2000)).replace(/\p{Cf}/gu, '');
  const domainBound = new RegExp(`#(\\d{${length}})\\s*$`).exec(ascii)?.[1];
  if (domainBound) return { digits: domainBound, complete: true };
  const total = ascii.replace(/\D/g, '');
  const numbers = new Set((ascii.match(NUMBER) ?? []).map((each) => each.replace(/\D/g, '')));
  const fitting = [...numbers].filter((each) => each.length === length);
  if (fitting[0]) return { digits: fitting[0], complete: fitting.length === 1 };
  return { digits: total.slice(0, length), complete: total.length === length && !/\p{L}/u.test(ascii) };
}

/**
 * What a full field contains after more was typed or pasted into it: the new digits replace those behind the caret, so that
 * correcting one digit doesn't push out another. The result is not complete, since the user may correct more, unless a whole
 * code was pasted.
 *
 * @param full the field's digits before the input.
 * @param text the field's text after the input.
 * @param caret the caret's position in `text`, behind the input.
 * @returns `undefined` if nothing was inserted into `full`.
 */
export function overtype(
  full: string,
  text: string,
  caret: number,
): (FoundCode & { readonly caret: number }) | undefined {
  const { length } = full;
  const start = caret - (text.length - length);
  if (text.length <= length || text.slice(0, start) + text.slice(caret) !== full) return undefined;
  const inserted = findCode(text.slice(start, caret), length);
  if (inserted.complete) return { ...inserted, caret: length };
  const end = Math.min(start + inserted.digits.length, length);
  const digits = (full.slice(0, start) + inserted.digits + full.slice(end)).slice(0, length);
  return { digits, complete: false, caret: end };
}
