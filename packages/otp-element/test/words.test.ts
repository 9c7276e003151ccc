/** Texts with waiting times in every language. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { languages, loadMessages } from '../src/i18n/messages/languages.js';
import { Words } from '../src/i18n/words.js';

const english = new Words('en-US', []);
const plain = (text: string) => text.replace(/\u202f/g, ' ');
/** The end of today, unless the test runs in the last minute of a day. */
const endOfToday = () => new Date().setHours(23, 58, 30, 0);
const codesWithWait = ['locked', 'rate_limited'] as const;

test('a waiting time that ends today shows the time of day, rounded up', () => {
  assert.match(plain(english.error('locked', endOfToday(), 6, null)), /safe\. Try again after 11:59 PM\.$/);
  assert.match(plain(english.error('rate_limited', endOfToday(), 6, null)), /next one at 11:59 PM\.$/);
});

test('a waiting time that ends on another day shows the day', () => {
  const tomorrow = new Date(endOfToday() + 86_400_000);
  const day = new Intl.DateTimeFormat('en-US', { weekday: 'short', day: 'numeric', month: 'short' }).format(tomorrow);
  for (const code of codesWithWait) {
    const text = plain(english.error(code, tomorrow.getTime(), 6, null));
    assert.ok(text.includes(day), text);
    assert.match(text, /\. Possible again from: .* 11:59 PM\.$/);
  }
});

test('a waiting time without a known end shows no time', () => {
  for (const retryAt of [null, undefined]) {
    assert.equal(
      english.error('locked', retryAt, 6, null),
      'Sign-in is paused to keep your account safe. Try again later.',
    );
    assert.equal(english.error('rate_limited', retryAt, 6, null), 'No new code can be sent yet. Try again later.');
  }
  assert.equal(english.error('used_up_code', null, 6, null), "That code can't be used any more. Request a new one.");
});

test('a custom text without {time} stays unchanged, and without a known end a single sentence becomes “Try again later.”', () => {
  assert.equal(new Words('en', [{ locked: 'Call us.' }]).error('locked', endOfToday(), 6, null), 'Call us.');
  assert.equal(new Words('en', [{ locked: 'Wait until {time}' }]).error('locked', null, 6, null), 'Try again later.');
});

for (const tag of languages) {
  test(`${tag}: each waiting time names the problem and then the day or “later”`, async () => {
    const messages = await loadMessages(tag);
    const words = new Words(tag, [messages]);
    const number = new Intl.NumberFormat(tag).format(0);
    for (const code of codesWithWait) {
      const problem = messages[code].slice(0, 8);
      const later = words.error(code, null, 6, null);
      assert.ok(later.startsWith(problem) && later.endsWith(messages.later), later);
      assert.ok(!/\{|\d/.test(later) && !later.includes(number), later);
      assert.ok(later.length > messages.later.length + 5, later);
      const again = words.error(code, endOfToday() + 172_800_000, 6, null);
      assert.ok(again.startsWith(problem) && again.includes(messages.again.split('{')[0]!), again);
      assert.ok(!/\{|\.\.$/.test(again), again);
    }
  });
}

test('the text for an ended session names no reason, because there are several', async () => {
  const { session_ended: text } = await loadMessages('en');
  assert.equal(text, 'This sign-in has ended. Start again to get a new code.');
});
