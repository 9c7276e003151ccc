/** Places, times and texts of the list of sessions. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { languages } from '../src/i18n/messages/languages.js';
import { sessionTexts } from '../src/i18n/session-texts.js';
import { fullTime, place, relativeTime } from '../src/sessions/session-place.js';

test('every language has the texts of the list of sessions, with their placeholders', () => {
  assert.deepEqual(Object.keys(sessionTexts).sort(), [...languages].sort());
  for (const [language, texts] of Object.entries(sessionTexts)) {
    assert.match(texts.lastActive, /\{time\}/, language);
    assert.match(texts.sessionEnded, /\{name\}/, language);
    for (const [key, text] of Object.entries(texts)) assert.equal(text, text.trim(), `${language} ${key}`);
  }
});

test('the last activity is shown in the largest unit that has passed, and never in the future', () => {
  const now = Date.UTC(2026, 10, 30, 12);
  const ago = (seconds: number, language = 'en') => relativeTime(language, now - seconds * 1000, now);
  const expected = {
    0: 'now',
    59: 'now',
    60: '1 minute ago',
    3599: '59 minutes ago',
    7199: '1 hour ago',
    86399: '23 hours ago',
    86400: 'yesterday',
    604800: 'last week',
    5400000: '2 months ago',
    64000000: '2 years ago',
  };
  for (const [seconds, text] of Object.entries(expected)) assert.equal(ago(Number(seconds)), text);
  assert.equal(ago(-600), 'now', "Cognito's clock is ahead of the device's");
  assert.equal(ago(7200, 'fr'), 'il y a 2 heures');
  assert.equal(typeof ago(7200, 'not a tag'), 'string');
  assert.equal(fullTime('not a tag', now), '');
});

test('countries are named in the language of the page, and unknown names are unchanged', () => {
  assert.equal(place('de', 'München', 'Germany'), 'München, Deutschland');
  assert.equal(place('fr', null, 'United States'), 'États-Unis');
  assert.equal(place('ja', 'Kyoto', 'JP'), 'Kyoto, 日本');
  assert.equal(place('fa', 'تهران', 'Iran'), 'تهران، ایران');
  assert.equal(place('en', 'Springfield', null), 'Springfield');
  assert.equal(place('de', null, 'Atlantis'), 'Atlantis');
  assert.equal(place('not a tag', 'Rome', 'Italy'), 'Rome, Italy');
  assert.equal(place('en', null, null), undefined);
});
