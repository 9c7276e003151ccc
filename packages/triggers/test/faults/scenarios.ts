/** The scenarios that are run under every schedule. */
import assert from 'node:assert/strict';
import { wrongCode } from '@cognito-otp/test-kit/codes';
import type { Account } from '../../src/domain/account.js';
import { minutes, seconds } from '../support/manual-clock.js';
import { email, phone } from '../support/set-up.js';
import type { Scenario, ScenarioRun } from './scenario-run.js';

const ann = { phone_number: phone, phone_number_verified: 'true' };
const otherNumber = '+447700901999';
/** In the same range of 1,000 numbers as `phone`. */
const numberInSameRange = '+447700900999';

/** Starts two sessions of one user; the second joins the code of the first. */
async function startTwoSessions(run: ScenarioRun): Promise<void> {
  run.pool.addUser(ann);
  run.pool.addUser({ phone_number: numberInSameRange });
  await run.start(numberInSameRange);
  run.pages.pop();
  await run.start();
  run.clock.advance(seconds(2));
  await run.start();
}

/** Gives `count` wrong answers, and requests a new code where one is needed. */
async function answerWrongly(run: ScenarioRun, count: number): Promise<void> {
  await startTwoSessions(run);
  for (let by = 1; by <= Math.min(3, count); by++) await run.answer(run.pages[0], wrongCode(run.outbox.code, by));
  if (count < 3) return;
  run.clock.advance(seconds(31));
  await run.send(run.pages[1]);
  await run.start();
  for (let by = 4; by <= count; by++) await run.answer(run.pages[1], wrongCode(run.outbox.code, by));
}

const laptop = { device: 'laptop-0123456789abcdef' };

/**
 * Makes a device known, locks the account for other devices by five wrong answers of strangers, and
 * starts two sessions.
 */
async function lockForOthers(run: ScenarioRun): Promise<void> {
  run.pool.addUser(ann);
  await run.start();
  await run.answer(run.pages.pop(), run.outbox.code, laptop);
  run.clock.advance(minutes(20));
  for (const [key, row] of run.store.rows) {
    if (!key.startsWith('account#')) continue;
    const account = JSON.parse(row.text) as Account;
    row.text = JSON.stringify({ ...account, guesses: Array(5).fill(run.clock.now()) });
  }
  await run.start();
  await run.start();
}

export const scenarios: readonly Scenario[] = [
  {
    name: 'sign-up',
    prepare: async () => {},
    act: async (run) => void (await run.signUp({ phone_number: phone, locale: 'en' })),
    otherSession: (run) => run.signUp({ phone_number: otherNumber }),
  },
  {
    name: 'start',
    requestsMessage: true,
    prepare: async ({ pool }) => void pool.addUser(ann),
    act: async (run) => void (await run.start()),
    otherSession: (run) => run.start(),
  },
  {
    name: 'start, of an unknown user',
    unknownUser: true,
    prepare: async () => {},
    act: async (run) => void (await run.start()),
    otherSession: (run) => run.start(),
  },
  {
    name: 'start, with the budget of the pool used up',
    refusalReportedOnce: true,
    policy: { poolSendsAnHour: 1 },
    blocksSignIn: true,
    prepare: async (run) => {
      run.pool.addUser(ann);
      run.pool.addUser({ phone_number: otherNumber });
      await run.start(otherNumber);
      run.pages.pop();
    },
    act: async (run) => void (await run.start()),
    otherSession: (run) => run.start(),
  },
  {
    name: 'start, with a provider that refuses',
    refusalReportedOnce: true,
    prepare: async ({ pool, outbox }) => {
      pool.addUser(ann);
      outbox.outcome = { kind: 'refused', why: 'ThrottledException' };
    },
    act: async (run) => void (await run.start()),
    otherSession: (run) => run.start(),
  },
  {
    name: 'start, with a second provider that is not needed',
    firstOfTwo: 'accepts',
    requestsMessage: true,
    prepare: async ({ pool }) => void pool.addUser(ann),
    act: async (run) => void (await run.start()),
    otherSession: (run) => run.start(),
  },
  {
    name: 'start, with a second provider after one that refuses',
    firstOfTwo: 'refuses',
    requestsMessage: true,
    prepare: async ({ pool }) => void pool.addUser(ann),
    act: async (run) => void (await run.start()),
    otherSession: (run) => run.start(),
  },
  {
    name: 'start, with two providers that refuse',
    firstOfTwo: 'refuses',
    refusalReportedOnce: true,
    prepare: async ({ pool, outbox }) => {
      pool.addUser(ann);
      outbox.outcome = { kind: 'refused', why: 'Throttled' };
    },
    act: async (run) => void (await run.start()),
    otherSession: (run) => run.start(),
  },
  {
    name: 'join',
    prepare: async (run) => {
      run.pool.addUser(ann);
      await run.start();
      run.clock.advance(seconds(5));
    },
    act: async (run) => void (await run.start()),
    otherSession: (run) => run.start(),
  },
  {
    name: 'send',
    requestsMessage: true,
    prepare: async (run) => {
      await startTwoSessions(run);
      run.clock.advance(seconds(31));
    },
    act: (run) => run.send(run.pages[0], { locale: 'de' }),
    otherSession: (run) => run.send(run.pages[1]),
  },
  {
    name: 'send, if Create receives no ClientMetadata',
    requestsMessage: true,
    createLacksMetadata: true,
    prepare: async (run) => {
      await startTwoSessions(run);
      run.clock.advance(seconds(31));
    },
    act: (run) => run.send(run.pages[0]),
    otherSession: (run) => run.send(run.pages[1]),
  },
  {
    name: 'send, over the other channel',
    requestsMessage: true,
    replacesCode: true,
    prepare: async (run) => {
      run.pool.addUser({ ...ann, email, email_verified: 'true' });
      await run.start();
      await run.start();
    },
    act: (run) => run.send(run.pages[0], { channel: 'email' }),
    otherSession: (run) => run.send(run.pages[1], { channel: 'email' }),
  },
  {
    name: 'send, with a CAPTCHA',
    requestsMessage: true,
    refusalReportedOnce: true,
    withCaptcha: true,
    policy: { sendOn: 'request' },
    prepare: startTwoSessions,
    act: (run) => run.send(run.pages[0], { captcha: 'good1' }),
    otherSession: (run) => run.send(run.pages[1], { captcha: 'good1' }),
  },
  {
    name: 'send, with a new code for one that is about to expire',
    requestsMessage: true,
    replacesCode: true,
    prepare: async (run) => {
      await startTwoSessions(run);
      run.clock.advance(minutes(4));
    },
    act: (run) => run.send(run.pages[0]),
    otherSession: (run) => run.send(run.pages[1]),
  },
  {
    name: 'send, with a new code that the provider refuses',
    refusalReportedOnce: true,
    replacesCode: true,
    prepare: async (run) => {
      await startTwoSessions(run);
      run.clock.advance(minutes(4));
      run.outbox.outcome = { kind: 'refused', why: 'ThrottledException' };
    },
    act: (run) => run.send(run.pages[0]),
    otherSession: (run) => run.send(run.pages[1]),
  },
  {
    name: 'right answer',
    prepare: startTwoSessions,
    act: (run) => run.answer(run.pages[0], run.outbox.code),
    otherSession: (run) => run.answer(run.pages[1], run.outbox.code),
  },
  {
    name: 'right answer, for the first time after a sign-up',
    replacesCode: true,
    withReceipts: true,
    prepare: async (run) => {
      await run.signUp({ phone_number: phone, name: 'Mallory' });
      run.pool.addUser({ phone_number: numberInSameRange });
      await run.start(numberInSameRange);
      run.pages.pop();
      await run.start();
      await run.start();
    },
    act: (run) => run.answer(run.pages[0], run.outbox.code),
    otherSession: (run) => run.answer(run.pages[1], run.outbox.code),
    assertMore: ({ pages, pool }) => {
      if (!pages.some(({ outcome }) => outcome === 'tokens')) return;
      // A user who signed in has an account that no other person can sign in to.
      assert.equal(pool.users[0]?.attributes.name, undefined);
      assert.equal(pool.users[0]?.attributes.phone_number_verified, 'true');
      assert.ok(pool.adminCalls.includes('replace password'));
    },
  },
  {
    name: 'right answer, while another session requests a new code',
    replacesCode: true,
    prepare: async (run) => {
      await startTwoSessions(run);
      run.clock.advance(minutes(4));
    },
    act: (run) => run.answer(run.pages[0], run.outbox.code),
    otherSession: (run) => run.send(run.pages[1]),
  },
  {
    name: 'right answer, while the provider refuses a new code of another session',
    prepare: async (run) => {
      await startTwoSessions(run);
      run.clock.advance(minutes(4));
      run.outbox.outcome = { kind: 'refused', why: 'ThrottledException' };
    },
    act: (run) => run.answer(run.pages[0], run.outbox.code),
    otherSession: (run) => run.start(),
  },
  {
    name: 'right answer, while another session starts',
    prepare: async (run) => {
      await startTwoSessions(run);
      run.clock.advance(seconds(31));
    },
    act: (run) => run.answer(run.pages[0], run.outbox.code),
    otherSession: (run) => run.start(),
  },
  {
    name: 'wrong answer',
    prepare: startTwoSessions,
    act: (run) => run.answer(run.pages[0], wrongCode(run.outbox.code)),
    otherSession: (run) => run.answer(run.pages[1], run.outbox.code),
  },
  {
    name: 'wrong answer, for the third time',
    replacesCode: true,
    prepare: (run) => answerWrongly(run, 2),
    act: (run) => run.answer(run.pages[0], wrongCode(run.outbox.code, 3)),
    otherSession: (run) => run.answer(run.pages[1], run.outbox.code),
  },
  {
    name: 'wrong answer, of an unknown user',
    unknownUser: true,
    prepare: async (run) => {
      await run.start();
      await run.start();
    },
    act: (run) => run.answer(run.pages[0], '000001'),
    otherSession: (run) => run.answer(run.pages[1], '000002'),
  },
  {
    name: 'wrong answer that locks the account, the fifth',
    blocksSignIn: true,
    prepare: (run) => answerWrongly(run, 4),
    act: (run) => run.answer(run.pages[1], wrongCode(run.outbox.code, 9)),
    otherSession: (run) => run.answer(run.pages[2], run.outbox.code),
  },
  {
    name: 'send, for a known device of an account that is locked for others',
    usesDevice: true,
    replacesCode: true,
    requestsMessage: true,
    prepare: lockForOthers,
    act: (run) => run.send(run.pages[0], laptop),
  },
  {
    name: 'right answer, on a known device of an account that is locked for others',
    usesDevice: true,
    prepare: async (run) => {
      await lockForOthers(run);
      await run.send(run.pages[0], laptop);
    },
    act: (run) => run.answer(run.pages[0], run.outbox.code, laptop),
    otherSession: (run) => run.answer(run.pages[1], run.outbox.code),
  },
  {
    name: 'right answer, with the account locked',
    blocksSignIn: true,
    prepare: (run) => answerWrongly(run, 5),
    act: (run) => run.answer(run.pages[2], run.outbox.code),
    otherSession: (run) => run.start(),
  },
];
