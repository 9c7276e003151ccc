/** Phone numbers of over forty countries as people type and paste them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countryOfTyped, parsePhone } from '../src/phone.js';

/** A mobile number of each country in its national notation, and the same number in E.164. */
const numbers: Readonly<Record<string, readonly [national: string, e164: string]>> = {
  AE: ['050 123 4567', '+971501234567'],
  AR: ['011 15-2345-6789', '+5491123456789'],
  AT: ['0664 123456', '+43664123456'],
  AU: ['0412 345 678', '+61412345678'],
  BD: ['01812-345678', '+8801812345678'],
  BE: ['0470 12 34 56', '+32470123456'],
  BG: ['0878 123 456', '+359878123456'],
  BR: ['(11) 96123-4567', '+5511961234567'],
  CA: ['(506) 234-5678', '+15062345678'],
  CH: ['078 123 45 67', '+41781234567'],
  CL: ['9 6123 4567', '+56961234567'],
  CN: ['131 2345 6789', '+8613123456789'],
  CO: ['321 1234567', '+573211234567'],
  CZ: ['601 123 456', '+420601123456'],
  DE: ['0151 / 23 45 67 89', '+4915123456789'],
  DK: ['34 41 23 45', '+4534412345'],
  EE: ['5123 4567', '+37251234567'],
  EG: ['0100 123 4567', '+201001234567'],
  ES: ['612 34 56 78', '+34612345678'],
  FI: ['041 2345678', '+358412345678'],
  FR: ['06.12.34.56.78', '+33612345678'],
  GB: ['07400 123456', '+447400123456'],
  GR: ['691 234 5678', '+306912345678'],
  HK: ['5123 4567', '+85251234567'],
  HU: ['06 20 123 4567', '+36201234567'],
  ID: ['0812-345-678', '+62812345678'],
  IE: ['085 012 3456', '+353850123456'],
  IL: ['050-234-5678', '+972502345678'],
  IN: ['081234 56789', '+918123456789'],
  IS: ['611 1234', '+3546111234'],
  IT: ['312 345 6789', '+393123456789'],
  JP: ['090-1234-5678', '+819012345678'],
  KE: ['0712 123456', '+254712123456'],
  KR: ['010-2000-0000', '+821020000000'],
  LK: ['071 234 5678', '+94712345678'],
  LT: ['8 612 34567', '+37061234567'],
  LV: ['21 234 567', '+37121234567'],
  MA: ['0650-123456', '+212650123456'],
  MX: ['222 123 4567', '+522221234567'],
  MY: ['012-345 6789', '+60123456789'],
  NG: ['0802 123 4567', '+2348021234567'],
  NL: ['06-12345678', '+31612345678'],
  NO: ['406 12 345', '+4740612345'],
  NZ: ['021 123 4567', '+64211234567'],
  PE: ['912 345 678', '+51912345678'],
  PH: ['0905 123 4567', '+639051234567'],
  PK: ['0301 2345678', '+923012345678'],
  PL: ['512 345 678', '+48512345678'],
  PT: ['912 345 678', '+351912345678'],
  RO: ['0712 034 567', '+40712034567'],
  RU: ['8 (912) 345-67-89', '+79123456789'],
  SA: ['051 234 5678', '+966512345678'],
  SE: ['070-123 45 67', '+46701234567'],
  SG: ['8123 4567', '+6581234567'],
  SK: ['0912 123 456', '+421912123456'],
  TH: ['081 234 5678', '+66812345678'],
  TR: ['0501 234 56 78', '+905012345678'],
  TW: ['0912 345 678', '+886912345678'],
  UA: ['050 123 4567', '+380501234567'],
  US: ['(201) 555-0123', '+12015550123'],
  VN: ['091 234 56 78', '+84912345678'],
  ZA: ['071 123 4567', '+27711234567'],
};

/** Another selected country: a number with a calling code must parse to the same number whichever is selected. */
const otherCountry = (country: string) => (country === 'GB' ? 'DE' : 'GB');
const arabic = (text: string) => text.replace(/\d/g, (digit) => '٠١٢٣٤٥٦٧٨٩'[Number(digit)]!);

for (const [country, [national, e164]] of Object.entries(numbers)) {
  test(`${country}: “${national}” and its pasted variants parse to ${e164}`, () => {
    const digits = e164.slice(1);
    const spaced = digits.replace(/(\d{2})(?=\d)/g, '$1 ');
    const nationalVariants = [
      national,
      arabic(national),
      national.replaceAll(/[\s()./-]/g, ''),
      `\u200e${national}\u00a0`,
    ];
    for (const text of nationalVariants) {
      const found = parsePhone(text, country);
      assert.equal(found.problem ?? found.e164, e164, text);
    }
    for (const text of [e164, `+${spaced}`, `00${digits}`, `00 ${spaced}`, `＋${digits}`]) {
      for (const selected of [country, otherCountry(country), null]) {
        const found = parsePhone(text, selected);
        assert.equal(found.problem ?? found.e164, e164, `${text} in ${selected}`);
        assert.equal(found.country, country, `${text} in ${selected}`);
      }
      assert.equal(countryOfTyped(text), country, text);
    }
  });
}

test('a trunk zero after the calling code is dropped, with or without parentheses', () => {
  const expected: readonly (readonly [string, string])[] = [
    ['+44 (0)7400 123456', '+447400123456'],
    ['+49 (0) 151 23456789', '+4915123456789'],
    ['0049 0151 23456789', '+4915123456789'],
    ['+33 (0)6 12 34 56 78', '+33612345678'],
    ['+61 (0)412 345 678', '+61412345678'],
  ];
  for (const [text, e164] of expected) {
    const found = parsePhone(text, 'US');
    assert.equal(found.problem ?? found.e164, e164, text);
  }
});

test('the leading zero of an Italian landline number is kept', () => {
  const found = parsePhone('06 698 12345', 'IT');
  assert.equal(found.problem ?? found.e164, '+390669812345');
});

test('the table covers at least forty countries', () => {
  assert.ok(Object.keys(numbers).length >= 40);
});
