import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

/** A module of libphonenumber-js. */
const MODULE = /\/libphonenumber-js\/es6\/[^?]+$/;

/**
 * What is constant here, so that the minifier removes what other values need: the metadata has version 4, the one that the
 * library comes with.
 */
const CONSTANTS = [
  [/\bthis\.v[123]\b(?! =)/g, 'false'],
  [/\bsetVersion\.call\(this, [\w.]+\);/g, ''],
  [/^ *validateMetadata\(metadata\);/gm, ''],
  // The compiler's replacement for `Object.assign`, in each module again.
  [/^function _extends\(\) \{ .*$/m, 'const _extends = Object.assign;'],
];

/** `parse` returns a `PhoneNumber`, and the others get one: the functions that this package calls ask for it. */
const TAKES_PHONE_NUMBER = /\/(?:parse|format|isPossible|isValid)\.js$/;

/** Methods that nothing calls, by their class's module. A minifier can't tell that. */
const UNUSED_METHODS = {
  'PhoneNumber.js': [
    'setExt',
    'getPossibleCountries',
    'isNonGeographic',
    'isEqual',
    'getType',
    'formatInternational',
    'getURI',
  ],
  'metadata.js': ['getCountries', 'country', 'chooseCountryByCountryCallingCode', 'getDefaultCountryMetadataForRegion'],
};

/** Removes the methods of a class that have these names. */
const withoutMethods = (code, names = []) =>
  names.reduce((before, name) => {
    const after = before.replace(new RegExp(`^ {2}${name}\\([^)]*\\) \\{\\n[\\s\\S]*?^ {2}\\}\\n`, 'm'), '');
    if (after === before) throw new Error(`libphonenumber-js has no method ${name} any more`);
    return after;
  }, code);

/**
 * The text of a module of libphonenumber-js, compiled for today's browsers, which its package contains but does not export,
 * without what this package never uses of it.
 *
 * @param {string} path
 */
export function leanModule(path) {
  const text = readFileSync(path.replace('/es6/', '/es6-modern/'), 'utf8');
  const constants = TAKES_PHONE_NUMBER.test(path) ? [...CONSTANTS, [/\boptions\.v2\b/g, 'true']] : CONSTANTS;
  const code = constants.reduce((before, [pattern, constant]) => before.replace(pattern, constant), text);
  return withoutMethods(code, UNUSED_METHODS[basename(path)]);
}

/**
 * Replaces the modules of libphonenumber-js by {@link leanModule}.
 *
 * @type {import('rollup').Plugin}
 */
export const phoneLibrary = { name: 'phone-library', load: (id) => (MODULE.test(id) ? leanModule(id) : null) };
