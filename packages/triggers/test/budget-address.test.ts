/** One budget for all spellings of a mailbox or a phone number. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { budgetAddress } from '../src/domain/budget-address.js';
import { hours, minutes } from './support/manual-clock.js';
import { setUp } from './support/set-up.js';

const mailbox = (address: string) => budgetAddress({ channel: 'email', address, supported: true });
const phone = (address: string) => budgetAddress({ channel: 'sms', address, supported: true });

describe('the address that a budget is kept for', () => {
  it('is the same for all spellings of a mailbox', () => {
    const spellings: Record<string, string[]> = {
      'ann@example.com': [
        'ann@example.com',
        'ann+1@example.com',
        'ann+a+b@example.com',
        'ann+@example.com',
        'ann@example.com.',
      ],
      'annlee@gmail.com': ['ann.lee@gmail.com', 'a.n.n.l.e.e+x@googlemail.com', 'annlee+1.2@gmail.com'],
      'annlee@proton.me': ['ann_lee@protonmail.com', 'ann.lee+news@pm.me', 'ann-lee@proton.me'],
      'ann@icloud.com': ['ann@me.com', 'ann+7@mac.com'],
      'annlee@yandex.ru': ['ann.lee@ya.ru', 'ann-lee@yandex.com'],
      'ann@yahoo.com': ['ann-shop@yahoo.com', 'ann@ymail.com'],
      'ann@fastmail.com': ['anything@ann.fastmail.com', 'ann+x@fastmail.com'],
    };
    for (const [canonical, all] of Object.entries(spellings)) {
      for (const spelling of all) assert.equal(mailbox(spelling), canonical, spelling);
    }
  });

  it('differs for different mailboxes', () => {
    const different = [
      'ann@example.com',
      'ann.lee@example.com',
      'annlee@example.com',
      'ann-lee@example.com',
      'ann@example.org',
      'ann@gmail.com',
      'ann-lee@gmail.com',
      'annlee@outlook.com',
      'ann.lee@outlook.com',
      '+ann@example.com',
      '-ann@yahoo.com',
      'x@ann.example.com',
      'xundefinedy@example.com',
      'x@example.com',
      'anything@ann.fastmail.com.example.org',
      'else@ann.fastmail.com.example.org',
    ];
    assert.equal(new Set(different.map(mailbox)).size, different.length);
  });

  it('is never empty, and keeps what is not an address', () => {
    assert.equal(mailbox('...@gmail.com'), '...@gmail.com');
    assert.equal(mailbox('+@example.com'), '+@example.com');
    assert.equal(mailbox('none 1234'), 'none 1234');
    assert.equal(mailbox('a@GMAIL.com'), 'a@gmail.com');
    assert.equal(mailbox('b+c@Example.COM'), 'b@example.com');
    assert.equal(mailbox('a+x@b'), 'a@b');
    assert.equal(mailbox('@example.com'), '@example.com');
  });

  it('is the same for both spellings of a phone number', () => {
    assert.equal(phone('+5215512345678'), phone('+525512345678'));
    assert.equal(phone('+5491123456789'), phone('+541123456789'));
    // Longer numbers, and those of other countries that contain the same digits, stay as they are.
    for (const other of [
      '+52155123456789',
      '+54911234567890',
      '+2299012345678',
      '00+5215512345678',
      '00+5491123456789',
      '00+22990123456',
    ])
      assert.equal(phone(other), other);
    assert.equal(phone('+22995123456'), phone('+2290195123456'));
    for (const own of ['+447700900123', '+15215512345', '+4915212345678', '+521551234567'])
      assert.equal(phone(own), own);
  });

  it('takes linear time for hostile addresses', () => {
    for (const local of ['+'.repeat(500_000), '.'.repeat(500_000), `a${'-'.repeat(500_000)}`]) {
      for (const domain of ['gmail.com', 'yahoo.com', 'x.fastmail.com']) mailbox(`${local}@${domain}`);
    }
    const began = performance.now();
    mailbox(`${'@'.repeat(200_000)}.fastmail.com`);
    assert.ok(performance.now() - began < 1000);
  });
});

describe('promise 12: 24 spellings of one mailbox have one budget', () => {
  it('sends three in ten minutes, whichever account requests them', async () => {
    const { pool, outbox, signIn, clock } = await setUp({ policy: { reservedPercent: 0 } });
    const locals = ['annlee', 'ann.lee', 'a.nnlee', 'an.nlee'];
    const tags = ['', '+1', '+shop'];
    const spellings = ['gmail.com', 'googlemail.com'].flatMap((domain) =>
      locals.flatMap((local) => tags.map((tag) => `${local}${tag}@${domain}`)),
    );
    assert.equal(spellings.length, 24);
    for (const spelling of spellings) {
      pool.addUser({ email: spelling });
      await signIn(spelling);
      clock.advance(20_000);
    }
    assert.equal(outbox.messages.length, 3);
  });

  it('keeps the messages of the mailbox owner, whatever accounts with other spellings request', async () => {
    for (const [owner, spellings] of [
      ['annlee@gmail.com', ['ann.lee@gmail.com', 'annlee+1@gmail.com', 'a.nnlee@googlemail.com']],
      ['ann@example.com', ['ann+1@example.com', 'ann+shop@example.com', 'ann+a+b@example.com']],
      ['ann.lee+news@proton.me', ['annlee@proton.me', 'ann_lee@pm.me', 'annlee+1@protonmail.com']],
      ['ann@icloud.com', ['ann@me.com', 'ann+7@mac.com', 'ann+shop@icloud.com']],
    ] as const) {
      const { pool, outbox, signIn, clock } = await setUp();
      pool.addUser({ email: owner, email_verified: 'true' });
      for (const spelling of spellings) pool.addUser({ email: spelling });
      for (let times = 0; times < 24; times++) {
        await signIn(spellings[times % spellings.length]);
        clock.advance(hours(1));
      }
      const before = outbox.messages.length;
      assert.ok(before >= 4 && before <= 12, `${before} messages to one mailbox`);
      assert.equal((await (await signIn(owner)).answer(outbox.code)).outcome, 'tokens', owner);
      assert.equal(outbox.messages.length, before + 1);
    }
  });

  it('counts verified accounts with several spellings of it together', async () => {
    const { pool, outbox, signIn, clock } = await setUp();
    const spellings = ['annlee@gmail.com', 'ann.lee@gmail.com', 'annlee+1@gmail.com', 'annlee+2@googlemail.com'];
    for (const spelling of spellings) {
      pool.addUser({ email: spelling, email_verified: 'true' });
      await signIn(spelling);
      clock.advance(minutes(1));
    }
    assert.equal(outbox.messages.length, 3);
  });
});
