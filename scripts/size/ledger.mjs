import { kilobytes } from '../bundle.mjs';

/**
 * @typedef {Record<string, { raw: number, brotli: number }>} Sizes bytes
 * @typedef {{ compressor: string, bytes: Sizes }} Ledger recorded sizes, and the version of brotli that compressed them
 */

/**
 * Uncompressed sizes depend on the lockfile alone. Compressed sizes also depend on the version of brotli; with another
 * version than the recorded one, they may differ by this share.
 */
const OTHER_COMPRESSOR_TOLERANCE = 0.01;

/**
 * Lists the entries that differ from the record, smaller ones too: an unrecorded decrease would hide a later increase.
 *
 * @param {Ledger} recorded
 * @param {Ledger} found
 * @returns {string[]} one line for each entry
 */
export function differences(recorded, found) {
  const tolerance = recorded.compressor === found.compressor ? 0 : OTHER_COMPRESSOR_TOLERANCE;
  return namesOf(recorded, found).flatMap((name) => {
    const before = recorded.bytes[name];
    const now = found.bytes[name];
    if (!before) return [`${name}: is not in size.json`];
    if (!now) return [`${name}: is in size.json but no longer built`];
    if (before.raw === now.raw && Math.abs(before.brotli - now.brotli) <= tolerance * before.brotli) return [];
    const change = (kind) => `${kind} ${before[kind]} → ${now[kind]}`;
    return [`${name}: ${change('raw')}, ${change('brotli')}`];
  });
}

/** The names of the entries in any of the ledgers. */
export const namesOf = (...ledgers) => [...new Set(ledgers.flatMap(({ bytes }) => Object.keys(bytes)))];

const TABLE_START = '<!-- size -->';
const TABLE_END = '<!-- /size -->';

/** The rows of the README's table: for pages the compressed size, for functions the size that Lambda loads. */
const README_ROWS = [
  ['the element, up to the first paint of its form', 'element: first paint', 'brotli'],
  [
    'the element on an untouched page: everything that it loads without user input',
    'element: untouched page',
    'brotli',
  ],
  ['the element, until a user has signed in by email', 'element: signed in by email', 'brotli'],
  ['the element, until a user has signed in by phone, with a British number', 'element: signed in by phone', 'brotli'],
  ['the headless client: sign-in and session', 'client: sign-in', 'brotli'],
  ['what the client loads later, if at all: refresh, sign-out, errors, native flow', 'client: on demand', 'brotli'],
  ['the element as one classic script, everything in it', 'element: classic', 'brotli'],
  ['the function that sends, with SNS, SES and DynamoDB', 'trigger: create-auth-challenge', 'raw'],
  ['the function that decides', 'trigger: define-auth-challenge', 'raw'],
];

/** Returns the README with its table of sizes updated from the record. @param {Ledger} recorded */
export function updateReadmeTable(readme, { bytes }) {
  const rows = README_ROWS.map(([what, name, kind]) => `| ${what} | ${kilobytes(bytes[name][kind])} |`);
  const from = readme.indexOf(TABLE_START);
  const to = readme.indexOf(TABLE_END);
  if (from < 0 || to < from) throw new Error(`README.md has no ${TABLE_START} … ${TABLE_END}`);
  return [readme.slice(0, from) + TABLE_START, '| | kB |', '|---|--:|', ...rows, readme.slice(to)].join('\n');
}
