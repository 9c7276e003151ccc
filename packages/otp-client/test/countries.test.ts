/** The compact country table of the client, compared with the metadata of libphonenumber. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { getCountries, getCountryCallingCode } from 'libphonenumber-js/core';
import metadata from 'libphonenumber-js/min/metadata';
import { callingCode, countries } from '../src/countries.js';

test('the countries and calling codes match those of libphonenumber exactly', () => {
  const expected = getCountries(metadata).map((country) => [country, getCountryCallingCode(country, metadata)]);
  assert.deepEqual(
    countries.map((country) => [country, callingCode(country)]),
    expected.sort(),
  );
});

test('an unknown country has no calling code', () => {
  assert.equal(callingCode('ZZ'), undefined);
  assert.equal(callingCode('__proto__'), undefined);
});
