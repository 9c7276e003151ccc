/** Texts with waiting times in every language. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MessageFormatter } from '../src/i18n/message-formatter.js';
import { languages, loadMessages } from '../src/i18n/messages/languages.js';

const english = new MessageFormatter('en-US', []);
const plain = (text: string) => text.replace(/\u202f/g, ' ');
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
    assert.match(text, /\. Possible again from: .* 11:59 PM\.$/);
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
    new MessageFormatter('en', [{ locked: 'Call us.' }]).error('locked', endOfToday(), 6, undefined),
    'Call us.',
  );
  assert.equal(
    new MessageFormatter('en', [{ locked: 'Wait until {time}' }]).error('locked', undefined, 6, undefined),
    'Try again later.',
  );
});

for (const tag of languages) {
  test(`${tag}: each waiting time names the problem and then the day or “later”`, async () => {
    const messages = await loadMessages(tag);
    const formatter = new MessageFormatter(tag, [messages]);
    const number = new Intl.NumberFormat(tag).format(0);
    for (const code of codesWithWait) {
      const problem = messages[code].slice(0, 8);
      const later = formatter.error(code, undefined, 6, undefined);
      assert.ok(later.startsWith(problem) && later.endsWith(messages.later), later);
      assert.ok(!/\{|\d/.test(later) && !later.includes(number), later);
      assert.ok(later.length > messages.later.length + 5, later);
      const again = formatter.error(code, endOfToday() + 172_800_000, 6, undefined);
      assert.ok(again.startsWith(problem) && again.includes(messages.again.split('{')[0]!), again);
      assert.ok(!/\{|\.\.$/.test(again), again);
    }
  });
}

test('the text for an ended session names no reason, because there are several', async () => {
  const { session_ended: text } = await loadMessages('en');
  assert.equal(text, 'This sign-in has ended. Start again to get a new code.');
});
