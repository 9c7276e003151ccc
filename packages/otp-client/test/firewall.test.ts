/** Replies that look like a success but are not Cognito's: firewalls, proxies, captive portals. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from '@cognito-otp/test-kit/until';
import { errorCode, withReplies } from './support/scripted-client.js';
import { revokedTokens, signedIn } from './support/session-environment.js';
import { cognitoError, RawReply } from './support/stub-server.js';

const raw = (status: number, body = '', headers: Record<string, string> = {}) =>
  new RawReply((response) => void response.writeHead(status, headers).end(body));

const html = '<html>Are you a person?</html>';
const json = { 'content-type': 'application/x-amz-json-1.1' };

/** Replies after which a refresh token still works. */
const notCognitos: [string, RawReply][] = [
  ['a challenge of AWS WAF (202)', raw(202, '', { 'x-amzn-waf-action': 'challenge' })],
  ['a CAPTCHA of AWS WAF (405)', raw(405, html, { 'x-amzn-waf-action': 'captcha' })],
  ['a challenge whose headers the browser hides', raw(202)],
  ['a CAPTCHA whose headers the browser hides', raw(405, html)],
  ['a 200 that AWS WAF marked', raw(200, '{}', { ...json, 'x-amzn-waf-action': 'captcha' })],
  ['status 204', raw(204)],
  ['status 201 with JSON', raw(201, '{}', json)],
  ['the page of a captive portal', raw(200, html, { 'content-type': 'text/html' })],
  ['an empty page', raw(200, '', { 'content-type': 'text/html' })],
  ['an empty reply without headers', raw(200)],
  ['JSON that is no object', raw(200, '[]', json)],
  ['a number', raw(200, '1', json)],
  ['status 403', raw(403, html)],
  ['a bad gateway', raw(502, html)],
];

for (const [what, reply] of notCognitos) {
  test(`promise 34b: after ${what}, the refresh token is revoked again later`, async () => {
    let isBlocked = true;
    await using env = await signedIn(3600, { RevokeToken: () => (isBlocked ? reply : raw(200, '', json)) });
    assert.equal((await env.client.signOut()).step, 'identifier');
    assert.match(`${env.storage.map.get('cognito-otp.client1.revoke')}`, /first/);
    isBlocked = false;
    env.open();
    await until(() => !env.storage.map.has('cognito-otp.client1.revoke'), 'the token has been revoked');
    assert.deepEqual(revokedTokens(env.server).slice(-1), ['first']);
  });
}

for (const [what, reply] of [
  ['an empty 200 with a request ID', raw(200, '', { 'x-amzn-requestid': 'id-1' })],
  ['an empty 200 with the type of Cognito', raw(200, '', json)],
  ['an empty object', {}],
  ['a token that was never one', cognitoError('InvalidParameterException', 'Invalid token.')],
  ['a token of a type that cannot be revoked', cognitoError('UnsupportedTokenTypeException', 'Token revocation')],
  ['an app client without revocation', cognitoError('UnsupportedOperationException', 'disabled')],
] as const) {
  test(`promise 34b: Cognito's own ${what} settles the revocation`, async () => {
    await using env = await signedIn(3600, { RevokeToken: reply });
    await env.client.signOut();
    assert.equal(env.storage.map.has('cognito-otp.client1.revoke'), false);
  });
}

test('promise 34b: a request that AWS WAF blocks in the name of Cognito is revoked again later', async () => {
  await using env = await signedIn(3600, { RevokeToken: cognitoError('ForbiddenException', 'WAF block.') });
  await env.client.signOut();
  assert.equal(env.storage.map.has('cognito-otp.client1.revoke'), true);
});

for (const [what, reply, code] of [
  ['a challenge of AWS WAF', raw(202, '', { 'x-amzn-waf-action': 'challenge' }), 'forbidden'],
  ['a CAPTCHA of AWS WAF', raw(405, html, { 'x-amzn-waf-action': 'captcha' }), 'forbidden'],
  ['a challenge whose headers are hidden', raw(202), 'forbidden'],
  ['an empty 204', raw(204), 'forbidden'],
  ['a JSON 201', raw(201, '{"Session":"s"}', json), 'bad_response'],
  ['an empty page', raw(200, '', { 'content-type': 'text/html' }), 'bad_response'],
] as const) {
  test(`promise 34b: a start that ${what} answers is ${code}, and no code is awaited`, async () => {
    await using env = await withReplies([reply], { signUp: 'off' });
    const state = await env.client.start({ phone: '+447700900123' });
    assert.deepEqual([state.step, errorCode(state)], ['identifier', code]);
  });
}
