/** Send requests: resend, channels, locales, CAPTCHA tokens, and triggers that wait for a send request. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accountCreated, errorCode, withReplies } from './support/scripted-client.js';
import { cognitoError, round, tokens } from './support/stub-server.js';

const phone = '+447700900123';

test('resend is a send request in the requested language over the requested channel', async () => {
  await using env = await withReplies([accountCreated, round({ resendAt: '0' }), round({ channel: 'email' })], {
    locale: 'de',
    clientMetadata: { page: 'checkout' },
  });
  await env.client.start({ phone });
  const state = await env.client.resend({ channel: 'email', captcha: 'token' });
  const { body } = env.server.calls[2]!;
  assert.equal(body.ChallengeResponses.ANSWER, 'send');
  assert.deepEqual(body.ClientMetadata, {
    page: 'checkout',
    locale: 'de',
    request: 'send',
    channel: 'email',
    captcha: 'token',
  });
  assert.equal(state.step === 'code' && state.delivery.channel, 'email');
});

test('clientMetadata cannot turn an answer into a send request', async () => {
  await using env = await withReplies([accountCreated, round(), tokens()], { clientMetadata: { request: 'send' } });
  await env.client.start({ phone });
  await env.client.submit('123456');
  assert.equal(env.server.calls[2]?.body.ClientMetadata.request, undefined);
});

test('resend before its time sends no request', async () => {
  await using env = await withReplies([accountCreated, round()]);
  await env.client.start({ phone });
  const state = await env.client.resend();
  assert.equal(errorCode(state), 'rate_limited');
  assert.ok(state.error?.retryAt && state.error.retryAt > Date.now());
  assert.equal(env.server.calls.length, 2);
});

test('resend after the Cognito session ended starts a new one', async () => {
  await using env = await withReplies([
    accountCreated,
    round({ resendAt: '0' }),
    cognitoError('NotAuthorizedException', 'Invalid session for the user, session is expired.'),
    round(),
  ]);
  await env.client.start({ phone });
  const state = await env.client.resend();
  assert.deepEqual([state.step, errorCode(state)], ['code', undefined]);
  assert.deepEqual(env.server.operations().slice(2), ['RespondToAuthChallenge', 'InitiateAuth']);
});

test('triggers that wait for a send request get one immediately, with the channel and the CAPTCHA token', async () => {
  const notSent = round({ reason: 'not_sent' }) as { ChallengeParameters: Record<string, string> };
  delete notSent.ChallengeParameters.expiresAt;
  await using env = await withReplies([accountCreated, notSent, round()]);
  const state = await env.client.start({ phone }, { captcha: 'token', channel: 'sms' });
  assert.deepEqual(env.server.calls[2]?.body.ClientMetadata, { request: 'send', channel: 'sms', captcha: 'token' });
  assert.deepEqual([state.step, state.step === 'code' && state.delivery.sent], ['code', true]);
});

test('a locale given to start or resend applies to all later messages', async () => {
  await using env = await withReplies([accountCreated, round({ resendAt: '0' }), round(), tokens()], { locale: 'en' });
  await env.client.start({ phone }, { locale: 'fr' });
  await env.client.resend({ locale: 'de' });
  await env.client.submit('123456');
  const locales = env.server.calls.map(({ body }) => body.ClientMetadata?.locale);
  assert.deepEqual(locales, ['fr', 'fr', 'de', 'de']);
});
