/**
 * Finds typing mistakes in the domain of an email address. Loaded when an address is typed.
 *
 * Only near-certain mistakes are reported: a domain that is almost the name of a large mail provider, or one whose ending
 * is not a top-level domain. Any other domain may be a company's.
 */

/** Mail providers by the ending of their domain, with names long enough that few other words resemble them. */
const PROVIDERS: Readonly<Record<string, readonly string[]>> = {
  gmail: ['com'],
  googlemail: ['com'],
  yahoo: [
    'com',
    'co.uk',
    'fr',
    'de',
    'es',
    'it',
    'ca',
    'in',
    'co.in',
    'co.jp',
    'co.id',
    'com.br',
    'com.au',
    'com.mx',
    'com.ar',
  ],
  hotmail: ['com', 'co.uk', 'fr', 'de', 'es', 'it', 'be', 'nl', 'se', 'ca', 'com.br', 'com.ar'],
  outlook: ['com', 'fr', 'de', 'es', 'it', 'be', 'jp', 'com.br', 'com.au'],
  icloud: ['com'],
  protonmail: ['com', 'ch'],
  fastmail: ['com', 'fm'],
  rediffmail: ['com'],
  btinternet: ['com'],
  comcast: ['net'],
  verizon: ['net'],
  wanadoo: ['fr'],
  laposte: ['net'],
  't-online': ['de'],
  yandex: ['ru', 'com'],
  seznam: ['cz'],
};

/** Providers that have the same name under the domains of many countries: such an ending is not a mistake. */
const INTERNATIONAL: ReadonlySet<string> = new Set(['yahoo', 'hotmail', 'outlook', 'protonmail', 'fastmail', 'yandex']);

/** Names of other mail services and companies that resemble a provider's. */
const OTHER_NAMES: ReadonlySet<string> = new Set(['email', 'mail', 'ymail', 'gail', 'hotmart', 'cloud']);

/** What is typed for an ending, and is no top-level domain: https://www.iana.org/domains/root/db */
const MISTYPED_ENDINGS: Readonly<Record<string, string>> = {
  con: 'com',
  cmo: 'com',
  ocm: 'com',
  vom: 'com',
  xom: 'com',
  cpm: 'com',
  clm: 'com',
  cim: 'com',
  comm: 'com',
  coom: 'com',
  ccom: 'com',
  conm: 'com',
  nte: 'net',
  ent: 'net',
  nett: 'net',
  ogr: 'org',
  rog: 'org',
  orgg: 'org',
};

/** Endings that are top-level domains of countries, but a mistake after the name of a provider without a domain there. */
const TRUNCATED_COM: ReadonlySet<string> = new Set(['co', 'cm', 'om', 'c']);

/** In characters. Longer texts are not addresses: https://www.rfc-editor.org/rfc/rfc5321#section-4.5.3.1 */
const MAX_LENGTH = 254;

const KEYBOARD_ROWS = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm'];
const VOWELS = 'aeiouy';

/** Whether a letter may have been typed for another one: its key is beside or below it, or both are vowels. */
function isLikelySlip(a: string, b: string): boolean {
  if (VOWELS.includes(a) && VOWELS.includes(b)) return true;
  const position = (letter: string) => {
    const row = KEYBOARD_ROWS.findIndex((each) => each.includes(letter));
    return { row, column: KEYBOARD_ROWS[row]?.indexOf(letter) ?? Number.NaN };
  };
  const [from, to] = [position(a), position(b)];
  return Math.abs(from.row - to.row) <= 1 && Math.abs(from.column - to.column) <= 1;
}

/**
 * The number of mistakes between two words: missing, additional and swapped letters count as 1, a letter in place of another
 * one as 1.5, and one that is unlikely to be typed for it as 3.
 */
function distance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, index) => index)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const [x, y] = [a[i - 1]!, b[j - 1]!];
      // The letter before it may have been typed twice.
      const replaced = isLikelySlip(x, y) || x === a[i - 2] ? 1.5 : 3;
      const costs = [rows[i - 1]![j]! + 1, row[j - 1]! + 1, rows[i - 1]![j - 1]! + (x === y ? 0 : replaced)];
      const isSwapped = i > 1 && j > 1 && x === b[j - 2] && y === a[i - 2];
      if (isSwapped) costs.push(rows[i - 2]![j - 2]! + 1);
      row.push(Math.min(...costs));
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}

/**
 * Whether a name is a mistyped form of a provider's. Short names may belong to other services, so they allow one mistake.
 * Longer ones allow two, but not a letter in place of an unrelated one, because that is another word.
 */
function isMistyped(name: string, provider: string): boolean {
  if (Math.abs(name.length - provider.length) > 2) return false;
  const startsAlike = name[0] === provider[0] || (name[1] === provider[0] && name[0] === provider[1]);
  const letters = (word: string) => [...word].sort().join('');
  const allowsTwo = provider.length > 5 && (name.length !== provider.length || letters(name) === letters(provider));
  return startsAlike && distance(name, provider) <= (allowsTwo ? 2 : 1.5);
}

/** The provider with a name, spelled correctly or mistyped. */
const providerOf = (name: string): string | undefined =>
  Object.hasOwn(PROVIDERS, name) ? name : Object.keys(PROVIDERS).find((provider) => isMistyped(name, provider));

/** The corrected ending after a provider's name; `undefined` if the provider may have a domain with this ending. */
function correctedEnding(provider: string, ending: string): string | undefined {
  const endings = PROVIDERS[provider]!;
  if (endings.includes(ending)) return ending;
  const [first = ''] = endings;
  if (first === 'com' && TRUNCATED_COM.has(ending)) return first;
  const close = endings.find((each) => each.length > 2 && distance(ending, each) <= 1);
  return close ?? (INTERNATIONAL.has(provider) && /^([a-z]{2,3}\.)?[a-z]{2}$/.test(ending) ? ending : undefined);
}

/**
 * Returns the corrected address if its domain is probably mistyped.
 * @example
 * suggestAddress('ann@gmial.com'); // 'ann@gmail.com'
 * suggestAddress('ann@gmx.net'); // undefined
 */
export function suggestAddress(address: string): string | undefined {
  if (address.length > MAX_LENGTH) return undefined;
  const [, local, typed] = /^([^@\s]+)@([a-z-]+(?:\.[a-z-]+)+)$/i.exec(address.normalize('NFKC').trim()) ?? [];
  if (!local || !typed) return undefined;
  const domain = typed.toLowerCase();
  const dot = domain.indexOf('.');
  const name = domain.slice(0, dot);
  const ending = withoutMistake(domain.slice(dot + 1));
  const provider = OTHER_NAMES.has(name) ? undefined : providerOf(name);
  const meant = provider && correctedEnding(provider, ending);
  const suggested = meant ? `${provider}.${meant}` : `${name}.${ending}`;
  return suggested === domain ? undefined : `${local}@${suggested}`;
}

/** An ending whose last label is corrected if it is not a top-level domain. */
function withoutMistake(ending: string): string {
  const labels = ending.split('.');
  const last = labels.pop()!;
  const replaced = Object.hasOwn(MISTYPED_ENDINGS, last) ? MISTYPED_ENDINGS[last]! : last;
  return [...labels, replaced].join('.');
}
