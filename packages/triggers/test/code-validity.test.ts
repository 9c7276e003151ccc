/** When a code is right: its lifetime, its single use, its binding to one challenge, and the form of an answer. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { wrongCode } from '@cognito-otp/test-kit/codes';
import { concurrently } from './support/concurrency.js';
import { deriveStoredCode } from './support/derive-stored-code.js';
import { minutes, seconds } from './support/manual-clock.js';
import { email, type Page, phone, setUp } from './support/set-up.js';
import { keepTablesInMemory } from './support/table.js';

keepTablesInMemory();

const ann = { phone_number: phone, phone_number_verified: 'true' };
const seeds = Number(process.env.SEEDS ?? 2);
const parallel = 100;

describe('promise 2: a code expires at its stored time by the clock of the server', () => {
  for (const [when, offset, outcome] of [
    ['1 ms before its expiry', -1, 'tokens'],
    ['at its expiry', 0, 'challenged'],
    ['1 ms after its expiry', 1, 'challenged'],
  ] as const) {
    it(`${when} it ${outcome === 'tokens' ? 'is accepted' : 'has expired'}`, async () => {
      const { pool, outbox, signIn, clock } = await setUp();
      pool.addUser(ann);
      const page = await signIn();
      clock.advance(minutes(5) + offset);
      assert.equal((await page.answer(outbox.code)).outcome, outcome);
    });
  }

  it('expires early or late by no more than the clock skew between machines', async () => {
    for (const [skew, at, outcome] of [
      [minutes(2), minutes(3) - 1, 'tokens'],
      [minutes(2), minutes(3), 'challenged'],
      [-minutes(2), minutes(7) - 1, 'tokens'],
      [-minutes(2), minutes(7), 'challenged'],
    ] as const) {
      const { pool, outbox, signIn, clock } = await setUp();
      pool.addUser(ann);
      const page = await signIn();
      clock.advance(at);
      clock.skew = skew;
      assert.equal((await page.answer(outbox.code)).outcome, outcome, `${skew} ${at}`);
    }
  });

  it('ignores an expired item that DynamoDB has not deleted yet, and continues from its version', async () => {
    const { store, clock } = await setUp();
    const { signal } = new AbortController();
    await store.write('row', 0, { kept: true }, clock.now() + 1500, signal);
    assert.deepEqual((await store.read('row', signal)).data, { kept: true });
    clock.advance(2001);
    assert.deepEqual(await store.read('row', signal), { version: 1, data: undefined });
    assert.equal(await store.write('row', 0, {}, clock.now() + 1, signal), false);
    assert.equal(await store.write('row', 1, {}, clock.now() + 1, signal), true);
  });
});

describe('promise 3: a code works once', () => {
  it(`signs in one of ${parallel} sessions that answer it at the same time (${seeds} seeds)`, async () => {
    for (let seed = 0; seed < seeds; seed++) {
      const { pool, outbox, signIn } = await setUp();
      pool.addUser(ann);
      const pages = await concurrently(parallel, () => signIn());
      await Promise.all(pages.map((page) => page.answer(outbox.code)));
      assert.equal(pages.filter(({ outcome }) => outcome === 'tokens').length, 1);
    }
  });

  it('is refused afterwards in every other session', async () => {
    const { pool, outbox, signIn } = await setUp();
    pool.addUser(ann);
    const [first, second] = [await signIn(), await signIn()];
    await first.answer(outbox.code);
    assert.equal(first.outcome, 'tokens');
    assert.equal((await second.answer(outbox.code)).outcome, 'challenged');
  });

  it('is refused if the round that used it is replayed after the time in which Cognito retries', async () => {
    const { pool, outbox, signIn, clock } = await setUp();
    pool.addUser(ann);
    const page = await signIn();
    const { round } = page;
    await page.answer(outbox.code);
    clock.advance(seconds(31));
    const again = await pool.answer(phone, round, outbox.code);
    assert.ok(!('tokens' in again));
  });
});

describe('promise 7: a code answers only its own challenge', () => {
  it('is wrong in the session of another account, even with its own private parameters', async () => {
    const { pool, outbox, signIn } = await setUp();
    pool.addUser(ann);
    const other = '+447700900124';
    pool.addUser({ phone_number: other, phone_number_verified: 'true' });
    const mine = await signIn();
    const code = outbox.code;
    const theirs = await signIn(other);
    assert.equal((await theirs.answer(code)).parameters.reason, 'wrong_code');
    const forged = { ...theirs.round, privateParameters: mine.round.privateParameters };
    assert.ok(!('tokens' in (await pool.answer(other, forged, code))));
  });

  it('is wrong in an email challenge if it was sent by SMS', async () => {
    const { pool, outbox, signIn } = await setUp();
    pool.addUser({ ...ann, email, email_verified: 'true' });
    const page = await signIn();
    await page.send({ channel: 'email' });
    const [sms, mail] = outbox.codes;
    assert.equal((await page.answer(sms)).parameters.reason, 'wrong_code');
    assert.equal((await page.answer(mail)).outcome, 'tokens');
  });

  it('differs by user pool and by app client for the same phone number', async () => {
    const { pool, outbox, signIn, clock } = await setUp();
    pool.addUser(ann);
    await signIn();
    clock.advance(seconds(31));
    pool.clientId = 'client2';
    const second = await signIn();
    assert.equal(outbox.messages.length, 2);
    assert.notEqual(outbox.codes[0], outbox.codes[1]);
    assert.equal((await second.answer(outbox.codes[0])).parameters.reason, 'wrong_code');
    pool.id = 'eu-west-1_otherPool';
    const third = await signIn();
    assert.equal(outbox.messages.length, 3, 'each pool has its own budget');
    assert.equal((await third.answer(outbox.codes[1])).parameters.reason, 'wrong_code');
  });

  it('does not work for a new phone number after the attribute has changed', async () => {
    const { pool, outbox, signIn } = await setUp();
    const user = pool.addUser({ ...ann });
    const page = await signIn(user.username);
    user.attributes.phone_number = '+447700900999';
    const answered = await page.answer(outbox.code);
    assert.equal(answered.outcome, 'challenged');
    assert.equal(page.parameters.reason, 'not_sent', 'no code was sent to the new number');
  });

  it('is never right for an address that the account does not have', async () => {
    const environment = await setUp();
    const { pool, signIn } = environment;
    pool.addUser(ann);
    const page = await signIn();
    await page.send({ channel: 'email' });
    assert.equal(page.parameters.reason, undefined, 'it gets the same response as a successful send');
    const account = { sub: pool.users[0]!.username, channel: 'email', canReceiveCode: true } as const;
    const code = await deriveStoredCode(environment, page, account);
    assert.equal((await page.answer(code)).parameters.reason, 'wrong_code');
  });
});

describe('promise 10: only ASCII digits reach the comparison', () => {
  const spellings: [string, (code: string) => unknown][] = [
    ['Arabic-Indic digits', (code) => code.replace(/\d/g, (digit) => String.fromCodePoint(0x660 + Number(digit)))],
    ['full-width digits', (code) => code.replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit)))],
    ['mathematical digits', (code) => code.replace(/\d/g, (digit) => String.fromCodePoint(0x1d7d8 + Number(digit)))],
    ['a zero-width space', (code) => `${code.slice(0, 3)}\u200b${code.slice(3)}`],
    ['spaces', (code) => ` ${code} `],
    ['a line break', (code) => `${code}\n`],
    ['a number', (code) => Number(code)],
    ['1e5', () => '1e5'],
    ['an array', (code) => [code]],
    ['an object', (code) => ({ toString: () => code })],
    ['null', () => null],
    ['1 MB', (code) => code.repeat(170_000)],
  ];
  for (const [name, spelled] of spellings) {
    it(`treats ${name} as a wrong answer and does not throw`, async () => {
      const { pool, outbox, signIn } = await setUp();
      pool.addUser(ann);
      const page = await signIn();
      await page.answer(spelled(outbox.code));
      assert.equal(page.parameters.reason, 'wrong_code');
      assert.equal(page.parameters.attemptsLeft, '2');
    });
  }
});

describe('promise 11: Cognito’s retries of Verify get the same verdict', () => {
  it('a right answer is right in all six tries, five seconds apart, and consumes the code once', async () => {
    const { pool, outbox, signIn, clock } = await setUp();
    pool.addUser(ann);
    const page = await signIn();
    const verdicts: unknown[] = [];
    const { invoke } = pool;
    pool.invoke = async (trigger, event) => {
      let answer = await invoke(trigger, event);
      if (trigger === 'verifyAuthChallengeResponse') {
        for (let tries = 1; tries < 6; tries++) {
          verdicts.push((answer.response as { answerCorrect: boolean }).answerCorrect);
          clock.advance(seconds(5));
          answer = await invoke(trigger, event);
        }
        verdicts.push((answer.response as { answerCorrect: boolean }).answerCorrect);
      }
      return answer;
    };
    await page.answer(outbox.code);
    assert.deepEqual(verdicts, [true, true, true, true, true, true]);
    assert.equal(page.outcome, 'tokens');
  });

  it('a right answer is right in all tries if they overlap', async () => {
    const { pool, outbox, signIn } = await setUp();
    pool.addUser(ann);
    const page: Page = await signIn();
    const { invoke } = pool;
    pool.invoke = async (trigger, event) => {
      if (trigger !== 'verifyAuthChallengeResponse') return invoke(trigger, event);
      const answers = await concurrently(3, () => invoke(trigger, event));
      assert.ok(answers.every((answer) => (answer.response as { answerCorrect: boolean }).answerCorrect));
      return answers[0]!;
    };
    assert.equal((await page.answer(outbox.code)).outcome, 'tokens');
  });

  it('a wrong answer in three tries uses one attempt', async () => {
    const { pool, outbox, signIn } = await setUp();
    pool.addUser(ann);
    const page = await signIn();
    const { invoke } = pool;
    pool.invoke = async (trigger, event) => {
      if (trigger === 'verifyAuthChallengeResponse') await concurrently(2, () => invoke(trigger, event));
      return invoke(trigger, event);
    };
    await page.answer(wrongCode(outbox.code));
    assert.equal(page.parameters.attemptsLeft, '2');
  });
});
