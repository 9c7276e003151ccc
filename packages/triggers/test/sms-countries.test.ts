/** The countries and kinds of phone numbers that messages are sent to. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setUp } from './support/set-up.js';

describe('promise 15: messages go only to allowed countries', () => {
  const cases: [string, string, boolean][] = [
    ['a British mobile', '+447700900123', true],
    ['a number in the United States', '+12025550123', true],
    ['Canada, which shares +1 and is not on the list', '+14165550123', false],
    ['Jamaica, which shares +1', '+18765550123', false],
    ['a British landline', '+442079460000', false],
    ['a British premium number', '+449098790000', false],
    ['Guernsey, which shares +44', '+447781123456', false],
    ['Jersey, which shares +44', '+447797712345', false],
    ['the Isle of Man, which shares +44, and 074 with Britain', '+447457600123', false],
    ['France, which is not on the list', '+33612345678', false],
    ['Iridium satellite', '+881612345678', false],
    ['international networks 882', '+882161234567', false],
    ['international networks 883', '+883510012345', false],
    ['Inmarsat', '+870773111632', false],
    ['international premium rate', '+979112345678', false],
    ['a number that is too short', '+4477009', false],
    ['a number that is too long', '+4477009001234567', false],
    ['a number with an extension', '+447700900123;ext=9', false],
    ['not a number', 'hello', false],
  ];
  for (const [name, number, goes] of cases) {
    it(`${name}: ${goes ? 'sent' : 'never sent'}`, async () => {
      const { pool, outbox, signIn } = await setUp();
      const user = pool.addUser({ phone_number: number });
      const page = await signIn(user.username);
      assert.equal(outbox.messages.length, goes ? 1 : 0);
      assert.equal(page.parameters.reason, goes ? undefined : 'unsupported');
      if (!goes) assert.equal((await page.send()).parameters.reason, 'unsupported');
    });
  }

  it('reports the same for a number without an account', async () => {
    const { signIn } = await setUp();
    assert.equal((await signIn('+33612345678')).parameters.reason, 'unsupported');
    assert.equal((await signIn('+447700900124')).parameters.reason, undefined);
  });
});
