import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createCognitoCall } from '../src/cognito/api.js';
import { createOtpClient, OtpError, type OtpErrorCode } from '../src/index.js';
import { checkOptions } from '../src/validation/options.js';
import { memoryStorage } from './support/memory-storage.js';
import { drop, jwt, RawReply, round, silence, startWireServer, tokens } from './support/stub-server.js';

const open = (endpoint: string, more = {}) =>
  createCognitoCall(checkOptions({ userPoolId: 'local_P', clientId: 'c', endpoint, ...more }));

const raw = (status: number, body: string, headers = {}) =>
  new RawReply((response) => void response.writeHead(status, { 'x-amzn-requestid': 'id-1', ...headers }).end(body));

test('a call is a single JSON POST without cookies', async () => {
  await using server = await startWireServer(() => ({ done: true }));
  let credentials: string | undefined;
  const fetcher: typeof fetch = (url, init) => {
    credentials = init?.credentials;
    return fetch(url, init);
  };
  assert.deepEqual(await open(server.endpoint, { fetcher })('GetUser', { AccessToken: 'a' }), { done: true });
  assert.equal(credentials, 'omit');
  const [call] = server.calls;
  assert.equal(call?.headers['content-type'], 'application/x-amz-json-1.1');
  assert.equal(call?.headers['x-amz-target'], 'AWSCognitoIdentityProviderService.GetUser');
  assert.deepEqual(call?.body, { AccessToken: 'a' });
});

test('an empty response body becomes an empty object', async () => {
  await using server = await startWireServer(() => raw(200, ''));
  assert.deepEqual(await open(server.endpoint)('RevokeToken', {}), {});
});

const error = (name: string, message = '') => raw(400, JSON.stringify({ __type: name, message }));
const cases: [string, RawReply, OtpErrorCode, boolean][] = [
  ['a name', error('NotAuthorizedException', 'Incorrect username or password.'), 'not_authorized', false],
  ['a name with its namespace', error('com.amazonaws.cognito#ExpiredCodeException'), 'expired_code', false],
  [
    'a name with an address after it',
    error('UserNotFoundException:http://internal.amazon.com/'),
    'not_authorized',
    false,
  ],
  ['a name in the header', raw(400, '{}', { 'x-amzn-errortype': 'CodeMismatchException:' }), 'wrong_code', true],
  ['a used Session', error('NotAuthorizedException', 'Invalid session for the user.'), 'session_ended', false],
  ['a revoked token', error('NotAuthorizedException', 'Refresh Token has been revoked'), 'session_revoked', false],
  ['a reused token', error('RefreshTokenReuseException'), 'session_revoked', false],
  [
    'sign-ups that have had their hour',
    error('UserLambdaValidationException', 'PreSignUp failed with error sign_up_limited.'),
    'rate_limited',
    true,
  ],
  ['a message that found no way', error('CodeDeliveryFailureException', 'Unable to deliver.'), 'send_failed', true],
  ['too much', error('TooManyRequestsException'), 'throttled', true],
  ['far too much', error('LimitExceededException', 'Attempt limit exceeded'), 'throttled', true],
  [
    'a number Cognito refuses',
    error('InvalidParameterException', 'Invalid phone number format.'),
    'invalid_phone',
    false,
  ],
  [
    'an address Cognito refuses',
    error('InvalidParameterException', 'Invalid email address format.'),
    'invalid_email',
    false,
  ],
  [
    'an app client that isn’t',
    error('ResourceNotFoundException', 'User pool client x does not exist.'),
    'configuration',
    false,
  ],
  ['a firewall', error('ForbiddenException', 'Request not allowed due to WAF block.'), 'forbidden', false],
  ['a firewall’s page', raw(403, '<html>403</html>'), 'forbidden', false],
  [
    'a trigger that refused',
    error('UserLambdaValidationException', 'PreSignUp failed with error x.'),
    'service',
    false,
  ],
  ['a trigger that broke', error('UnexpectedLambdaException'), 'service', true],
  ['Cognito’s own fault', raw(500, '{"__type":"InternalErrorException"}'), 'service', true],
  ['a name nobody knows', error('SomethingNewException'), 'service', false],
  ['a proxy’s page', raw(200, '<html>Log in to the hotel</html>'), 'bad_response', true],
  ['a proxy that can’t reach it', raw(502, '<html>Bad Gateway</html>'), 'service', true],
  ['a proxy that has had enough', raw(429, 'slow down'), 'throttled', true],
  ['a megabyte', raw(200, `{"a":"${'x'.repeat(1_100_000)}"}`), 'bad_response', true],
  ['a connection that ends', drop, 'network', true],
  ['silence', silence, 'timeout', true],
  ['a redirect', raw(302, '', { location: 'https://example.com/' }), 'network', true],
];
for (const [what, reply, code, retryable] of cases) {
  test(`promise 36: ${what} becomes ${code}${retryable ? ' (retryable)' : ''}`, async () => {
    await using server = await startWireServer(() => reply);
    await assert.rejects(open(server.endpoint, { timeLimit: 300 })('InitiateAuth', {}), (thrown) => {
      assert.ok(thrown instanceof OtpError && thrown.name === 'OtpError');
      assert.deepEqual([thrown.code, thrown.retryable], [code, retryable]);
      if (!/network|timeout/.test(code)) assert.equal(thrown.requestId, 'id-1');
      assert.ok(thrown.message.startsWith('InitiateAuth: '));
      return true;
    });
    assert.equal(server.calls.length, 1);
  });
}

test('offline is reported separately from a network error', async () => {
  const had = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
  Object.defineProperty(globalThis, 'navigator', { value: { onLine: false }, configurable: true });
  try {
    await assert.rejects(open('http://127.0.0.1:9')('GetUser', {}), { code: 'offline', retryable: true });
  } finally {
    if (had) Object.defineProperty(globalThis, 'navigator', had);
    else Reflect.deleteProperty(globalThis, 'navigator');
  }
});

test('promise 36: no server reply makes a command throw or leads to an unknown error or step', async () => {
  const phone = '+447700900123';
  let reply: unknown;
  const fetcher: typeof fetch = async () => Response.json(reply);
  const hostile = fc.oneof(
    { withCrossShrink: true },
    fc.jsonValue(),
    fc.record(
      {
        ChallengeName: fc.oneof(fc.constantFrom('CUSTOM_CHALLENGE', '__proto__', 'SMS_OTP'), fc.jsonValue()),
        Session: fc.oneof(fc.string({ minLength: 1 }), fc.jsonValue()),
        ChallengeParameters: fc.oneof(
          fc.jsonValue(),
          fc.record(
            Object.fromEntries(
              [
                'otp',
                'now',
                'channel',
                'channels',
                'destination',
                'length',
                'expiresAt',
                'resendAt',
                'attemptsLeft',
                'reason',
                'USERNAME',
                '__proto__',
              ].map((name) => [name, fc.oneof(fc.constantFrom('1', 'sms', '-1', '1e400', '<b>'), fc.jsonValue())]),
            ),
            { requiredKeys: [] },
          ),
        ),
      },
      { requiredKeys: [] },
    ),
    fc.record({
      AuthenticationResult: fc.oneof(
        fc.jsonValue(),
        fc.record({
          AccessToken: fc.oneof(
            fc.jsonValue().map((claims) => jwt(Object(claims))),
            fc.string(),
            fc.jsonValue(),
          ),
          IdToken: fc.oneof(
            fc.jsonValue().map((claims) => jwt(Object(claims))),
            fc.string(),
            fc.jsonValue(),
          ),
          RefreshToken: fc.jsonValue(),
        }),
      ),
    }),
  );
  await fc.assert(
    fc.asyncProperty(hostile, hostile, hostile, async (first, second, third) => {
      const client = createOtpClient({
        userPoolId: 'local_P',
        clientId: 'c',
        storage: memoryStorage(),
        fetcher,
        signUp: 'off',
      });
      reply = first;
      let state = await client.start({ phone });
      for (reply of [second, third]) {
        if (state.step === 'code') state = await client.submit(`${10 ** (state.delivery.codeLength - 1) || 1}`);
      }
      assert.match(state.step, /^(identifier|code|signed-in)$/);
      if (state.error) assert.ok(state.error instanceof OtpError);
      if (state.step === 'code') {
        assert.equal(typeof state.delivery.destination, 'string');
        assert.ok(state.delivery.codeLength > 0);
        for (const time of [state.delivery.expiresAt, state.delivery.resendAt, state.delivery.attemptsLeft]) {
          assert.ok(time === null || Number.isFinite(time));
        }
      }
      assert.equal(({} as Record<string, unknown>).otp, undefined);
      client.close();
    }),
    { numRuns: 1_000 },
  );
});

test('promise 36: malformed tokens end in a typed error and are not stored', async () => {
  for (const result of [
    {},
    { AccessToken: 1 },
    { ...tokens().AuthenticationResult, IdToken: 'x' },
    { ...tokens().AuthenticationResult, AccessToken: jwt({}) },
    [],
  ]) {
    const storage = memoryStorage();
    const replies: unknown[] = [round(), { AuthenticationResult: result }];
    const client = createOtpClient({
      userPoolId: 'local_P',
      clientId: 'c',
      storage,
      signUp: 'off',
      fetcher: async () => Response.json(replies.shift()),
    });
    await client.start({ phone: '+447700900123' });
    const { error } = await client.submit('123456');
    assert.equal(error?.code, 'bad_response');
    assert.deepEqual([...storage.map.keys()], ['cognito-otp.c.handshake']);
    client.close();
  }
});
