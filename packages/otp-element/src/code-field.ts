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

/**
 * Finds a code of `length` digits in what was typed, autofilled or pasted: the bare code, one with spaces or hyphens in
 * it, a whole message (`123456 is your code`), or a message whose last line is `@domain #123456`.
 */
export function findCode(text: string, length: number): FoundCode {
  const ascii = toAsciiDigits(text.slice(0, 2000)).replace(/\p{Cf}/gu, '');
  const bound = new RegExp(`#(\\d{${length}})\\s*$`).exec(ascii)?.[1];
  if (bound) return { digits: bound, complete: true };
  const runs = new Set(Array.from(ascii.matchAll(new RegExp(`(?<!\\d)\\d{${length}}(?!\\d)`, 'g')), ([run]) => run));
  const [only] = runs;
  if (only) return { digits: only, complete: runs.size === 1 };
  const grouped = ascii
    .split(/[^\d\s.\-–]+/)
    .map((part) => part.replace(/\D/g, ''))
    .find((part) => part.length === length);
  const digits = (grouped ?? ascii.replace(/\D/g, '')).slice(0, length);
  return { digits, complete: digits.length === length && (!!grouped || !/\p{L}/u.test(ascii)) };
}
