/** Promise 27: an unreadable record causes no lockout and grants no guesses. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { wrongCode } from '@cognito-otp/test-kit/codes';
import { email, phone, setUp } from './support/set-up.js';
import { itemsOf, putItem } from './support/table.js';

/** Malformed data for an item of any kind. */
const MALFORMED_DATA = ['', '{', 'null', '[]', '"text"', '7', '{}', '{"guesses":{},"challenges":[],"sends":7}'];

describe('promise 27: items that cannot be read', () => {
  const N = (value: number) => ({ N: String(value) });

  async function afterSignIn() {
    const environment = await setUp();
    environment.pool.addUser({ phone_number: phone, phone_number_verified: 'true', email });
    await (await environment.signIn()).answer(environment.outbox.code);
    environment.clock.advance(3_600_000);
    return environment;
  }

  it('let the owner of the account sign in, whichever record has such data', async () => {
    for (const text of MALFORMED_DATA) {
      const { table, outbox, signIn, clock, logged } = await afterSignIn();
      for (const { pk, data } of (await itemsOf(table)) as { pk: { S: string }; data?: unknown }[]) {
        if (data === undefined) continue;
        await putItem(table, { pk, version: N(3), ttl: N(clock.now() / 1000 + 172_800), data: { S: text } });
      }
      const page = await signIn();
      await page.answer(outbox.code);
      assert.equal(page.outcome, 'tokens', text);
      const faults = logged.filter(({ event }) => event.endsWith('_failed'));
      assert.deepEqual(faults, [], text);
    }
  });

  it('let the owner sign in if an item has no usable version, TTL or type', async () => {
    const changes: Record<string, unknown>[] = [
      { version: { S: 'one' } },
      { version: N(-4) },
      { version: N(1e100) },
      { ttl: { S: 'tomorrow' } },
      { data: { M: {} } },
      { data: { N: '1' } },
    ];
    for (const change of changes) {
      const { table, outbox, signIn } = await afterSignIn();
      for (const item of (await itemsOf(table)) as Record<string, unknown>[]) {
        if (item.data === undefined) continue;
        await putItem(table, { ...item, ...change });
      }
      const page = await signIn();
      await page.answer(outbox.code);
      assert.equal(page.outcome, 'tokens', JSON.stringify(change));
    }
    const { table, outbox, signIn } = await afterSignIn();
    for (const { pk } of (await itemsOf(table)) as { pk: { S: string } }[]) await putItem(table, { pk });
    assert.equal((await (await signIn()).answer(outbox.code)).outcome, 'tokens');
  });

  it('let the owner sign in if a counter has numbers of another type', async () => {
    const changes: Record<string, unknown>[] = [
      { hour: { S: 'noon' } },
      { hourCount: { S: '1' } },
      { hourCount: N(-7) },
      { day: { NULL: true } },
      { dayCount: { L: [] } },
      { openHourCount: { S: '1' } },
      { hour: N(1e100) },
    ];
    for (const change of changes) {
      const { table, outbox, signIn, clock } = await afterSignIn();
      clock.advance(-3_600_000 + 60_000);
      for (const item of (await itemsOf(table)) as Record<string, unknown>[]) {
        if (item.hour !== undefined) await putItem(table, { ...item, ...change });
      }
      assert.equal((await (await signIn()).answer(outbox.code)).outcome, 'tokens', JSON.stringify(change));
    }
  });

  it('grant no guesses: the counts that can be read still count', async () => {
    for (const broken of [{ challenges: 7 }, { challenges: { key: {} } }, { inARow: 'many' }, { guesses: 'none' }]) {
      const { table, outbox, signIn, clock, logged } = await setUp({ policy: { sendsIn10Minutes: 10 } });
      await (async () => {
        const page = await signIn();
        for (const by of [1, 2, 3]) await page.answer(wrongCode('123456', by));
      })();
      clock.advance(31_000);
      const again = await signIn();
      await again.answer('000000');
      const compared = () => logged.filter(({ fields }) => fields.verdict === 'wrong').length;
      assert.equal(compared(), 4);
      for (const item of (await itemsOf(table)) as { pk: { S: string }; data?: { S: string } }[]) {
        if (!item.pk.S.startsWith('account#')) continue;
        const data = { ...(JSON.parse(item.data!.S) as object), ...broken };
        await putItem(table, { ...item, data: { S: JSON.stringify(data) } });
      }
      for (let more = 0; more < 4; more++) {
        clock.advance(31_000);
        const page = await signIn();
        if (page.outcome === 'challenged') await page.answer(`11111${more}`);
      }
      assert.equal(compared(), 5, JSON.stringify(broken));
      assert.deepEqual(outbox.codes, []);
    }
  });
});
