/** Long hostile texts: the work on them grows linearly, and nothing of them reaches the page at full length. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertLinear, filled } from '@cognito-otp/test-kit/linear-time';
import { claimsOf } from '../src/cognito/jwt.js';
import { createOtpClient } from '../src/index.js';
import { countryOfTyped, formatAsTyped, formatPhone, parsePhone } from '../src/phone.js';
import { parseIdentifier, validateIdentifier } from '../src/validation/identifier.js';
import { isSafeAddress } from '../src/validation/safe-address.js';
import { memoryStorage } from './support/memory-storage.js';
import { round } from './support/stub-server.js';

/** Texts that are made of a part, for each of the patterns that read errors, identifiers and numbers. */
const PARTS = [
  'email ',
  'phone number ',
  'format',
  'username',
  'session',
  'refresh token ',
  'InvalidParameter',
  '#',
  ':',
  'a:#',
  '(',
  '+',
  '00',
  'a@',
  '@',
  'a.',
  '-',
  '9',
  ' ',
  '\n',
  '\u200b',
  'tel:',
  '%20',
  ';',
  ',',
  '¼',
  '٣',
  '\u0301',
  'sign_up_',
  '.',
  '_',
  '//',
];

const clientFor = (reply: () => Response) =>
  createOtpClient({
    userPoolId: 'local_P',
    clientId: 'c',
    storage: memoryStorage(),
    fetcher: async () => reply(),
    signUp: 'off',
  });

for (const part of PARTS) {
  const name = JSON.stringify(part);
  test(`promise 36b: errors full of ${name} are read in linear time, and are cut`, async () => {
    for (const [type, prefix] of [
      ['InvalidParameterException', ''],
      ['NotAuthorizedException', ''],
      ['UserLambdaValidationException', 'PreSignUp failed with error '],
      [undefined, ''],
    ] as const) {
      await assertLinear(async (length) => {
        const text = filled(part, length - 100);
        const body = JSON.stringify({ __type: type ?? text, message: prefix + text });
        const client = clientFor(() => new Response(body, { status: 400 }));
        const { error } = await client.start({ phone: '+447700900123' });
        assert.ok(error && error.message.length < 1_200, `${error?.message.length}`);
        client.close();
      });
    }
  });

  test(`promise 36b: identifiers and numbers full of ${name} are read in linear time`, async () => {
    for (const read of [
      parseIdentifier,
      (text: string) => validateIdentifier({ email: text }),
      (text: string) => validateIdentifier({ phone: text }),
      isSafeAddress,
      (text: string) => isSafeAddress(`http://${text}`),
      (text: string) => parsePhone(text, 'DE'),
      (text: string) => parsePhone(`+52${text}`, 'MX'),
      (text: string) => formatAsTyped(text, 'US'),
      formatPhone,
      countryOfTyped,
      (text: string) => {
        assert.throws(() => claimsOf(`a.${text}.c`), { code: 'bad_response' });
      },
    ]) {
      await assertLinear((length) => read(filled(part, length)));
    }
  });
}

test('promise 36: a challenge with oversized values is cut to what a page can show', async () => {
  const hostile = round({
    length: '999999999999999',
    channels: 'sms '.repeat(100_000),
    destination: 'x'.repeat(500_000),
  });
  const client = clientFor(() => Response.json(hostile));
  const state = await client.start({ phone: '+447700900123' });
  assert.ok(state.step === 'code');
  assert.equal(state.delivery.codeLength, 6);
  assert.ok(state.delivery.channels.length < 100);
  assert.ok(state.delivery.destination.length <= 320);
  assert.equal((await client.submit('12345')).error?.code, 'incomplete_code');
  client.close();
});

test('promise 36: an error whose parts are no texts is classified by its status', async () => {
  for (const body of [{ __type: { toString: 1 }, message: [] }, { __type: 1 }, { message: { toString: null } }, []]) {
    const client = clientFor(() => Response.json(body, { status: 503 }));
    const { error } = await client.start({ phone: '+447700900123' });
    assert.equal(error?.code, 'service', JSON.stringify(body));
    client.close();
  }
});
