/** Texts with waiting times in every language. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MessageFormatter } from '../src/i18n/message-formatter.js';
import { stepMessages } from '../src/i18n/messages/en-steps.js';
import { languages, loadMessages } from '../src/i18n/messages/languages.js';

const english = new MessageFormatter('en-US', [], stepMessages);
const plain = (text: string) => text.replace(/\u202f/g, ' ').replace(/[\u2068\u2069]/g, '');
/** The end of today, unless the test runs in the last minute of a day. */
const endOfToday = () => new Date().setHours(23, 58, 30, 0);
const codesWithWait = ['locked', 'rate_limited'] as const;

test('a waiting time that ends today shows the time of day, rounded up', () => {
  assert.match(plain(english.error('locked', endOfToday(), 6, undefined)), /safe\. Try again after 11:59 PM\.$/);
  assert.match(plain(english.error('rate_limited', endOfToday(), 6, undefined)), /next one at 11:59 PM\.$/);
});

test('a waiting time that ends on another day shows the day', () => {
  const tomorrow = new Date(endOfToday() + 86_400_000);
  const day = new Intl.DateTimeFormat('en-US', { weekday: 'short', day: 'numeric', month: 'short' }).format(tomorrow);
  for (const code of codesWithWait) {
    const text = plain(english.error(code, tomorrow.getTime(), 6, undefined));
    assert.ok(text.includes(day), text);
    assert.match(text, /\. You can try again from .* 11:59 PM\.$/);
  }
});

test('a waiting time without a known end shows no time', () => {
  assert.equal(
    english.error('locked', undefined, 6, undefined),
    'Sign-in is paused to keep your account safe. Try again later.',
  );
  assert.equal(english.error('rate_limited', undefined, 6, undefined), 'No new code can be sent yet. Try again later.');
  assert.equal(
    english.error('used_up_code', undefined, 6, undefined),
    "That code can't be used any more. Request a new one.",
  );
});

test('a custom text without {time} stays unchanged, and without a known end a single sentence becomes “Try again later.”', () => {
  assert.equal(
    new MessageFormatter('en', [{ locked: 'Call us.' }], stepMessages).error('locked', endOfToday(), 6, undefined),
    'Call us.',
  );
  assert.equal(
    new MessageFormatter('en', [{ locked: 'Wait until {time}' }], stepMessages).error(
      'locked',
      undefined,
      6,
      undefined,
    ),
    'Try again later.',
  );
});

for (const tag of languages) {
  test(`${tag}: each waiting time names the problem and then the day or “later”`, async () => {
    const messages = await loadMessages(tag);
    const formatter = new MessageFormatter(tag, [messages], stepMessages);
    const number = new Intl.NumberFormat(tag).format(0);
    for (const code of codesWithWait) {
      const problem = messages[code].slice(0, 8);
      const later = formatter.error(code, undefined, 6, undefined);
      assert.ok(later.startsWith(problem) && later.endsWith(messages.later), later);
      assert.ok(!/\{|\d/.test(later) && !later.includes(number), later);
      assert.ok(later.length > messages.later.length + 5, later);
      const again = formatter.error(code, endOfToday() + 172_800_000, 6, undefined);
      assert.ok(again.startsWith(problem) && again.includes(messages.again.split('{')[0]!), again);
      assert.ok(!/\{|\.\u2069?\.$/.test(again), again);
    }
  });
}

const now = () => new Date();

test('the waiting view says when the next try is possible, since its heading says what went wrong', () => {
  assert.match(plain(english.waiting('locked', endOfToday())), /^Try again at 11:59 PM\.$/);
  assert.match(
    plain(english.waiting('rate_limited', endOfToday() + 86_400_000)),
    /^You can try again from .*11:59 PM\.$/,
  );
  assert.equal(english.waiting('locked', undefined), 'Try again later.');
  assert.equal(english.waiting('send_failed', undefined), 'Try again in a moment.');
  assert.match(plain(english.waiting('send_failed', now().getTime() + 1)), /^Try again at /);
  assert.equal(english.waiting('expired_code', undefined), english.get('expired_code'));
});

test('the waiting view keeps the texts of the page', () => {
  const own = { locked: 'Call us.', send_failed: 'Use the app.' };
  const formatter = new MessageFormatter('en', [own], stepMessages);
  for (const code of ['locked', 'send_failed'] as const) {
    assert.equal(formatter.waiting(code, endOfToday()), own[code]);
    assert.equal(formatter.waiting(code, undefined), own[code]);
  }
});

for (const [seconds, text] of [
  [0, ''],
  [1, '0:01'],
  [24, '0:24'],
  [60, '1:00'],
  [3599, '59:59'],
  [3600, '1 hr'],
  [3601, '2 hr'],
  [1395 * 60 + 1, '24 hr'],
  [47 * 3600, '47 hr'],
  [48 * 3600, '2 days'],
  [30 * 86_400, '30 days'],
] as const) {
  test(`a waiting time of ${seconds} seconds is shown as “${text}”`, () => {
    assert.equal(english.duration(seconds).replace('\u00a0', ' '), text);
  });
}

test('values are isolated, so that a number keeps its order in a text of the other direction', async () => {
  const arabic = new MessageFormatter('ar', [await loadMessages('ar')], stepMessages);
  for (const key of ['sent', 'sentAgain', 'resumed'] as const) {
    for (const destination of ['+44 7409 123456', 'a•••@example.com', 'x {destination}']) {
      assert.ok(arabic.fill(key, { destination }).includes(`\u2068${destination}\u2069`), key);
    }
  }
  assert.ok(arabic.fill('wait', { time: '0:24' }).includes('\u20680:24\u2069'));
  assert.match(arabic.waiting('locked', endOfToday()), /\u2068.+\u2069/);
  assert.equal(arabic.fill('sent', {}), arabic.get('sent'));
  assert.equal(arabic.attemptsLeft(5).includes('\u2068'), false);
});

test('the text for an ended session names no reason, because there are several', async () => {
  const { session_ended: text } = await loadMessages('en');
  assert.equal(text, 'This sign-in has ended. Start again to get a new code.');
});

test('the text for an invalid identifier names the reason, in every language', async () => {
  const reasons = [
    ['invalid_phone', 'not_a_number'],
    ['invalid_phone', 'too_short'],
    ['invalid_phone', 'too_long'],
    ['invalid_phone', 'unknown_calling_code'],
    ['invalid_phone', 'email_address'],
    ['invalid_email', 'phone_number'],
  ] as const;
  for (const tag of languages) {
    const formatter = new MessageFormatter(tag, [undefined, await loadMessages(tag)], stepMessages);
    const texts = reasons.map(([code, problem]) => formatter.error(code, undefined, 6, undefined, problem));
    assert.equal(new Set([...texts, formatter.get('invalid_phone'), formatter.get('invalid_email')]).size, 8, tag);
    // For reasons without a text of their own.
    assert.equal(
      formatter.error('invalid_phone', undefined, 6, undefined, 'empty'),
      formatter.error('invalid_phone', undefined, 6, undefined),
    );
    assert.equal(formatter.error('invalid_email', undefined, 6, undefined, 'too_long'), formatter.get('invalid_email'));
  }
});

test("the page's own text for an invalid number stays, unless it has one for the reason too", () => {
  const own = { invalid_phone: 'No number.' };
  const text = (texts: object) =>
    new MessageFormatter('en', [texts], stepMessages).error('invalid_phone', undefined, 6, undefined, 'too_short');
  assert.equal(text(own), 'No number.');
  assert.equal(text({ ...own, phoneTooShort: 'Short.' }), 'Short.');
  assert.equal(text({ phoneTooShort: 'Short.' }), 'Short.');
  assert.equal(text({}), english.get('phoneTooShort'));
});
