/** Mistyped mail domains: which ones are recognized, and which ones are left alone. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { suggestAddress } from '../src/login/mail-domains.js';

const MISTYPED = {
  'gmail.com':
    'gmial.com gamil.com gmai.com gmail.con gmail.co gmail.cm gmail.om gmail.comm gnail.com gmaill.com gmsil.com gmal.com gmali.com gmeil.com GMIAL.COM',
  'yahoo.com': 'yaho.com yahooo.com yhaoo.com yahho.com yahoo.con yahoo.cmo',
  'yahoo.co.uk': 'yaho.co.uk yahoo.co.ku',
  'hotmail.com': 'hotmial.com hotmal.com homail.com hotmaill.com htomail.com hormail.com homial.com',
  'hotmail.fr': 'hotmial.fr hotmal.fr',
  'outlook.com': 'outlok.com outloo.com oulook.com outlook.cm outllook.com',
  'icloud.com': 'iclod.com icluod.com icoud.com icloud.con',
  'protonmail.com': 'protonmial.com protnmail.com',
  't-online.de': 't-onlien.de t-onlin.de',
  'acme.com': 'acme.con acme.vom acme.comm',
  'acme.org': 'acme.ogr',
  'sub.acme.net': 'sub.acme.nte',
} as const;

for (const [meant, list] of Object.entries(MISTYPED)) {
  for (const domain of list.split(' ')) {
    test(`for ${domain} suggests ${meant}`, () => {
      assert.equal(suggestAddress(`Ann.O+x@${domain}`), `Ann.O+x@${meant}`);
    });
  }
}

const CORRECT = [
  'gmail.com googlemail.com yahoo.com yahoo.co.uk yahoo.co.nz yahoo.fr hotmail.com hotmail.fr hotmail.ch outlook.com outlook.de',
  'gmx.net gmx.de mail.com ymail.com email.com rocketmail.com fastmail.com mail.ru web.de me.com mac.com aol.com live.com msn.com',
  'qq.com 163.com 126.com naver.com proton.me pm.me zoho.com hey.com orange.fr free.fr sfr.fr libero.it o2.pl wp.pl bol.com.br',
  'example.com acme.co acme.cm acme.io acme.ai acme.comcast acme.net university.edu nhs.uk gov.uk mod.gov.uk bank.bank',
  'gmac.com gmbh.de gail.com hotmart.com cloud.com outbook.com xmail.com fmail.com hotel.com yoho.com mail.gmail.com mail.yahoo-inc.com',
  'constructor.com __proto__.com müller.de 例子.公司',
].flatMap((line) => line.split(' '));

for (const domain of CORRECT) {
  test(`suggests nothing for ${domain}`, () => assert.equal(suggestAddress(`ann@${domain}`), undefined));
}

for (const text of ['', 'ann', 'ann@', '@gmial.com', 'ann@gmial', 'ann@gmial.', 'ann@@gmial.com', 'ann b@gmial.com']) {
  test(`suggests nothing for “${text}”, which is not an address`, () => {
    assert.equal(suggestAddress(text), undefined);
  });
}

test('reads hostile text in linear time', () => {
  const began = performance.now();
  for (const text of ['a'.repeat(1e6), `ann@${'a.'.repeat(5e5)}`, `ann@${'g'.repeat(240)}.con`, 'ann@'.repeat(3e5)]) {
    suggestAddress(text);
  }
  assert.ok(performance.now() - began < 50);
});
