/** The parameters of the template and the variables that functions read from them. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, it } from 'node:test';
import { Script } from 'node:vm';
import { resolveTemplate } from '@cognito-otp/local-pool';
import { getCountries } from 'libphonenumber-js/max';
import { ConfigurationError } from '../../src/config/environment.js';
import { createSettings } from '../../src/config/settings.js';
import { isCountryWithNumbers } from '../../src/domain/phone-number.js';
import { languages, textsFor } from '../../src/messages/index.js';
import {
  at,
  functions,
  parameterSets,
  propertiesOf,
  required,
  resolved,
  root,
  templateFile,
  text,
  written,
} from './support/template.js';

const parameters = Object.entries(written.Parameters);

describe('every parameter', () => {
  it('has a description that is a sentence', () => {
    for (const [name, { Description }] of parameters) assert.match(Description ?? '', /^\S.{10,}[.]$/s, name);
  });

  it('is bounded by a list of values, two numbers or a pattern of limited length', () => {
    for (const [name, { Type, AllowedValues, AllowedPattern, MinValue, MaxValue }] of parameters) {
      if (AllowedValues) continue;
      if (Type === 'Number') {
        assert.ok(Number.isFinite(MinValue) && Number.isFinite(MaxValue), name);
        continue;
      }
      assert.ok(AllowedPattern, name);
      const open = AllowedPattern.replace(/\\./g, '')
        .replace(/\[[^\]]*\]/g, 'x')
        .match(/[*+]|,\}/);
      assert.equal(open, null, `${name} has no maximum length: ${AllowedPattern}`);
    }
  });

  it('is in exactly one group of the console form', () => {
    const grouped = written.Metadata['AWS::CloudFormation::Interface'].ParameterGroups.flatMap(
      (group) => group.Parameters,
    );
    assert.deepEqual([...grouped].sort(), parameters.map(([name]) => name).sort());
  });

  it('is used', () => {
    const afterParameters = text.slice(text.indexOf('\nConditions:'));
    for (const [name] of parameters)
      assert.match(afterParameters, new RegExp(`!Ref ${name}\\b|\\$\\{${name}\\}`), name);
  });

  it('has a default, except for the countries and the brand, which only the operator knows', () => {
    assert.deepEqual(
      parameters.filter(([, { Default }]) => Default === undefined).map(([name]) => name),
      ['Countries', 'BrandName'],
    );
  });

  it('and every condition is used', () => {
    const afterParameters = text.slice(text.indexOf('\nConditions:'));
    for (const name of Object.keys(written.Conditions)) {
      assert.match(
        afterParameters,
        new RegExp(`!If\\s*(\\n\\s*- |\\[)${name}\\b|Condition: ${name}\\b|!Condition ${name}\\b`),
        name,
      );
    }
  });

  it('is refused with an invalid value before anything is deployed', async () => {
    for (const [name, value] of [
      ['Countries', 'Britain'],
      ['Countries', 'UK'],
      ['Countries', 'DE,EU'],
      ['Countries', 'GB, US'],
      ['Countries', 'GB,'],
      ['Countries', 'GBUS'],
      ['Countries', '*,GB'],
      ['BrandName', '   '],
      ['CodeLength', '3'],
      ['PoolSendsADay', '0'],
      ['GuessesADay', '51'],
      ['PageDomain', 'https://example.com/'],
      ['BrandName', 'Ann\r\nBcc: x'],
      ['EmailFrom', 'Ann <ann@example.com>, bob@example.com'],
      ['SmsSenderId', '12345'],
      ['SmsRegion', 'Ireland'],
      ['SmsRegion', 'eu-west-9'],
      ['SmsRegion', 'ap-northeast-2'],
      ['CaptchaVerifyUrl', 'http://example.com'],
      ['DefaultLocale', 'English'],
      ['DefaultLocale', 'mt'],
      ['DefaultLocale', 'english-GB'],
      ['SignUpAttributes', 'custom:otp_closed'],
      ['SignUpAttributes', 'locale,custom:otp_closed'],
      ['SignUpAttributes', 'locale,custom:otp_closed,name'],
      ['AlarmTopicName', 'arn:aws:sns:eu-west-1:000000000000:alarms'],
      ['AlarmTopicName', 'my alarms'],
      ['AlarmEmail', 'operators'],
      ['AlarmEmail', 'operators@example'],
      ['EmailFrom', 'codes@example'],
      ['EmailFrom', 'Example <codes@example..com>'],
      ['EmailIdentity', 'example'],
      ['PageDomain', 'example..com'],
      ['PageDomain', 'example.com/'],
      ['AlarmEmail', 'Ops <ops@example.com>'],
      ['EmailIdentity', 'Example <codes@example.com>'],
      ['SmsOriginationNumber', '+44 7700 900123'],
      ['SmsOriginationNumber', 'pool-0123456789abcdef'],
      ['SmsOriginationNumber', '1234'],
      ['SmsOriginationIdentity', 'my pool'],
      ['SmsOriginByCountry', 'US=+12065550100'],
      ['SmsOriginByCountry', 'GB=EXBANK'],
      ['SmsOriginByCountry', 'GB=sender-id/EXBANK/IE'],
      ['SmsOriginByCountry', 'US=pool/pool-01234567,US=phone-number/phone-01234567'],
      ['SmsOriginByCountry', 'US=pool/pool-01234567,'],
      ['SmsIndiaEntityId', 'my id'],
      ['SmsConfigurationSet', 'arn:aws:sms-voice:eu-west-1:000000000000:configuration-set/delivery'],
      ['AddressChange', 'sometimes'],
      ['AccessTokenMinutes', '4'],
      ['AccessTokenMinutes', '1441'],
      ['IdTokenMinutes', '4'],
      ['RefreshTokenHours', '0'],
      ['RefreshTokenHours', '87601'],
      ['BrandName', ''],
    ]) {
      await assert.rejects(
        resolveTemplate(templateFile, { ...required, [name!]: value! }),
        { name: 'TemplateError' },
        `${name}=${value}`,
      );
    }
  });

  it('that is an address or a host is accepted in its usual forms', () => {
    for (const [name, value] of [
      ['EmailFrom', 'codes@example.com'],
      ['EmailFrom', 'Example Bank <codes+otp@mail.example.co.uk>'],
      ['EmailIdentity', 'mail.example.com'],
      ['EmailIdentity', 'codes@example.com'],
      ['AlarmEmail', 'ops@xn--bcher-kva.example'],
      ['PageDomain', 'localhost:8080'],
      ['PageDomain', 'login.example.com'],
    ] as const) {
      assert.match(value, new RegExp(`^(?:${written.Parameters[name]?.AllowedPattern})$`), name);
    }
  });

  it('that lists countries accepts exactly those that phone numbers can belong to, and any number of them', () => {
    const pattern = new RegExp(`^(?:${written.Parameters['Countries']?.AllowedPattern})$`);
    const letters = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ');
    const codes = letters.flatMap((first) => letters.map((second) => first + second));
    assert.deepEqual(
      codes.filter((code) => pattern.test(code)),
      getCountries().sort(),
    );
    assert.ok(pattern.test(getCountries().join()));
  });

  it('that is a language accepts those that messages have, with or without a region', () => {
    const pattern = new RegExp(`^(?:${written.Parameters['DefaultLocale']?.AllowedPattern})$`);
    for (const tag of [...Object.keys(languages), 'de-AT', 'zh-TW', 'nn-NO']) assert.ok(pattern.test(tag), tag);
    const listed = pattern.source.match(/\b[a-z]{2}(?=[|)])/g) ?? [];
    assert.ok(listed.length >= 40);
    for (const tag of listed) {
      const { language } = textsFor([tag], languages);
      assert.ok(language !== 'en' || tag === 'en', `${tag} has no texts`);
    }
  });

  it('that lists sign-up attributes accepts every attribute except custom:otp_closed', async () => {
    const given = 'locale,custom:otp_closed_at,custom:otp_close,x:custom:otp_closed';
    assert.equal((await environmentOf('PreSignUp', { SignUpAttributes: given })).SIGN_UP_ATTRIBUTES, given);
  });
});

/** Variables that Lambda sets and the code needs to load, and one that stops the SDK's warning about the Node version. */
const runtime = { AWS_REGION: 'us-east-1', AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };

type Bundle = (require: NodeJS.Require, module: object, exports: object, process: NodeJS.Process) => void;

/** Loads the built code of a function; the result runs it in an environment and returns the variables that it read. */
function loadBundle(name: string): (environment: Record<string, string>) => Set<string> {
  const file = `${root}packages/triggers/dist/${name}/index.js`;
  const wrapped = `(function (require, module, exports, process) {${readFileSync(file, 'utf8')}\n})`;
  const bundle = new Script(wrapped, { filename: file }).runInThisContext() as Bundle;
  return (environment) => {
    const namesRead = new Set<string>();
    const env = new Proxy(environment, {
      get: (target, key) => {
        if (typeof key === 'string') namesRead.add(key);
        return Reflect.get(target, key) as unknown;
      },
    });
    const module = { exports: {} as Record<string, unknown> };
    bundle(
      createRequire(file),
      module,
      module.exports,
      Object.assign(Object.create(process) as NodeJS.Process, { env }),
    );
    assert.equal(typeof module.exports['handler'], 'function');
    return namesRead;
  };
}

const folderOf = (logicalId: string) => logicalId.replace(/(?!^)([A-Z])/g, '-$1').toLowerCase();
const environmentOf = async (logicalId: string, given: Readonly<Record<string, string>>) => {
  const variables = at(propertiesOf(await resolved(given), logicalId), 'Environment', 'Variables') ?? {};
  return Object.fromEntries(Object.entries(variables as object).map(([name, value]) => [name, String(value)]));
};

describe('the environment of a function', () => {
  for (const id of functions) {
    it(`${id}: has exactly the variables that its code reads`, async () => {
      const run = loadBundle(folderOf(id));
      const namesRead = new Set<string>();
      const given = new Set<string>();
      for (const set of Object.values(parameterSets)) {
        const environment = await environmentOf(id, set);
        for (const name of Object.keys(environment)) given.add(name);
        for (const name of run({ ...environment, ...runtime })) namesRead.add(name);
      }
      // Excludes variables that Lambda sets and those that Node and the SDK read by themselves.
      // APP_CLIENTS is set by the variant for existing user pools only: variants.test.ts.
      const own = [...namesRead].filter(
        (name) => !/^(APP_CLIENTS$|AWS_|NODE_|HOME|USERPROFILE|_HANDLER|LAMBDA_|SMITHY_)/.test(name),
      );
      assert.deepEqual(own.sort(), [...given].sort());
    });
  }

  const readers: Readonly<Record<string, (read: ReturnType<typeof createSettings>) => unknown>> = {
    PreSignUp: (read) => read.preSignUp(),
    DefineAuthChallenge: (read) => read.define(),
    CreateAuthChallenge: (read) => read.create(isCountryWithNumbers),
    VerifyAuthChallengeResponse: (read) => read.verify(),
    PostAuthentication: (read) => read.postAuthentication(),
    CustomMessage: (read) => read.customMessage(),
  };
  const numeric = parameters.filter(([, { Type, AllowedValues }]) => Type === 'Number' && !AllowedValues);

  it('paces responses only if sign-ups do not reveal accounts', async () => {
    const paceOf = async (parameters: Record<string, string>) =>
      (await environmentOf('CreateAuthChallenge', parameters)).ANSWER_PACE_MS;
    assert.equal(await paceOf({}), '0');
    assert.equal(await paceOf({ SelfSignUp: 'on', AnswerPaceMs: '700' }), '0');
    assert.equal(await paceOf({ SelfSignUp: 'off' }), '500');
    assert.equal(await paceOf({ SelfSignUp: 'off', AnswerPaceMs: '700' }), '700');
    assert.equal(await paceOf({ SelfSignUp: 'off', AnswerPaceMs: '0' }), '0');
  });

  it('accepts the bounds of each numeric parameter of the template, and nothing beyond them', async () => {
    const tried = new Set<string>();
    for (const [id, read] of Object.entries(readers)) {
      const base = await environmentOf(id, {});
      for (const [variable, value] of Object.entries(written.Resources[id]?.Properties.Environment?.Variables ?? {})) {
        // `!If [condition, otherwise, !Ref name]`
        const name = [value].flat().at(-1) ?? '';
        const { MinValue = 0, MaxValue = 0 } = numeric.find(([one]) => one === name)?.[1] ?? {};
        if (MaxValue === 0) continue;
        tried.add(name);
        const start = (value: number) => read(createSettings({ ...base, [variable]: String(value) }));
        start(MinValue);
        start(MaxValue);
        for (const beyond of [MinValue - 1, MaxValue + 1]) {
          assert.throws(() => start(beyond), ConfigurationError, `${id}: ${variable}=${beyond}`);
        }
      }
    }
    const elsewhere = numeric.map(([name]) => name).filter((name) => !tried.has(name));
    assert.deepEqual(elsewhere.sort(), [
      'AccessTokenMinutes',
      'IdTokenMinutes',
      'RefreshTokenHours',
      'SecretRotationDays',
      'WebAclRequestsIn5Minutes',
    ]);
  });
});
