/**
 * Phone metadata that is loaded country by country gives the same results as the complete metadata,
 * and only needed parts are loaded.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AsYouType, type CountryCode } from 'libphonenumber-js/core';
import examples from 'libphonenumber-js/mobile/examples';
import { callingCode, countries } from '../src/countries.js';
import * as full from '../src/phone.js';
import { metadataOf, metadataParts, phoneMetadata } from '../src/phone-metadata.js';
import { countryOfTyped, createPhoneOnDemand, formatPhone, parsePhone } from '../src/phone-on-demand.js';

/** A page that has loaded nothing so far, and the parts that it loads. */
function newPage() {
  const loaded: string[] = [];
  const phone = createPhoneOnDemand(async (part) => {
    loaded.push(part);
    return metadataOf(part);
  });
  return { phone, loaded };
}

/** A mobile number of each country, without its calling code. */
const nationalNumbers = examples as Readonly<Record<string, string>>;
const mobileNumbers = countries.flatMap((country) => {
  const national = nationalNumbers[country];
  return national ? [[country, national, `+${callingCode(country)}${national}`] as const] : [];
});

test('every country: numbers with +, 00, in national notation, and with the calling code alone', async () => {
  assert.ok(mobileNumbers.length > 230);
  for (const [country, national, e164] of mobileNumbers) {
    const typed = full.formatPhone(e164, 'national');
    const texts = [e164, e164.replace('+', '00'), typed, national, e164.slice(1), full.formatPhone(e164)];
    for (const selected of [country, country === 'GB' ? 'US' : 'GB', null]) {
      const { phone } = newPage();
      for (const text of texts) {
        const found = await phone.whenLoaded((metadata) => parsePhone(text, selected, metadata));
        assert.deepEqual(found, full.parsePhone(text, selected), `${text} in ${selected}`);
      }
      assert.equal(
        await phone.whenLoaded((metadata) => formatPhone(e164, 'international', metadata)),
        full.formatPhone(e164),
      );
    }
  }
});

test('numbers dialed with the international prefix of the selected country', async () => {
  for (const [text, country, e164] of [
    ['011 44 7700 900123', 'US', '+447700900123'],
    ['011 33 6 12 34 56 78', 'CA', '+33612345678'],
    ['810 44 7700 900123', 'RU', '+447700900123'],
    ['0011 1 201 555 0123', 'AU', '+12015550123'],
    ['0011 44 7400 123456', 'AU', '+447400123456'],
    ['0044 7400 123456', 'AU', '+447400123456'],
    ['001 44 7400 123456', 'HK', '+447400123456'],
    ['001 44 7400 123456', 'KR', '+447400123456'],
    ['00 49 1512 3456789', 'SG', '+4915123456789'],
    ['000 44 7400 123456', 'KE', '+447400123456'],
    ['010 82 10 2000 0000', 'JP', '+821020000000'],
    ['011 7 912 345 67 89', 'JM', '+79123456789'],
  ] as const) {
    const found = await newPage().phone.whenLoaded((metadata) => parsePhone(text, country, metadata));
    assert.equal(found.problem ?? found.e164, e164, text);
    assert.deepEqual(found, full.parsePhone(text, country));
  }
});

test('texts that are not phone numbers of any country', async () => {
  for (const text of [
    '',
    '+',
    '+4',
    '+999 123456',
    '+999',
    '+0',
    'hello',
    '12',
    '+1',
    '+44 12',
    '+210 123',
    '*100#',
    '++',
  ]) {
    for (const country of ['GB', 'US', 'ZZ', null]) {
      const { phone } = newPage();
      const found = await phone.whenLoaded((metadata) => parsePhone(text, country, metadata));
      assert.deepEqual(found, full.parsePhone(text, country), `${text} in ${country}`);
    }
  }
});

test('calling codes of no country', async () => {
  for (const text of [
    '+800 1234 5678',
    '+870 773111632',
    '+883 5100 0140 0000',
    '00 882 16 12345678',
    '+979 123456789',
  ]) {
    const { phone, loaded } = newPage();
    const found = await phone.whenLoaded((metadata) => parsePhone(text, null, metadata));
    assert.deepEqual(found, full.parsePhone(text), text);
    assert.equal(loaded.length, 1);
  }
});

test('the country is recognized at every digit, from the second one after the calling code as libphonenumber does', async () => {
  const { phone } = newPage();
  for (const [, , e164] of mobileNumbers) {
    for (let length = 1; length <= e164.length; length++) {
      const text = e164.slice(0, length);
      const typing = new AsYouType(undefined, phoneMetadata);
      typing.input(text);
      const code = typing.getCallingCode() ?? '';
      const codes: Readonly<Record<string, readonly CountryCode[]>> = phoneMetadata.country_calling_codes;
      const largest = codes[code]?.[0] ?? null;
      // After a single digit, the main country of the calling code is an acceptable result, too.
      const expected = text.length > code.length + 2 ? (typing.getCountry() ?? largest) : largest;
      assert.equal(await phone.whenLoaded((metadata) => countryOfTyped(text, metadata)), expected, text);
    }
  }
});

test('a number in national notation loads the selected country alone; another calling code loads one part more', async () => {
  for (const [selected, national, foreign] of [
    ['GB', '07700 900123', '+33 6 12 34 56 78'],
    ['US', '(201) 555-0123', '+44 7700 900123'],
    ['DE', '0151 23456789', '0043 664 123456'],
    ['NO', '406 12 345', '+1 506 234 5678'],
    ['KZ', '8 701 123 4567', '+590 690 00 12 34'],
  ] as const) {
    const { phone, loaded } = newPage();
    await phone.whenLoaded((metadata) => parsePhone(national, selected, metadata));
    assert.deepEqual(loaded, [selected]);
    await phone.whenLoaded((metadata) => parsePhone(foreign, selected, metadata));
    assert.equal(loaded.length, 2);
    await phone.load(selected);
    assert.equal(loaded.length, 2);
  }
});

test('countries that share a calling code are loaded together', async () => {
  for (const group of [
    ['US', 'CA', 'JM'],
    ['RU', 'KZ'],
    ['GB', 'JE'],
    ['IT', 'VA'],
    ['NO', 'SJ'],
    ['GP', 'BL'],
    ['AU', 'CX'],
  ]) {
    const { phone, loaded } = newPage();
    for (const country of group) await phone.load(country);
    assert.deepEqual(loaded, [group[0]]);
  }
});

test('without the metadata there is no result, rather than a wrong one', async () => {
  const { phone, loaded } = newPage();
  for (const text of ['+33 6 12 34 56 78', '07700 900123', '00491512345678']) {
    assert.equal(
      phone.ifLoaded((metadata) => parsePhone(text, 'GB', metadata)),
      undefined,
    );
    assert.equal(
      phone.ifLoaded((metadata) => formatPhone('+447700900123', 'national', metadata)),
      undefined,
    );
  }
  assert.deepEqual(loaded, []);
  await phone.load('GB');
  assert.equal(
    phone.ifLoaded((metadata) => formatPhone('+447700900123', 'national', metadata)),
    '07700 900123',
  );
  assert.equal(
    phone.ifLoaded((metadata) => parsePhone('+33 6 12 34 56 78', 'GB', metadata)),
    undefined,
  );
});

test('a part that cannot be loaded rejects, and is requested again by the next call', async () => {
  let requests = 0;
  const phone = createPhoneOnDemand(async (part) => {
    if (++requests % 2) throw new TypeError('Failed to fetch');
    return metadataOf(part);
  });
  for (const [country, e164] of [
    ['GB', '+447700900123'],
    ['FR', '+33612345678'],
    ['JP', '+819012345678'],
  ] as const) {
    const parse = () => phone.whenLoaded((metadata) => parsePhone(e164, country, metadata));
    await assert.rejects(parse(), TypeError);
    const found = await parse();
    assert.equal(found.problem ?? found.e164, e164);
  }
});

test('a part that is needed several times at once is requested once', async () => {
  const { phone, loaded } = newPage();
  const parse = () => phone.whenLoaded((metadata) => parsePhone('07700 900123', 'GB', metadata));
  await Promise.all([parse(), phone.load('GB'), parse(), parse()]);
  assert.deepEqual(loaded, ['GB']);
});

test('all parts together are the whole of the metadata', () => {
  const parts = metadataParts.map(metadataOf);
  for (const name of ['country_calling_codes', 'countries', 'nonGeographic'] as const) {
    assert.deepEqual(Object.assign({}, ...parts.map((part) => part[name])), phoneMetadata[name]);
  }
});
