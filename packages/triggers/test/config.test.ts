/** The configuration of the triggers: defaults, bounds and errors, from variables and from a policy object. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { ConfigurationError } from '../src/config/environment.js';
import { policyEnvironment, policyProperty } from '../src/config/policy-environment.js';
import { createSettings } from '../src/config/settings.js';
import { createTriggers } from '../src/create-triggers.js';
import { isCountryWithNumbers } from '../src/domain/phone-number.js';
import type { Policy } from '../src/domain/policy.js';

const needed = { BRAND: 'Example', COUNTRIES: 'GB' };
const create = (environment: Record<string, string>) =>
  createSettings({ ...needed, ...environment }).create(isCountryWithNumbers);
const COUNTRY_CODES =
  'ISO 3166-1 codes of countries with telephone numbers, for example GB,US (the United Kingdom is GB)';
const message = (act: () => unknown) => {
  try {
    act();
  } catch (error) {
    assert.ok(error instanceof ConfigurationError);
    return error.message;
  }
  return assert.fail('the value was accepted');
};

describe('the sender of each country', () => {
  const arn = 'arn:aws:sms-voice:eu-west-1:000000000000:';
  const origins = (list: string, environment: Record<string, string> = {}) =>
    createSettings({ SMS_ORIGIN_BY_COUNTRY: list, ...environment }).endUserMessaging(isCountryWithNumbers)
      .originationIdentityByCountry;

  it('is an ARN if the setting has what precedes, otherwise an id', () => {
    const list = 'US=phone-number/phone-0123abcd,GB=sender-id/MYBRAND/GB';
    assert.deepEqual(
      [...(origins(list, { SMS_ORIGIN_ARN: arn }) ?? [])],
      [
        ['US', `${arn}phone-number/phone-0123abcd`],
        ['GB', `${arn}sender-id/MYBRAND/GB`],
      ],
    );
    assert.deepEqual([...(origins(list) ?? []).values()], ['phone-0123abcd', 'MYBRAND']);
    assert.equal(origins(' '), undefined);
  });

  for (const [entry, problem] of [
    ['US=+12065550100', /expected COUNTRY=ORIGIN/],
    ['GB=MYBRAND', /expected COUNTRY=ORIGIN/],
    ['GB', /expected COUNTRY=ORIGIN/],
    ['', /expected COUNTRY=ORIGIN/],
    ['UK=pool/pool-1', /expected the ISO 3166-1 code of a country/],
    ['IE=sender-id/MYBRAND/GB', /expected a sender id of IE, because one of GB cannot send there/],
    ['DE=pool/pool-2', /expected one origin for DE/],
  ] as const) {
    it(`is refused with a sentence that quotes the entry ${JSON.stringify(entry)}`, () => {
      const text = message(() => origins(`DE=pool/pool-1,${entry}`));
      assert.match(text, /^Invalid SMS_ORIGIN_BY_COUNTRY: /);
      assert.match(text, problem);
      assert.ok(text.includes(`in the entry ${JSON.stringify(entry)};`), text);
    });
  }

  it('of SMS is a service, or two in order', () => {
    const via = (SMS_VIA: string) => createSettings({ SMS_VIA }).smsVia();
    assert.deepEqual([via(''), via('end-user-messaging sns')], [['sns'], ['end-user-messaging', 'sns']]);
    assert.match(
      message(() => via('sns pigeon')),
      /^Invalid SMS_VIA: expected one or more of sns, end-user-messaging/,
    );
  });

  it('is AWS Notify, which limits the budget of the pool and has a template for each language', () => {
    const day = (environment: Record<string, string>) => create(environment).poolSends.limits.day;
    assert.deepEqual(
      [
        day({ SMS_VIA: 'notify' }),
        day({ SMS_VIA: 'notify', POOL_SENDS_A_DAY: '50' }),
        day({ SMS_VIA: 'notify', SMS_NOTIFY_TIER: 'advanced' }),
        day({ SMS_VIA: 'notify sns' }),
        day({}),
      ],
      [200, 50, 500, 500, 500],
    );
    const notify = (SMS_NOTIFY_TEMPLATES: string) => () =>
      createSettings({ SMS_NOTIFY_TEMPLATES, SMS_NOTIFY_CONFIGURATION_ID: 'nc-1' }).notify();
    assert.deepEqual(
      [...notify('de=t-1,pt-BR=t-2')().templates],
      [
        ['de', 't-1'],
        ['pt-BR', 't-2'],
      ],
    );
    for (const entry of ['de', 'german=t-1', 'de=t-2', 'en=']) {
      const text = message(notify(`de=t-1,${entry}`));
      assert.ok(text.startsWith('Invalid SMS_NOTIFY_TEMPLATES: ') && text.includes(`in the entry "${entry}"`), text);
    }
    assert.match(
      message(() => createSettings({}).notify()),
      /^Invalid SMS_NOTIFY_CONFIGURATION_ID: expected the id/,
    );
  });

  it('in India needs both ids of the registration', () => {
    const [SMS_INDIA_ENTITY_ID, SMS_INDIA_TEMPLATE_ID] = ['1101456230000012345', '1107160000000012345'];
    const ids = { entityId: SMS_INDIA_ENTITY_ID, templateId: SMS_INDIA_TEMPLATE_ID };
    const both = createSettings({ SMS_INDIA_ENTITY_ID, SMS_INDIA_TEMPLATE_ID });
    assert.deepEqual([both.endUserMessaging().india, both.sms().india], [ids, ids]);
    assert.match(
      message(() => createSettings({ SMS_INDIA_ENTITY_ID }).sms()),
      /^Invalid SMS_INDIA_TEMPLATE_ID: /,
    );
    assert.match(
      message(() => create({ SMS_INDIA_TEMPLATE_ID })),
      /^Invalid SMS_INDIA_ENTITY_ID: /,
    );
    assert.match(
      message(() => create({ SMS_INDIA_ENTITY_ID: 'my id', SMS_INDIA_TEMPLATE_ID })),
      /^Invalid SMS_INDIA_ENTITY_ID: expected an id from a DLT platform/,
    );
  });
});

describe('configuration', () => {
  it('has the documented defaults', () => {
    const {
      attempts,
      guesses,
      guessesInARow,
      lifetime,
      coolDown,
      codeLength,
      sends,
      rangeSends,
      poolSends,
      sendOn,
      responseInterval,
    } = create({});
    assert.deepEqual(
      {
        attempts,
        guesses,
        guessesInARow,
        lifetime,
        coolDown,
        codeLength,
        sends,
        rangeSends,
        poolSends,
        sendOn,
        responseInterval,
      },
      {
        attempts: 3,
        guesses: [
          { count: 5, span: 900_000 },
          { count: 10, span: 28_800_000 },
          { count: 15, span: 43_200_000 },
          { count: 20, span: 86_400_000 },
        ],
        guessesInARow: 100,
        lifetime: 300_000,
        coolDown: 30_000,
        codeLength: 6,
        sends: [
          { count: 1, span: 30_000 },
          { count: 3, span: 600_000 },
          { count: 4, span: 28_800_000 },
          { count: 5, span: 43_200_000 },
          { count: 6, span: 86_400_000 },
        ],
        rangeSends: { limits: { hour: 10, day: 40 }, openLimits: { hour: 5, day: 20 } },
        poolSends: { limits: { hour: 100, day: 500 }, openLimits: { hour: 50, day: 250 } },
        sendOn: 'start',
        responseInterval: 500,
      },
    );
    assert.deepEqual(createSettings({}).preSignUp().signUps, { hour: 100, day: 1000 });
    assert.deepEqual([...createSettings({}).preSignUp().attributes], ['locale']);
    assert.deepEqual(createSettings({}).define(), { appClients: new Set(), attempts: 3, factorOrder: 'otp' });
  });

  for (const [name, bad, expected] of [
    ['CODE_LENGTH', '3', 'a whole number from 4 to 10'],
    ['CODE_LENGTH', '11', 'a whole number from 4 to 10'],
    ['CODE_LENGTH', 'six', 'a whole number from 4 to 10'],
    ['CODE_LENGTH', '6.5', 'a whole number from 4 to 10'],
    ['CODE_LIFETIME_SECONDS', '601', 'a whole number from 60 to 600'],
    ['SEND_WAIT_SECONDS', '9', 'a whole number from 10 to 600'],
    ['GUESSES_IN_15_MINUTES', '11', 'a whole number from 1 to 10'],
    ['GUESSES_A_DAY', '51', 'a whole number from 1 to 50'],
    ['ATTEMPTS', '6', 'a whole number from 1 to 5'],
    ['ANSWER_PACE_MS', '1501', 'a whole number from 0 to 1500'],
    ['SEND_ON', 'never', 'one of start, request'],
    ['CHANNELS', 'fax', 'sms, email or both'],
    ['COUNTRIES', 'Britain', COUNTRY_CODES],
    ['COUNTRIES', 'UK', COUNTRY_CODES],
    ['COUNTRIES', 'GB,EN', COUNTRY_CODES],
    ['COUNTRIES', 'gb', COUNTRY_CODES],
    ['COUNTRIES', 'AQ', COUNTRY_CODES],
    ['COUNTRIES', '', 'the ISO 3166-1 codes of the countries to send SMS to, for example GB,US'],
    ['DOMAIN', 'https://example.com/', 'a host name, for example example.com'],
    ['BRAND', '', 'the name by which users know you'],
  ] as const) {
    it(`rejects ${name}=${JSON.stringify(bad)} with an error that names the variable, the bounds and the value`, () => {
      assert.equal(
        message(() => create({ [name]: bad })),
        `Invalid ${name}: expected ${expected}; it is ${JSON.stringify(bad)}.`,
      );
    });
  }

  it('names a required variable that is not set', () => {
    assert.equal(
      message(() => createSettings({}).tableName()),
      'Invalid TABLE_NAME: expected the name of the DynamoDB table; it is not set.',
    );
  });

  it('does not allow custom:otp_closed as a sign-up attribute', () => {
    for (const read of ['preSignUp', 'postAuthentication'] as const) {
      assert.equal(
        message(() => createSettings({ SIGN_UP_ATTRIBUTES: 'locale,custom:otp_closed' })[read]()),
        'Invalid SIGN_UP_ATTRIBUTES: expected names of user attributes without custom:otp_closed, which operators set; ' +
          'it is "locale,custom:otp_closed".',
      );
      assert.doesNotThrow(() => createSettings({ SIGN_UP_ATTRIBUTES: 'locale,custom:otp_closed_at' })[read]());
    }
  });

  it('validates the settings of senders too', () => {
    assert.match(
      message(() => createSettings({ SMS_SENDER_ID: '12345' }).sms()),
      /^Invalid SMS_SENDER_ID: expected/,
    );
    assert.match(
      message(() => createSettings({ SMS_ORIGINATION_NUMBER: '0123' }).sms()),
      /^Invalid SMS_ORIGINATION_NUMBER: expected/,
    );
    assert.match(
      message(() => createSettings({ SMS_REGION: 'Ireland' }).sms()),
      /^Invalid SMS_REGION: expected an AWS Region, for example eu-west-1; it is "Ireland"\.$/,
    );
    assert.equal(createSettings({ SMS_REGION: 'eu-west-1' }).sms().region, 'eu-west-1');
    assert.equal(createSettings({ SMS_REGION: 'us-gov-west-1' }).endUserMessaging().region, 'us-gov-west-1');
    assert.match(
      message(() => createSettings({}).email()),
      /^Invalid EMAIL_FROM: expected/,
    );
  });

  it('can be an equivalent policy object, whose errors use its property names', () => {
    const policy: Policy = { brand: 'Example', countries: ['GB', 'US'], sendsIn10Minutes: 2, guessesIn15Minutes: 4 };
    const environment = policyEnvironment(policy);
    assert.deepEqual(environment, {
      BRAND: 'Example',
      COUNTRIES: 'GB,US',
      SENDS_IN_10_MINUTES: '2',
      GUESSES_IN_15_MINUTES: '4',
    });
    for (const name of Object.keys(environment))
      assert.equal(policyEnvironment({ [policyProperty(name)]: 1 } as never)[name], '1');
    const options = { sender: { send: async () => ({ kind: 'accepted' as const }) } } as never as Parameters<
      typeof createTriggers
    >[0];
    assert.equal(
      message(() => createTriggers({ ...options, policy: { ...policy, codeLength: 40 } })),
      'Invalid codeLength: expected a whole number from 4 to 10; it is "40".',
    );
  });
});

describe('the built functions', () => {
  const load = (name: string, environment: Record<string, string>) => {
    // As in Lambda: CommonJS, with no other environment variables.
    const input = readFileSync(new URL(`../dist/${name}/index.js`, import.meta.url));
    const env = { AWS_REGION: 'eu-west-1', ...environment };
    // stderr goes to a file: Node first prints the line of the error, the whole minified bundle, which overflows a pipe.
    const folder = mkdtempSync(join(tmpdir(), 'cold-start-'));
    const stderr = join(folder, 'stderr');
    const out = openSync(stderr, 'w');
    const { status } = spawnSync(process.execPath, ['--input-type=commonjs', '-'], {
      input,
      env,
      stdio: ['pipe', 'ignore', out],
    });
    closeSync(out);
    const error = /ConfigurationError: .*/.exec(readFileSync(stderr, 'utf8'))?.[0];
    rmSync(folder, { recursive: true });
    return { status, error };
  };
  const complete = { TABLE_NAME: 't', SECRET_ID: 's', BRAND: 'Example', COUNTRIES: 'GB' };

  it('start with a complete environment', () => {
    for (const name of [
      'pre-sign-up',
      'create-auth-challenge',
      'verify-auth-challenge-response',
      'post-authentication',
      'custom-message',
    ]) {
      assert.deepEqual(load(name, complete), { status: 0, error: undefined }, name);
    }
    assert.equal(load('define-auth-challenge', {}).status, 0);
  });

  for (const [name, changed, error] of [
    ['create-auth-challenge', { COUNTRIES: '' }, /^ConfigurationError: Invalid COUNTRIES: expected .*; it is ""\.$/],
    ['create-auth-challenge', { CAPTCHA_VERIFY_URL: 'http://x' }, /CAPTCHA_VERIFY_URL: expected an https URL; it is "/],
    ['verify-auth-challenge-response', { GUESSES_A_DAY: '51' }, /GUESSES_A_DAY: expected .* 1 to 50; it is "51"\.$/],
    ['define-auth-challenge', { ATTEMPTS: '0' }, /ATTEMPTS: expected a whole number from 1 to 5; it is "0"\.$/],
    [
      'pre-sign-up',
      { SIGN_UP_ATTRIBUTES: 'custom:otp_closed' },
      /SIGN_UP_ATTRIBUTES: expected names of user attributes without custom:otp_closed, which operators set; it is "/,
    ],
    ['pre-sign-up', { AUTO_VERIFY: 'yes' }, /AUTO_VERIFY: expected one of by-proof, at-sign-up; it is "yes"\.$/],
    ['post-authentication', { TABLE_NAME: '' }, /TABLE_NAME: expected the name of the DynamoDB table; it is ""\.$/],
  ] as const) {
    it(`${name} fails at cold start with one clear error: ${Object.keys(changed)}`, () => {
      const { status, error: found } = load(name, { ...complete, ...changed });
      assert.equal(status, 1);
      assert.match(found ?? '', error);
    });
  }
});
