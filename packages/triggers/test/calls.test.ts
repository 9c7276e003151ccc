/** How many calls to AWS a sign-in makes: each is a round trip that the user waits for. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { awsCallsDuring } from './support/aws-calls.js';
import { hours, minutes, seconds } from './support/manual-clock.js';
import { email, phone, setUp } from './support/set-up.js';

type Environment = Awaited<ReturnType<typeof setUp>>;

const short = (calls: string[]) => calls.map((call) => call.replace('DynamoDB.', ''));

/** The calls of a start and a right answer. The message itself is one more call. */
const START = ['BatchGetItem', 'TransactWriteItems', 'UpdateItem', 'UpdateItem', 'PutItem'];
const START_BY_EMAIL = ['BatchGetItem', 'TransactWriteItems', 'UpdateItem', 'PutItem'];
const RIGHT_ANSWER = ['BatchGetItem', 'PutItem', 'PutItem', 'UpdateItem'];
const RIGHT_ANSWER_BY_EMAIL = ['BatchGetItem', 'PutItem', 'PutItem'];

describe('the calls to AWS of a sign-in', () => {
  /** What happened before the sign-in that is measured. */
  const pasts: [name: string, prepare: (environment: Environment) => Promise<void>][] = [
    ['that is the first of the pool', async () => {}],
    [
      'in an hour in which others have signed in',
      async ({ signIn, outbox }) => {
        const page = await signIn('+447700900999');
        await page.answer(outbox.code);
      },
    ],
    [
      'of a user who has signed in before, in a new hour',
      async ({ signIn, outbox, clock }) => {
        await (await signIn()).answer(outbox.code);
        await (await signIn(email)).answer(outbox.code);
        clock.advance(hours(1));
      },
    ],
    [
      'of a user who has a code that is about to expire',
      async ({ signIn, clock }) => {
        await signIn();
        await signIn(email);
        clock.advance(minutes(4));
      },
    ],
  ];
  for (const [name, prepare] of pasts) {
    it(`are at most ten for a known user, with that for the message: ${name}`, async () => {
      for (const [address, start, answer] of [
        [phone, START, RIGHT_ANSWER],
        [email, START_BY_EMAIL, RIGHT_ANSWER_BY_EMAIL],
      ] as const) {
        const environment = await setUp();
        const { pool, outbox, signIn } = environment;
        pool.addUser({ phone_number: phone, phone_number_verified: 'true' });
        pool.addUser({ email, email_verified: 'true' });
        pool.addUser({ phone_number: '+447700900999', phone_number_verified: 'true' });
        await prepare(environment);
        const sent = outbox.messages.length;
        let page!: Awaited<ReturnType<typeof signIn>>;
        const started = await awsCallsDuring(async () => {
          page = await signIn(address);
        });
        const answered = await awsCallsDuring(() => page.answer(outbox.code));
        assert.equal(page.outcome, 'tokens');
        assert.equal(outbox.messages.length, sent + 1);
        assert.deepEqual([short(started), short(answered)], [start, answer]);
        assert.ok(started.length + 1 + answered.length <= 10);
      }
    });
  }

  it('are the same for an unknown user, without the message', async () => {
    const { signIn, clock } = await setUp();
    let page!: Awaited<ReturnType<typeof signIn>>;
    const started = await awsCallsDuring(async () => {
      page = await signIn();
    });
    assert.deepEqual(short(started), START);
    assert.deepEqual(short(await awsCallsDuring(() => page.answer('000000'))), [
      ...RIGHT_ANSWER.slice(0, 2),
      'BatchGetItem',
    ]);
    clock.advance(seconds(31));
    assert.deepEqual(short(await awsCallsDuring(() => page.send())), ['PutItem', ...START]);
  });

  it('are three for a wrong answer, one for a start that joins another, and seven for another message', async () => {
    const { pool, signIn, clock } = await setUp();
    pool.addUser({ phone_number: phone, phone_number_verified: 'true' });
    const page = await signIn();
    assert.deepEqual(short(await awsCallsDuring(() => signIn())), ['BatchGetItem']);
    assert.equal((await awsCallsDuring(() => page.answer('x'))).length, 3);
    clock.advance(seconds(31));
    assert.deepEqual(short(await awsCallsDuring(() => page.send())), ['PutItem', ...START]);
  });

  it('are no more if a new user signs up with the language of the page, in which the first message is', async () => {
    const callsWith = async (metadata: Record<string, string>) => {
      const { pool, signIn } = await setUp();
      const signUp = await awsCallsDuring(() => pool.signUp({ phone_number: phone }, metadata));
      return [signUp, await awsCallsDuring(() => signIn())].map(short);
    };
    const calls = await callsWith({ locale: 'ar' });
    assert.deepEqual(calls[1], START);
    assert.deepEqual(calls, await callsWith({}));
  });

  it('are one more at the end if the address has not been verified', async () => {
    const { pool, signIn, outbox } = await setUp();
    await pool.signUp({ phone_number: phone });
    const page = await signIn();
    assert.deepEqual(short(await awsCallsDuring(() => page.answer(outbox.code))), [...RIGHT_ANSWER, 'BatchGetItem']);
  });
});
