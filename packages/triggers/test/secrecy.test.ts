/** Where codes and addresses may appear: only in the message. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { wrongCode } from '@cognito-otp/test-kit/codes';
import { hours, seconds } from './support/manual-clock.js';
import { email, phone, setUp } from './support/set-up.js';
import { itemsOf } from './support/table.js';

/** Every encoding in which a text could be exposed. */
const encodings = (text: string) => [
  text,
  Buffer.from(text).toString('base64').replace(/=+$/, ''),
  Buffer.from(text).toString('base64url'),
  Buffer.from(text).toString('hex'),
  encodeURIComponent(text),
];

describe('promise 8: codes and addresses appear only in the message', () => {
  it('they are not in the table, the log events, the responses to Cognito or the console, even after faults', async (test) => {
    const { pool, outbox, signIn, clock, table, logged, compose, store } = await setUp({
      policy: { codeLength: 10, rangeSendsAnHour: 1000, sendsADay: 50, sendsIn10Minutes: 10 },
    });
    const answers: string[] = [];
    const printed: string[] = [];
    const { invoke } = pool;
    pool.invoke = async (trigger, event) => {
      const answer = await invoke(trigger, event);
      answers.push(JSON.stringify(answer.response));
      return answer;
    };
    const { log, error, warn, info, debug } = console;
    const keep = (...values: unknown[]) => void printed.push(values.map(String).join(' '));
    Object.assign(console, { log: keep, error: keep, warn: keep, info: keep, debug: keep });
    try {
      await pool.signUp({ phone_number: phone });
      pool.users[0]!.attributes.email = email;
      const page = await signIn();
      await page.answer(wrongCode(outbox.code));
      clock.advance(seconds(31));
      await page.send();
      await page.send({ channel: 'email', locale: 'de' });
      await page.answer(outbox.code);
      clock.advance(hours(1));
      outbox.outcome = { kind: 'unclear', why: `failed for ${phone}` };
      await (await signIn()).answer(outbox.code);
      clock.advance(hours(1));
      outbox.outcome = () => Promise.reject(new Error(`could not reach ${phone}`));
      await signIn();
      outbox.outcome = undefined;
      pool.triggers = compose({ store: { ...store, write: () => Promise.reject(new Error(`no item for ${phone}`)) } });
      clock.advance(hours(1));
      await (await signIn(email)).send();
      await signIn('+447700900999');
    } finally {
      Object.assign(console, { log, error, warn, info, debug });
    }

    const places = {
      table: JSON.stringify(await itemsOf(table)),
      answers: answers.join('\n'),
      logged: JSON.stringify(logged),
      printed: printed.join('\n'),
    };
    const secrets = [...outbox.codes, phone, phone.slice(1), email, '+447700900999'];
    let searches = 0;
    for (const [place, text] of Object.entries(places)) {
      for (const secret of secrets.flatMap(encodings)) {
        searches++;
        assert.ok(!text.includes(secret), `${secret} in the ${place}`);
      }
    }
    assert.ok(outbox.messages.length >= 4);
    assert.ok(places.table.length > 500 && places.answers.length > 500 && places.logged.length > 200);
    test.diagnostic(`${searches} searches, 0 hits`);
  });

  it('the table reveals no address to an attacker who tries all of them without the secret', async () => {
    const { pool, signIn, table, keys } = await setUp();
    pool.addUser({ phone_number: phone });
    await signIn();
    const first = JSON.stringify(await itemsOf(table));
    const other = await setUp();
    other.keys.value = { ...keys.value, pepper: Buffer.alloc(32, 9) };
    other.pool.users.push(pool.users[0]!);
    await other.signIn();
    const names = (text: string) =>
      [...text.matchAll(/(?:destination|range|account)#[\w-]{32}/g)].map(([name]) => name);
    const second = names(JSON.stringify(await itemsOf(other.table)));
    assert.ok(names(first).length >= 3);
    assert.ok(names(first).every((name) => !second.includes(name)));
  });
});
