/**
 * Which spellings of an address reach the same mailbox or phone. Budgets are kept per mailbox and phone, because a caller
 * could otherwise have a new budget for each spelling.
 *
 * If two mailboxes are wrongly treated as one, they share a budget, and their owners may have to wait. Therefore only a
 * rule that nearly all providers have (plus addressing) applies to all domains; each other rule applies to the domains of
 * the provider that documents it.
 */
import type { Destination } from './destination.js';

/** A mail provider's rules for addresses of one mailbox. */
interface Provider {
  /** The domains under which each mailbox is reachable. Budgets use the first one. */
  readonly domains: readonly string[];
  /** Characters of the local part that the provider ignores. */
  readonly ignored?: RegExp;
  /** What separates the mailbox from a tag that the user chooses, besides `+`. */
  readonly tagSeparator?: string;
}

const PROVIDERS: readonly Provider[] = [
  // https://support.google.com/mail/answer/7436150 and https://support.google.com/mail/answer/10313
  { domains: ['gmail.com', 'googlemail.com'], ignored: /\./g },
  // https://proton.me/support/addresses-and-aliases
  { domains: ['proton.me', 'protonmail.com', 'protonmail.ch', 'pm.me'], ignored: /[._-]/g },
  // https://support.apple.com/guide/icloud/mm6b1a39ee/icloud
  { domains: ['icloud.com', 'me.com', 'mac.com'] },
  // https://yandex.com/support/yandex-360/customers/mail/en/web/preferences/address.html
  {
    domains: ['yandex.ru', 'yandex.com', 'yandex.by', 'yandex.kz', 'yandex.ua', 'ya.ru', 'narod.ru'],
    ignored: /[.-]/g,
  },
  // https://help.yahoo.com/kb/SLN28815.html (disposable addresses: nickname-keyword)
  { domains: ['yahoo.com', 'ymail.com', 'rocketmail.com'], tagSeparator: '-' },
];

const providers: ReadonlyMap<string, Provider> = new Map(
  PROVIDERS.flatMap((provider) => provider.domains.map((domain) => [domain, provider] as const)),
);

/** Fastmail delivers `anything@name.fastmail.com` to `name@fastmail.com` (https://www.fastmail.help/hc/en-us/articles/360060591053). */
const SUBDOMAIN_ADDRESS = /^(?:.+)@([^.@]+)\.(fastmail\.(?:com|fm))$/;

/** Numbers with two E.164 spellings that reach the same phone: the older one, and how to make the newer one of it. */
const NUMBER_SPELLINGS: readonly (readonly [older: RegExp, newer: string])[] = [
  // Mexico dropped the 1 before mobile numbers in 2019.
  [/^\+521(\d{10})$/, '+52$1'],
  // Argentina: the 9 of mobile numbers is for calls from abroad; SMS arrive with and without it.
  [/^\+549(\d{10})$/, '+54$1'],
  // Benin put 01 before its numbers in November 2024.
  [/^\+229(\d{8})$/, '+22901$1'],
];

/**
 * Returns the address under which a destination's budget is kept: the same text for all spellings of a mailbox or a phone
 * number.
 */
export function budgetAddress({ channel, address }: Destination): string {
  return channel === 'email' ? canonicalMailbox(address) : canonicalNumber(address);
}

function canonicalNumber(number: string): string {
  for (const [older, newer] of NUMBER_SPELLINGS) {
    if (older.test(number)) return number.replace(older, newer);
  }
  return number;
}

function canonicalMailbox(address: string): string {
  const mailbox = address.replace(SUBDOMAIN_ADDRESS, '$1@$2');
  const at = mailbox.lastIndexOf('@');
  if (at < 1) return mailbox;
  // DNS ignores the dot of its root.
  const domain = mailbox
    .slice(at + 1)
    .replace(/\.$/, '')
    .toLowerCase();
  const provider = providers.get(domain);
  const untagged = withoutTag(withoutTag(mailbox.slice(0, at), '+'), provider?.tagSeparator);
  const local = provider?.ignored ? untagged.replace(provider.ignored, '') : untagged;
  return `${local || untagged}@${provider?.domains[0] ?? domain}`;
}

/** The part of a local part before its tag. A local part that begins with the separator has no tag. */
function withoutTag(local: string, separator: string | undefined): string {
  const end = separator === undefined ? -1 : local.indexOf(separator, 1);
  return end === -1 ? local : local.slice(0, end);
}
