/** The webmail service of an address. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mailboxOf } from '../src/login/mailbox.js';

test('addresses of known services lead to their own web address over https', () => {
  for (const [address, name, host] of [
    ['ann@gmail.com', 'Gmail', 'mail.google.com'],
    ['Ann@GoogleMail.com', 'Gmail', 'mail.google.com'],
    ['a•••@hotmail.co.uk', 'Outlook', 'outlook.live.com'],
    ['"a@b"@yahoo.de', 'Yahoo Mail', 'mail.yahoo.com'],
    ['ann@me.com', 'iCloud Mail', 'www.icloud.com'],
    ['ann@pm.me ', 'Proton Mail', 'mail.proton.me'],
    ['ann@gmx.at', 'GMX', 'www.gmx.net'],
    ['ann@web.de', 'WEB.DE', 'web.de'],
    ['ann@bk.ru', 'Mail.ru', 'e.mail.ru'],
    ['12345@qq.com', 'QQ邮箱', 'mail.qq.com'],
  ] as const) {
    const found = mailboxOf(address);
    assert.equal(found?.name, name, address);
    assert.equal(new URL(found!.url).origin, `https://${host}`, address);
  }
});

test('any other address has none, even if its domain resembles one or is part of one', () => {
  for (const address of [
    'ann@example.com',
    'ann@gmail.com.example',
    'ann@notgmail.com',
    'ann@mail.gmail.com',
    'gmail.com',
    '',
    '@',
    'ann@',
    'ann@constructor',
    'ann@ ',
  ]) {
    assert.equal(mailboxOf(address), undefined, address);
  }
});
