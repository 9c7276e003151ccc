import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createOtpClient, type OtpClientOptions } from '../src/index.js';
import { checkOptions } from '../src/options.js';

const good = { userPoolId: 'eu-central-1_Pool1', clientId: 'client1' };
const address = (options: object) => checkOptions({ ...good, ...options }).url;

test("Cognito's address follows from the pool id, in every partition", () => {
  assert.equal(address({}), 'https://cognito-idp.eu-central-1.amazonaws.com/');
  assert.equal(address({ userPoolId: 'us-gov-west-1_a' }), 'https://cognito-idp.us-gov-west-1.amazonaws.com/');
  assert.equal(address({ userPoolId: 'cn-north-1_a' }), 'https://cognito-idp.cn-north-1.amazonaws.com.cn/');
  assert.equal(address({ userPoolId: 'eusc-de-east-1_a' }), 'https://cognito-idp.eusc-de-east-1.amazonaws.eu/');
  assert.equal(address({ userPoolId: 'Pool1', region: 'eu-west-1' }), 'https://cognito-idp.eu-west-1.amazonaws.com/');
  assert.equal(address({ region: 'eu-west-1' }), 'https://cognito-idp.eu-west-1.amazonaws.com/');
});

test('another address is https, or loopback', () => {
  for (const endpoint of [
    'https://auth.example.com',
    'https://auth.example.com/cognito/',
    'http://localhost:8080',
    'http://127.0.0.1:8080/',
    'http://127.8.8.8',
    'http://[::1]:8080',
    'http://pool.localhost:1',
    'HTTP://LOCALHOST',
    'http://2130706433/',
  ]) {
    assert.ok(address({ endpoint }).startsWith('http'), endpoint);
  }
});

test('every other address is refused, however it is dressed up', () => {
  for (const endpoint of [
    'http://example.com',
    'http://auth.example.com:8080/',
    'http://localhost.example.com',
    'http://localhost@example.com/',
    'https://user:password@example.com/',
    'http://example.com/localhost',
    'http://example.com#http://localhost/',
    'http://example.com?x=http://localhost/',
    'http://127.0.0.1.example.com/',
    'http://1270.0.0.1/',
    'http:\\\\example.com\\localhost',
    'http://[::2]/',
    'http://0.0.0.0/',
    'ws://localhost',
    'ftp://localhost/',
    'javascript:alert(1)',
    'data:text/plain,x',
    'file:///etc/passwd',
    'blob:http://localhost/x',
    '//localhost',
    'localhost:8080',
    '',
    ' ',
  ]) {
    assert.throws(
      () => address({ endpoint }),
      (error: Error) => /^endpoint: /.test(error.message) && (error as { code?: string }).code === 'configuration',
      endpoint,
    );
  }
});

test('what can’t work is refused at once, naming the option and what to give', () => {
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
  ];
  for (const [option, value] of cases) {
    assert.throws(
      () => createOtpClient({ ...good, [option]: value } as OtpClientOptions),
      (error: Error) => {
        assert.equal((error as { code?: string }).code, 'configuration');
        assert.match(error.message, new RegExp(`^(${option}|${option === 'region' ? 'endpoint' : option}): give .+`));
        return true;
      },
      `${option}: ${String(value)}`,
    );
  }
});
