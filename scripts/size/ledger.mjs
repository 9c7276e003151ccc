import { kilobytes } from '../bundle.mjs';

/**
 * @typedef {Record<string, { raw: number, brotli: number }>} Sizes bytes
 * @typedef {{ compressor: string, bytes: Sizes }} Ledger what was recorded, and the version of brotli it was recorded with
 */

/**
 * Bytes as they are depend on the lockfile alone. Compressed ones also depend on the compressor: where this isn't the one
 * that the record was made with, they may differ by this share.
 */
const otherCompressor = 0.01;

/**
 * What isn't as recorded, in either direction: a shrink that nobody recorded is room for the next growth.
 *
 * @param {Ledger} recorded
 * @param {Ledger} found
 * @returns {string[]} a line for each.
 */
export function differences(recorded, found) {
  const slack = recorded.compressor === found.compressor ? 0 : otherCompressor;
  return namesOf(recorded, found).flatMap((name) => {
    const was = recorded.bytes[name];
    const is = found.bytes[name];
    if (!was) return [`${name}: isn’t in size.json`];
    if (!is) return [`${name}: is in size.json and is built no more`];
    if (was.raw === is.raw && Math.abs(was.brotli - is.brotli) <= slack * was.brotli) return [];
    const change = (kind) => `${kind} ${was[kind]} → ${is[kind]}`;
    return [`${name}: ${change('raw')}, ${change('brotli')}`];
  });
}

/** Every entry of either. */
export const namesOf = (...ledgers) => [...new Set(ledgers.flatMap(({ bytes }) => Object.keys(bytes)))];

const [open, close] = ['<!-- size -->', '<!-- /size -->'];

/** What the README tells: a page's part as it is sent, a function's as Lambda loads it. */
const told = [
  ['the element, up to the first paint of its form', 'element: first paint', 'brotli'],
  ['the headless client: sign-in, session, refresh', 'client: sign-in', 'brotli'],
  ['the element as one classic script, everything in it', 'element: classic', 'brotli'],
  ['the function that sends, with SNS, SES and DynamoDB', 'trigger: create-auth-challenge', 'raw'],
  ['the function that decides', 'trigger: define-auth-challenge', 'raw'],
];

/** The README with its table of sizes as the record has them. @param {Ledger} recorded */
export function withTable(readme, { bytes }) {
  const rows = told.map(([what, name, kind]) => `| ${what} | ${kilobytes(bytes[name][kind])} |`);
  const from = readme.indexOf(open);
  const to = readme.indexOf(close);
  if (from < 0 || to < from) throw new Error(`README.md has no ${open} … ${close}`);
  return [readme.slice(0, from) + open, '| | kB |', '|---|--:|', ...rows, readme.slice(to)].join('\n');
}
