/** Calls to the Cognito API: the request format, and how every kind of failure is classified. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { partsOnDemand } from '../src/client/parts.js';
import { createCognitoCall } from '../src/cognito/api.js';
import { createOtpClient, OtpError, type OtpErrorCode } from '../src/index.js';
import { checkOptions } from '../src/validation/options.js';
import { memoryStorage } from './support/memory-storage.js';
import { droppedConnection, jwt, noResponse, RawReply, round, startStubServer, tokens } from './support/stub-server.js';

const openCall = (endpoint: string, more = {}) =>
  createCognitoCall(
    checkOptions({ userPoolId: 'local_P', clientId: 'c', endpoint, ...more }),
    partsOnDemand.errorCodes,
  );

const raw = (status: number, body: string, headers = {}) =>
  new RawReply((response) => void response.writeHead(status, { 'x-amzn-requestid': 'id-1', ...headers }).end(body));

test('a call is a single JSON POST without cookies', async () => {
  await using server = await startStubServer(() => ({ done: true }));
  let credentials: string | undefined;
  const fetcher: typeof fetch = (url, init) => {
    credentials = init?.credentials;
    return fetch(url, init);
  };
  assert.deepEqual(await openCall(server.endpoint, { fetcher })('GetUser', { AccessToken: 'a' }), { done: true });
  assert.equal(credentials, 'omit');
  const [call] = server.calls;
  assert.equal(call?.headers['content-type'], 'application/x-amz-json-1.1');
  assert.equal(call?.headers['x-amz-target'], 'AWSCognitoIdentityProviderService.GetUser');
  assert.deepEqual(call?.body, { AccessToken: 'a' });
});

test('an empty response body becomes an empty object', async () => {
  await using server = await startStubServer(() => raw(200, ''));
  assert.deepEqual(await openCall(server.endpoint)('RevokeToken', {}), {});
});

const error = (name: string, message = '') => raw(400, JSON.stringify({ __type: name, message }));
const cases: [string, RawReply, OtpErrorCode, boolean][] = [
  ['an error name', error('NotAuthorizedException', 'Incorrect username or password.'), 'not_authorized', false],
  ['an error name with a namespace', error('com.amazonaws.cognito#ExpiredCodeException'), 'expired_code', false],
  [
    'an error name followed by a URL',
    error('UserNotFoundException:http://internal.amazon.com/'),
    'not_authorized',
    false,
  ],
  ['an error name in the header', raw(400, '{}', { 'x-amzn-errortype': 'CodeMismatchException:' }), 'wrong_code', true],
  [
    'a Cognito session that was already used',
    error('NotAuthorizedException', 'Invalid session for the user.'),
    'session_ended',
    false,
  ],
  [
    'a revoked refresh token',
    error('NotAuthorizedException', 'Refresh Token has been revoked'),
    'session_revoked',
    false,
  ],
  ['a reused refresh token', error('RefreshTokenReuseException'), 'session_revoked', false],
  [
    'an exhausted sign-up budget',
    error('UserLambdaValidationException', 'PreSignUp failed with error sign_up_limited.'),
    'rate_limited',
    true,
  ],
  [
    'a message that could not be delivered',
    error('CodeDeliveryFailureException', 'Unable to deliver.'),
    'send_failed',
    true,
  ],
  ['a throttled call', error('TooManyRequestsException'), 'throttled', true],
  ['an exceeded limit', error('LimitExceededException', 'Attempt limit exceeded'), 'throttled', true],
  [
    'a phone number that Cognito rejects',
    error('InvalidParameterException', 'Invalid phone number format.'),
    'invalid_phone',
    false,
  ],
  [
    'an email address that Cognito rejects',
    error('InvalidParameterException', 'Invalid email address format.'),
    'invalid_email',
    false,
  ],
  [
    'an unknown app client',
    error('ResourceNotFoundException', 'User pool client x does not exist.'),
    'configuration',
    false,
  ],
  [
    'a request blocked by AWS WAF',
    error('ForbiddenException', 'Request not allowed due to WAF block.'),
    'forbidden',
    false,
  ],
  ['an HTML page of a firewall', raw(403, '<html>403</html>'), 'forbidden', false],
  [
    'a trigger that rejected the request',
    error('UserLambdaValidationException', 'PreSignUp failed with error x.'),
    'service',
    false,
  ],
  ['a trigger that crashed', error('UnexpectedLambdaException'), 'service', true],
  ['an internal error of Cognito', raw(500, '{"__type":"InternalErrorException"}'), 'service', true],
  ['an unknown error name', error('SomethingNewException'), 'service', false],
  ['an HTML page of a proxy', raw(200, '<html>Log in to the hotel</html>'), 'bad_response', true],
  ['a bad gateway error of a proxy', raw(502, '<html>Bad Gateway</html>'), 'service', true],
  ['a rate limit of a proxy', raw(429, 'slow down'), 'throttled', true],
  ['a response over one megabyte', raw(200, `{"a":"${'x'.repeat(1_100_000)}"}`), 'bad_response', true],
  ['a dropped connection', droppedConnection, 'network', true],
  ['a response that never arrives', noResponse, 'timeout', true],
  ['a redirect', raw(302, '', { location: 'https://example.com/' }), 'network', true],
];
for (const [what, reply, code, retryable] of cases) {
  test(`promise 36: ${what} becomes ${code}${retryable ? ' (retryable)' : ''}`, async () => {
    await using server = await startStubServer(() => reply);
    await assert.rejects(openCall(server.endpoint, { timeLimit: 300 })('InitiateAuth', {}), (thrown) => {
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
  const originalNavigator = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
  Object.defineProperty(globalThis, 'navigator', { value: { onLine: false }, configurable: true });
  try {
    await assert.rejects(openCall('http://127.0.0.1:9')('GetUser', {}), { code: 'offline', retryable: true });
  } finally {
    if (originalNavigator) Object.defineProperty(globalThis, 'navigator', originalNavigator);
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
