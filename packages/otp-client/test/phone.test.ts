/** Parsing and formatting of phone numbers. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countryOfTyped, formatAsTyped, formatPhone, parsePhone } from '../src/phone.js';

for (const [text, country, e164] of [
  ['07700 900123', 'GB', '+447700900123'],
  ['+44 7700 900123', 'US', '+447700900123'],
  ['0044 7700 900123', 'US', '+447700900123'],
  ['00 44 7700-900123', null, '+447700900123'],
  ['447700900123', 'GB', '+447700900123'],
  ['٠٧٧٠٠ ٩٠٠١٢٣', 'GB', '+447700900123'],
  ['०७७०० ९००१२३', 'GB', '+447700900123'],
  ['+４４ ７７００ ９００１２３', null, '+447700900123'],
  ['\u202a+44 7700 900123\u202c', null, '+447700900123'],
  ['\u{1D7EC}7700 900123', 'GB', '+447700900123'],
  ['(213) 373-4253', 'US', '+12133734253'],
  ['0151 23456789', 'DE', '+4915123456789'],
  ['8 (912) 345-67-89', 'RU', '+79123456789'],
] as const) {
  test(`“${text}” in ${country ?? 'no country'} parses to ${e164}`, () => {
    assert.equal((parsePhone(text, country) as { e164: string }).e164, e164);
  });
}

for (const [text, country, problem] of [
  ['', 'GB', 'empty'],
  ['  ', 'GB', 'empty'],
  ['abc', 'GB', 'not_a_number'],
  ['call me 07700 900123', 'GB', 'not_a_number'],
  ['07700', 'GB', 'too_short'],
  ['07700 900123 900123', 'GB', 'too_long'],
  ['+999 123 4567', null, 'unknown_calling_code'],
  ['7700 900123', null, 'unknown_calling_code'],
  ['7700 900123', 'ZZ', 'unknown_calling_code'],
] as const) {
  test(`“${text}” in ${country ?? 'no country'} is rejected as ${problem}`, () => {
    assert.equal(parsePhone(text, country).problem, problem);
  });
}

test('a parsed number names its country, even where countries share a calling code', () => {
  assert.equal(parsePhone('+44 7700 900123', 'US').country, 'GB');
  assert.equal(parsePhone('+1 204 234 5678', 'US').country, 'CA');
});

test('numbers are formatted in the international or the national style', () => {
  assert.equal(formatPhone('+447700900123'), '+44 7700 900123');
  assert.equal(formatPhone('+447700900123', 'national'), '07700 900123');
  assert.equal(formatPhone('none'), 'none');
});

test('an incomplete number is formatted while it is typed', () => {
  assert.equal(formatAsTyped('2133734', 'US'), '(213) 373-4');
  assert.equal(formatAsTyped('٢١٣٣٧٣٤', 'US'), '(213) 373-4');
  assert.equal(formatAsTyped('+4477009', 'US'), '+44 7700 9');
});

test('the country is detected only after a plus sign or its equivalent 00', () => {
  assert.equal(countryOfTyped('+49 15'), 'DE');
  assert.equal(countryOfTyped('0049 15'), 'DE');
  assert.equal(countryOfTyped('49 15'), null);
  assert.equal(countryOfTyped('+'), null);
});
