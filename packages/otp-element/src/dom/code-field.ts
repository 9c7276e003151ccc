/** What was found in typed or pasted text: the digits for the field, and whether they are beyond doubt the code. */
export interface FoundCode {
  /** At most `length` ASCII digits. */
  readonly digits: string;
  /** True when these are `length` digits and nothing else in the text could be the code too. */
  readonly complete: boolean;
}

/** ASCII for every script's decimal digits (Unicode `Nd`): each script's ten stand in a row, from `…0` or from `…6`. */
function toAsciiDigits(text: string): string {
  return text.normalize('NFKC').replace(/\p{Nd}/gu, (digit) => {
    const point = digit.codePointAt(0)!;
    const row = point & ~15;
    return String(point - (/\p{Nd}/u.test(String.fromCodePoint(row)) ? row : row + 6));
  });
}

/** Digits that are read as one number: next to each other, or with a space, a hyphen or a point between them. */
const number = /\d(?:(?:[-–./)]|[^\S\n]){0,3}(?<!\.\s+)\d)*/g;

/**
 * Finds a code of `length` digits in what was typed, autofilled or pasted: the bare code, one with spaces or hyphens in
 * it, a whole message (`123456 is your code`), or a message whose last line is `@domain #123456`.
 */
export function findCode(text: string, length: number): FoundCode {
  const ascii = toAsciiDigits(text.slice(0, 2000)).replace(/\p{Cf}/gu, '');
  const bound = new RegExp(`#(\\d{${length}})\\s*$`).exec(ascii)?.[1];
  if (bound) return { digits: bound, complete: true };
  const total = ascii.replace(/\D/g, '');
  const numbers = new Set((ascii.match(number) ?? []).map((each) => each.replace(/\D/g, '')));
  const fitting = [...numbers].filter((each) => each.length === length);
  if (fitting[0]) return { digits: fitting[0], complete: fitting.length === 1 };
  return { digits: total.slice(0, length), complete: total.length === length && !/\p{L}/u.test(ascii) };
}

/**
 * What a full field holds after something was typed or pasted into it: that takes the place of the digits behind the
 * caret, so that correcting one digit doesn't push another out. Never complete by itself, since there may be more to
 * correct, unless a whole code was pasted.
 *
 * @param caret where the caret stands in `text`, behind what was put in.
 * @returns null when nothing was put into what was there.
 */
export function overtype(full: string, text: string, caret: number): (FoundCode & { readonly caret: number }) | null {
  const { length } = full;
  const start = caret - (text.length - length);
  if (text.length <= length || text.slice(0, start) + text.slice(caret) !== full) return null;
  const put = findCode(text.slice(start, caret), length);
  if (put.complete) return { ...put, caret: length };
  const end = Math.min(start + put.digits.length, length);
  const digits = (full.slice(0, start) + put.digits + full.slice(end)).slice(0, length);
  return { digits, complete: false, caret: end };
}
