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
  // What links, contact cards and people put around a number.
  ['tel:+447700900123', null, '+447700900123'],
  ['tel:+44-7700-900123;ext=5', 'US', '+447700900123'],
  ['TEL:07700900123;phone-context=+44', null, '+447700900123'],
  ['tel:%2B447700900123', null, '+447700900123'],
  ['sms:+4915123456789?body=hello', 'GB', '+4915123456789'],
  ['callto://+33612345678', null, '+33612345678'],
  ['Phone: 07700 900123', 'GB', '+447700900123'],
  ['Mobil.: +49 151 23456789', 'DE', '+4915123456789'],
  ['(+44) 7700 900123', 'US', '+447700900123'],
  ['(0044) 7700 900123', null, '+447700900123'],
  ['+(44) 7700 900123', null, '+447700900123'],
  ['[+44] 7700.900.123', null, '+447700900123'],
  ['<+33 6 12 34 56 78>', null, '+33612345678'],
  ['"+33 6 12 34 56 78"', null, '+33612345678'],
  ['+44 (0) 7700 900123', 'US', '+447700900123'],
  ['++44 7700 900123', null, '+447700900123'],
  ['+0044 7700 900123', null, '+447700900123'],
  ['+ 44 7700 900123', null, '+447700900123'],
  ['07700 900123,', 'GB', '+447700900123'],
  ['07700 900123.', 'GB', '+447700900123'],
  ['+47 406 12 345;', null, '+4740612345'],
  ['📱 07700 900123', 'GB', '+447700900123'],
  ['011 44 7700 900123', 'US', '+447700900123'],
  // Separators of spreadsheets, copied lines and other scripts.
  ['07700\t900123', 'GB', '+447700900123'],
  ['07700\r\n900123\u0000', 'GB', '+447700900123'],
  ['+44\u2028(7700)\t900123', null, '+447700900123'],
  ['06·12·34·56·78', 'FR', '+33612345678'],
  ["079'123'45'67", 'CH', '+41791234567'],
  ['090・1234・5678', 'JP', '+819012345678'],
  ['0176_1234_5678', 'DE', '+4917612345678'],
  ['07700 | 900123', 'GB', '+447700900123'],
  ['0~7~7~0~0~900123', 'GB', '+447700900123'],
  // Mexican mobile numbers as they were written until 2019.
  ['+52 1 55 1234 5678', null, '+525512345678'],
  ['+5215512345678', 'US', '+525512345678'],
  ['0052 1 33 1234 5678', 'ES', '+523312345678'],
  ['52 1 55 1234 5678', 'MX', '+525512345678'],
  ['+52 55 1234 5678', null, '+525512345678'],
  // The full number without its plus.
  ['4915123456789', 'DE', '+4915123456789'],
  ['49 176 12345678', 'DE', '+4917612345678'],
  ['491701234567', 'DE', '+491701234567'],
  ['491512345678', 'DE', '+491512345678'],
  ['436641234567', 'AT', '+436641234567'],
  ['43 660 1234567', 'AT', '+436601234567'],
  ['358401234567', 'FI', '+358401234567'],
  ['6281234567890', 'ID', '+6281234567890'],
  ['919876543210', 'IN', '+919876543210'],
  ['5511987654321', 'BR', '+5511987654321'],
  ['393401234567', 'IT', '+393401234567'],
  // Mobile numbers that only look as if they started with the calling code of their country.
  ['3912345678', 'IT', '+393912345678'],
  ['9198765432', 'IN', '+919198765432'],
  ['55 91234 5678', 'BR', '+5555912345678'],
  ['04915 123456', 'DE', '+494915123456'],
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
  ['tel:', 'GB', 'not_a_number'],
  ['—', 'GB', 'not_a_number'],
  ['*123#', 'GB', 'not_a_number'],
  ['ann@example.com', 'GB', 'email_address'],
  ['ann2000＠example.com', null, 'email_address'],
  ['07700900123@example.com', 'GB', 'email_address'],
  ['\u200b', 'GB', 'empty'],
  ['+44 7700', null, 'too_short'],
  ['+44 7700 900123 45678', null, 'too_long'],
  ['9'.repeat(5_000), 'GB', 'too_long'],
  // Not the home country's calling code: it could as well be a number with a digit too many.
  ['4915123456789', 'GB', 'too_long'],
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

test('where the international prefix is longer than 00, the country is known only when the number is complete', () => {
  for (const [text, home] of [
    ['0011 44 7', 'AU'],
    ['001', 'AU'],
    ['001 44 7', 'HK'],
    ['002 44', 'KR'],
    ['001 4', 'SG'],
    ['0014 33', 'BR'],
  ] as const) {
    assert.equal(countryOfTyped(text, home), null, `${text} in ${home}`);
    assert.equal(formatAsTyped(text, home), text);
  }
  assert.equal(countryOfTyped('+1 1', 'AU'), 'US');
  assert.equal(countryOfTyped('0044 7', 'FI'), 'GB');
  assert.equal(countryOfTyped('0044 7', 'DE'), 'GB');
  assert.equal(countryOfTyped('001 20', 'GB'), 'US');
});
