/** The CAPTCHA token that every message requires, if a CAPTCHA service is configured. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { spendCaptchaToken } from '../src/flows/spend-captcha-token.js';
import { concurrently } from './support/concurrency.js';
import { ManualClock, minutes, seconds } from './support/manual-clock.js';
import { MemoryStore } from './support/memory-store.js';
import { keyring, phone, setUp } from './support/set-up.js';
import { keepTablesInMemory } from './support/table.js';

keepTablesInMemory();

const ann = { phone_number: phone, phone_number_verified: 'true' };
/** UK mobile numbers in different ranges. Ten thousand of them fit before the numbers of Guernsey begin. */
const distantNumber = (index: number) => `+4477${10_000_000 + index * 6997}`;

describe('promise 20: every message requires a CAPTCHA token', () => {
  async function withCaptcha() {
    const verified: string[] = [];
    const answers = { good: (token: string) => token.startsWith('good') };
    const captcha = {
      verify: async (token: string) => {
        verified.push(token);
        return answers.good(token);
      },
    };
    const environment = await setUp({ captcha, policy: { sendOn: 'request' } });
    environment.pool.addUser(ann);
    return { ...environment, verified, answers, page: await environment.signIn() };
  }

  it('sends nothing and gives the reason if the token is missing or wrong', async () => {
    const { outbox, page, verified } = await withCaptcha();
    assert.equal((await page.send()).parameters.reason, 'captcha');
    assert.equal((await page.send({ captcha: 'bad' })).parameters.reason, 'captcha');
    assert.deepEqual(verified, ['bad']);
    assert.equal(outbox.messages.length, 0);
    await page.send({ captcha: 'good1' });
    assert.equal(page.parameters.reason, undefined);
    assert.equal((await page.answer(outbox.code)).outcome, 'tokens');
  });

  it('sends one message per token, whichever session repeats it', async () => {
    const { outbox, page, clock, signIn, pool } = await withCaptcha();
    pool.addUser({ phone_number: distantNumber(1) });
    await page.send({ captcha: 'good1' });
    clock.advance(minutes(1));
    assert.equal((await page.send({ captcha: 'good1' })).parameters.reason, 'captcha');
    const other = await signIn(distantNumber(1));
    assert.equal((await other.send({ captcha: 'good1' })).parameters.reason, 'captcha');
    assert.equal(outbox.messages.length, 1);
    await page.send({ captcha: 'good2' });
    assert.equal(outbox.messages.length, 2);
  });

  it('sends one message for a token that fifty sessions use at the same time', async () => {
    const { outbox, signIn, pool } = await withCaptcha();
    for (let index = 0; index < 50; index++) pool.addUser({ phone_number: distantNumber(index) });
    const pages = await concurrently(50, (index) => signIn(distantNumber(index)));
    await Promise.all(pages.map((page) => page.send({ captcha: 'good' })));
    assert.equal(outbox.messages.length, 1);
  });

  it('does not verify the token a second time if Cognito retries the round', async () => {
    const { outbox, page, pool, verified, answers } = await withCaptcha();
    const { invoke } = pool;
    pool.invoke = async (trigger, event) => {
      const answer = await invoke(trigger, event);
      if (trigger !== 'createAuthChallenge') return answer;
      answers.good = () => false;
      return invoke(trigger, event);
    };
    await page.send({ captcha: 'good' });
    assert.equal(page.parameters.reason, undefined);
    assert.deepEqual(verified, ['good']);
    assert.equal(outbox.messages.length, 1);
  });

  describe('with ClientMetadata that reaches the first Create', () => {
    const accounts: Record<string, string>[] = [
      { phone_number: distantNumber(1), phone_number_verified: 'true' },
      { phone_number: distantNumber(2) },
      { email: 'ann@example.com', email_verified: 'true' },
      { ...ann, email: 'ann@example.org', email_verified: 'true' },
    ];
    async function startWith(account: Record<string, string>, sendWaitSeconds = 30) {
      const verified: string[] = [];
      const captcha = { verify: async (token: string) => verified.push(token) > 0 };
      const environment = await setUp({ captcha, policy: { sendWaitSeconds } });
      environment.pool.addUser(account);
      const name = account.phone_number ?? account.email;
      const start = (clientMetadata: Record<string, string>) =>
        environment.signIn(name, { clientMetadata: { request: 'send', ...clientMetadata } });
      return { ...environment, verified, start };
    }

    it('sends one message per token, however often the sign-in is started', async () => {
      for (const account of accounts) {
        const { outbox, clock, start, verified } = await startWith(account);
        assert.equal((await start({ captcha: 'one' })).parameters.reason, undefined);
        for (const wait of [seconds(29), seconds(1), seconds(1), minutes(4), minutes(6), minutes(4)]) {
          clock.advance(wait);
          await start({ captcha: 'one' });
          await start({ captcha: 'one', channel: 'email' });
          await start({ captcha: 'one', channel: 'sms' });
        }
        assert.deepEqual(verified, ['one'], JSON.stringify(account));
        assert.equal(outbox.messages.length, 1);
        assert.equal((await start({ captcha: 'two' })).parameters.reason, undefined);
        assert.equal(outbox.messages.length, 2);
      }
    });

    it('accepts the token again if Cognito retries the start', async () => {
      const { outbox, clock, start, verified, pool } = await startWith(ann, 10);
      const { invoke } = pool;
      pool.invoke = async (trigger, event) => {
        const answer = await invoke(trigger, event);
        if (trigger !== 'createAuthChallenge') return answer;
        clock.advance(seconds(5));
        return invoke(trigger, event);
      };
      const page = await start({ captcha: 'one' });
      assert.deepEqual([page.parameters.reason, verified], [undefined, ['one']]);
      assert.equal((await page.answer(outbox.code)).outcome, 'tokens');
      assert.equal(outbox.messages.length, 1);
    });
  });

  it('sends nothing if the CAPTCHA service is unavailable', async () => {
    const { outbox, page, answers } = await withCaptcha();
    answers.good = () => {
      throw new Error('down');
    };
    assert.equal((await page.send({ captcha: 'good' })).parameters.reason, 'send_failed');
    assert.equal(outbox.messages.length, 0);
  });

  it('asks for a token in the first round with SendOn=start', async () => {
    const { pool, signIn, outbox } = await setUp({ captcha: { verify: async () => true } });
    pool.addUser(ann);
    const page = await signIn();
    assert.equal(page.parameters.reason, 'captcha');
    await page.send({ captcha: 'token' });
    assert.equal(outbox.messages.length, 1);
  });
});

describe('a spent CAPTCHA token', () => {
  function setUpToken() {
    const clock = new ManualClock();
    const store = new MemoryStore(clock);
    const verified: string[] = [];
    /** Spends the token; the issuer gives the result or is unavailable. */
    const spend = (issuer: boolean | 'unavailable', spender = 'ann') => {
      const verify = async (token: string) => {
        verified.push(token);
        if (issuer === 'unavailable') throw new Error('down');
        return issuer;
      };
      const { signal } = new AbortController();
      return spendCaptchaToken({ verify }, 'token', spender, seconds(30), store, keyring(), clock.now(), signal);
    };
    /** Replaces what the table keeps of the token. */
    const putRecord = async (data: unknown) => {
      const [key] = store.rows.keys();
      await store.write(key!, store.rows.get(key!)!.version, data, clock.now() + minutes(15));
    };
    return { clock, putRecord, verified, spend };
  }

  it('is verified again for the same spender if the issuer has not accepted it yet', async () => {
    const { spend, verified } = setUpToken();
    await assert.rejects(spend('unavailable'), /down/);
    assert.equal(await spend(false), false);
    assert.equal(await spend(true, 'bob'), false);
    assert.equal(await spend(true), true);
    assert.equal(verified.length, 3);
    assert.equal(await spend(false), true, 'accepted already');
    assert.equal(verified.length, 3);
  });

  it('pays for nothing if its record is damaged', async () => {
    for (const change of [
      () => null,
      () => 'text',
      () => [],
      () => ({}),
      (now: number) => ({ at: now, passed: true }),
      (now: number) => ({ by: ['ann'], at: now, passed: true }),
      () => ({ by: 'ann', passed: true }),
      (now: number) => ({ by: 'ann', at: String(now), passed: true }),
      () => ({ by: 'ann', at: null, passed: true }),
      (now: number) => ({ by: 'ann', at: now + 3_600_000, passed: true }),
      () => ({ by: 'ann', at: Number.MAX_SAFE_INTEGER, passed: true }),
    ]) {
      const { clock, spend, putRecord, verified } = setUpToken();
      await spend(true);
      const data = change(clock.now());
      await putRecord(data);
      assert.equal(await spend(true), false, JSON.stringify(data));
      assert.deepEqual(verified, ['token']);
    }
  });

  it('is verified again if its record does not say that the issuer accepted it', async () => {
    for (const passed of ['true', 1, null, undefined]) {
      const { clock, spend, putRecord, verified } = setUpToken();
      await spend(true);
      await putRecord({ by: 'ann', at: clock.now(), passed });
      assert.equal(await spend(false), false, String(passed));
      assert.deepEqual(verified, ['token', 'token']);
    }
  });
});
