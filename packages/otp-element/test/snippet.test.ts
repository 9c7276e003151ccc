/** The HTML that `loginSnippet` generates on a server. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { messages as ar } from '../src/i18n/messages/ar.js';
import { messages as de } from '../src/i18n/messages/de.js';
import type { Messages } from '../src/i18n/messages/types.js';
import { loginSnippet } from '../src/snippet.js';

const pool = { 'user-pool-id': 'eu-central-1_abc', 'client-id': 'abc123' };

test('the snippet contains the first step in the given language', () => {
  const html = loginSnippet({ attributes: pool, language: 'de', messages: de });
  assert.match(
    html,
    /^<cognito-otp-login user-pool-id="eu-central-1_abc" client-id="abc123"><template shadowrootmode="open"><style>/,
  );
  assert.match(html, />Code per SMS senden<\/button>/);
  assert.match(html, /<option value="DE">Deutschland<\/option>/);
});

test('values from the page are text in the snippet, never markup', () => {
  const injectedMarkup = '"><script>alert(1)</script>';
  const html = loginSnippet({
    attributes: { ...pool, name: injectedMarkup, 'default-country': 'GB' },
    messages: { ...de, title: injectedMarkup },
    nonce: injectedMarkup,
  });
  assert.equal(html.includes('<script'), false);
  assert.throws(() => loginSnippet({ attributes: { 'onclick="x" y': 'z' } }), TypeError);
});

test('a single kind of identifier has no switch', () => {
  const html = loginSnippet({ attributes: { ...pool, identifiers: 'email' } });
  assert.equal(html.includes('<fieldset'), false);
  assert.match(html, /type="email"/);
  assert.equal(html.includes('type="tel"'), false);
});

test('a single country has no list', () => {
  const html = loginSnippet({ attributes: { ...pool, countries: 'GB' } });
  assert.equal(html.includes('<select'), false);
  assert.match(html, /type="tel"/);
});

test('the selected country is one that the page allows', () => {
  const html = loginSnippet({ attributes: { ...pool, countries: 'FR DE', 'default-country': 'GB' } });
  assert.match(html, /<option value="FR">France<\/option>/);
});

test('the form has its direction from the start: its own, or else that of its language', () => {
  const direction = (attributes: Record<string, string>, messages?: Messages) =>
    /<form[^>]* dir="(\w+)"/.exec(
      loginSnippet({ attributes: { ...pool, ...attributes }, ...(messages && { messages }) }),
    )?.[1];
  assert.equal(direction({}), 'ltr');
  assert.equal(direction({}, ar), 'rtl');
  assert.equal(direction({ dir: 'ltr' }, ar), 'ltr');
});

test('Enter in the snippet sends nothing before the script has loaded', () => {
  assert.match(loginSnippet({ attributes: pool }), /<form [^>]*method="dialog"/);
});

test('the attribute light-dom is rejected with an error that names it', () => {
  for (const value of [true, ''] as const) {
    assert.throws(() => loginSnippet({ attributes: { ...pool, 'light-dom': value } }), {
      name: 'TypeError',
      message: /light-dom/,
    });
  }
});

test('modules to preload are links before the element, with their addresses as text', () => {
  const addresses = ['/cdn/cognito-otp.js', 'https://cdn.example/chunks/client-1.js', '/"><script>', '/a?b&c'];
  const html = loginSnippet({ attributes: {}, preload: addresses });
  assert.ok(
    html.startsWith(
      '<link rel="modulepreload" href="/cdn/cognito-otp.js"><link rel="modulepreload" href="https://cdn.example/chunks/client-1.js">' +
        '<link rel="modulepreload" href="/&quot;',
    ),
    html.slice(0, 300),
  );
  assert.ok(html.includes('href="/a?b&amp;c"><cognito-otp-login>'), html.slice(0, 400));
  assert.ok(!loginSnippet({ attributes: {} }).includes('modulepreload'));
});
