/** The webmail services of mail domains. Loaded once a code is sent by email. */

/** A webmail service. */
export interface Mailbox {
  readonly name: string;
  readonly url: string;
}

/** Name, URL, and mail domains of each service. The service of any other domain is unknown. */
const MAILBOXES: readonly (readonly [name: string, url: string, domains: string])[] = [
  ['Gmail', 'https://mail.google.com/', 'gmail.com googlemail.com'],
  [
    'Outlook',
    'https://outlook.live.com/mail/',
    'outlook.com outlook.de outlook.fr outlook.es outlook.it outlook.jp outlook.com.br hotmail.com hotmail.co.uk hotmail.de hotmail.fr hotmail.es hotmail.it hotmail.com.br live.com live.co.uk live.de live.fr live.it live.nl msn.com',
  ],
  [
    'Yahoo Mail',
    'https://mail.yahoo.com/',
    'yahoo.com yahoo.co.uk yahoo.de yahoo.fr yahoo.es yahoo.it yahoo.ca yahoo.in yahoo.co.in yahoo.com.br yahoo.com.mx yahoo.com.ar yahoo.com.au ymail.com rocketmail.com',
  ],
  ['Yahoo!メール', 'https://mail.yahoo.co.jp/', 'yahoo.co.jp'],
  ['AOL Mail', 'https://mail.aol.com/', 'aol.com aol.de aol.co.uk'],
  ['iCloud Mail', 'https://www.icloud.com/mail/', 'icloud.com me.com mac.com'],
  ['Proton Mail', 'https://mail.proton.me/', 'proton.me protonmail.com protonmail.ch pm.me'],
  ['GMX', 'https://www.gmx.net/', 'gmx.de gmx.net gmx.at gmx.ch'],
  ['GMX', 'https://www.gmx.com/', 'gmx.com gmx.us gmx.co.uk'],
  ['WEB.DE', 'https://web.de/', 'web.de'],
  ['T-Online', 'https://email.t-online.de/', 't-online.de'],
  ['Mail.ru', 'https://e.mail.ru/', 'mail.ru inbox.ru list.ru bk.ru internet.ru'],
  ['Yandex', 'https://mail.yandex.ru/', 'yandex.ru yandex.com ya.ru'],
  ['QQ邮箱', 'https://mail.qq.com/', 'qq.com foxmail.com'],
  ['163邮箱', 'https://mail.163.com/', '163.com'],
  ['126邮箱', 'https://mail.126.com/', '126.com'],
  ['Naver', 'https://mail.naver.com/', 'naver.com'],
  ['Daum', 'https://mail.daum.net/', 'daum.net hanmail.net'],
  ['Seznam', 'https://email.seznam.cz/', 'seznam.cz email.cz'],
  ['WP', 'https://poczta.wp.pl/', 'wp.pl'],
  ['Onet', 'https://poczta.onet.pl/', 'onet.pl op.pl'],
  ['Libero', 'https://mail.libero.it/', 'libero.it'],
  ['Fastmail', 'https://app.fastmail.com/', 'fastmail.com fastmail.fm'],
  ['Tuta', 'https://app.tuta.com/', 'tuta.com tutanota.com tutanota.de'],
];

/** The webmail service of an address, which may be masked before the `@`; `undefined` for any other domain. */
export function mailboxOf(address: string): Mailbox | undefined {
  const domain = address
    .slice(address.lastIndexOf('@') + 1)
    .trim()
    .toLowerCase();
  const found = MAILBOXES.find(([, , domains]) => domains.split(' ').includes(domain));
  return found && address.includes('@') ? { name: found[0], url: found[1] } : undefined;
}
