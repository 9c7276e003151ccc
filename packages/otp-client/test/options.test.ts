/** Validation of the client options, and the endpoint that they result in. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createOtpClient, type OtpClientOptions, OtpError } from '../src/index.js';
import { checkOptions } from '../src/validation/options.js';
import { acceptedEndpoints, rejectedEndpoints } from './support/endpoint-addresses.js';

const validOptions = { userPoolId: 'eu-central-1_Pool1', clientId: 'client1' };
const endpointUrl = (options: object) => checkOptions({ ...validOptions, ...options }).url;

test('the Cognito endpoint is derived from the pool ID in every AWS partition', () => {
  assert.equal(endpointUrl({}), 'https://cognito-idp.eu-central-1.amazonaws.com/');
  assert.equal(endpointUrl({ userPoolId: 'us-gov-west-1_a' }), 'https://cognito-idp.us-gov-west-1.amazonaws.com/');
  assert.equal(endpointUrl({ userPoolId: 'cn-north-1_a' }), 'https://cognito-idp.cn-north-1.amazonaws.com.cn/');
  assert.equal(endpointUrl({ userPoolId: 'eusc-de-east-1_a' }), 'https://cognito-idp.eusc-de-east-1.amazonaws.eu/');
  assert.equal(
    endpointUrl({ userPoolId: 'Pool1', region: 'eu-west-1' }),
    'https://cognito-idp.eu-west-1.amazonaws.com/',
  );
  assert.equal(endpointUrl({ region: 'eu-west-1' }), 'https://cognito-idp.eu-west-1.amazonaws.com/');
});

test('promise 40: a custom endpoint may use https, or http on a loopback host', () => {
  for (const endpoint of acceptedEndpoints) assert.ok(endpointUrl({ endpoint }).startsWith('http'), endpoint);
});

test('promise 40: every other endpoint is rejected, however it is disguised', () => {
  for (const endpoint of rejectedEndpoints) {
    assert.throws(
      () => endpointUrl({ endpoint }),
      (error: Error) =>
        /^Invalid option "endpoint": /.test(error.message) && (error as { code?: string }).code === 'configuration',
      endpoint,
    );
  }
});

test('promise 40: whatever endpoint is given, requests go only to https or a loopback host, without credentials in the URL', () => {
  const scheme = fc.constantFrom('http:', 'https:', 'HTTP:', 'ws:', 'javascript:', 'http:/', 'http:\\t', '');
  const sign = fc.constantFrom('/', '//', '\\', '@', ':', '#', '?', '.', '[', ']', '%', '\t', '\n', '。', '％', '');
  const host = fc.constantFrom(
    'localhost',
    '127.0.0.1',
    '[::1]',
    'example.com',
    '127.1',
    '0x7f.1',
    'LOCALHOST',
    '１２７.0.0.1',
    '8080',
  );
  const disguised = fc
    .tuple(scheme, fc.array(fc.oneof(sign, host, fc.string({ maxLength: 3 })), { maxLength: 8 }))
    .map(([first, rest]) => first + rest.join(''));
  let accepted = 0;
  fc.assert(
    fc.property(fc.oneof(disguised, fc.webUrl(), fc.string()), (endpoint) => {
      let url: URL;
      try {
        url = new URL(endpointUrl({ endpoint }));
      } catch (error) {
        assert.ok(error instanceof OtpError && error.code === 'configuration', `${error}`);
        return;
      }
      accepted++;
      const { protocol, hostname, username, password } = url;
      assert.equal(username + password, '');
      if (protocol !== 'https:') {
        assert.equal(protocol, 'http:');
        assert.match(hostname, /^(127(\.\d{1,3}){3}|\[::1]|(.+\.)?localhost)$/);
      }
    }),
    { numRuns: 2_000 },
  );
  assert.ok(accepted > 50, 'the property must also run on accepted endpoints');
});

test('promise 36: arbitrary option values create a client or throw an error that names the option', () => {
  const names = [
    'userPoolId',
    'clientId',
    'region',
    'endpoint',
    'signUp',
    'persistence',
    'storage',
    'fetcher',
    'flow',
    'timeLimit',
    'codeLength',
    'locale',
    'clientMetadata',
  ];
  const value = fc.oneof(
    fc.anything({ withNullPrototype: true }),
    fc.constantFrom('auto', 'custom', 'eu-west-1', '__proto__', 'constructor'),
  );
  fc.assert(
    fc.property(fc.record(Object.fromEntries(names.map((name) => [name, value])), { requiredKeys: [] }), (given) => {
      try {
        createOtpClient({ ...validOptions, ...given } as unknown as OtpClientOptions).close();
      } catch (error) {
        assert.ok(error instanceof OtpError, `${error}`);
        assert.equal(error.code, 'configuration');
        assert.match(error.message, new RegExp(`^Invalid option "(${names.join('|')})": expected .+\\.$`));
      }
    }),
    { numRuns: 2_000 },
  );
});

test('promise 36: an invalid option is rejected immediately with its name and the expected value', () => {
  const cases: [keyof OtpClientOptions, unknown][] = [
    ['userPoolId', ''],
    ['userPoolId', undefined],
    ['userPoolId', 'Pool1'],
    ['userPoolId', 'eu-central-1_'],
    ['userPoolId', 'evil.example/_x'],
    ['clientId', ''],
    ['clientId', undefined],
    ['clientId', 'a b'],
    ['clientId', 'a.b'],
    ['region', 'evil.example/'],
    ['region', 'a@b'],
    ['signUp', 'always'],
    ['persistence', 'cookie'],
    ['flow', 'srp'],
    ['fetcher', 'fetch'],
    ['storage', {}],
    ['timeLimit', -1],
    ['timeLimit', Number.NaN],
    ['timeLimit', 'soon'],
    ['timeLimit', Number.POSITIVE_INFINITY],
    ['codeLength', 0],
    ['codeLength', '6'],
    ['locale', 5],
    ['clientMetadata', { page: 1 }],
    ['storage', { getItem: () => null }],
  ];
  for (const [option, value] of cases) {
    assert.throws(
      () => createOtpClient({ ...validOptions, [option]: value } as OtpClientOptions),
      (error: Error) => {
        assert.equal((error as { code?: string }).code, 'configuration');
        assert.match(
          error.message,
          new RegExp(`^Invalid option "(${option}|${option === 'region' ? 'endpoint' : option})": expected .+\\.$`),
        );
        return true;
      },
      `${option}: ${String(value)}`,
    );
  }
});
