/** The parameters of the template and the variables that functions read from them. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, it } from 'node:test';
import { Script } from 'node:vm';
import { resolveTemplate } from '@cognito-otp/local-pool';
import { ConfigurationError } from '../../src/config/environment.js';
import { createSettings } from '../../src/config/settings.js';
import {
  at,
  functions,
  parameterSets,
  propertiesOf,
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

  it('has a default, except for Countries, so that no country is allowed by oversight', () => {
    assert.deepEqual(
      parameters.filter(([, { Default }]) => Default === undefined).map(([name]) => name),
      ['Countries'],
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
      ['CodeLength', '3'],
      ['PoolSendsADay', '0'],
      ['GuessesADay', '51'],
      ['PageDomain', 'https://example.com/'],
      ['BrandName', 'Ann\r\nBcc: x'],
      ['EmailFrom', 'Ann <ann@example.com>, bob@example.com'],
      ['SmsSenderId', '12345'],
      ['SmsRegion', 'Ireland'],
      ['CaptchaVerifyUrl', 'http://example.com'],
      ['DefaultLocale', 'English'],
      ['SignUpAttributes', 'custom:otp_closed'],
      ['SignUpAttributes', 'locale,custom:otp_closed'],
      ['SignUpAttributes', 'locale,custom:otp_closed,name'],
      ['AlarmTopicArn', 'alarms'],
    ]) {
      await assert.rejects(
        resolveTemplate(templateFile, { Countries: 'GB', [name!]: value! }),
        { name: 'TemplateError' },
        `${name}=${value}`,
      );
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
      const own = [...namesRead].filter(
        (name) => !/^(AWS_|NODE_|HOME|USERPROFILE|_HANDLER|LAMBDA_|SMITHY_)/.test(name),
      );
      assert.deepEqual(own.sort(), [...given].sort());
    });
  }

  const readers: Readonly<Record<string, (read: ReturnType<typeof createSettings>) => unknown>> = {
    PreSignUp: (read) => read.preSignUp(),
    DefineAuthChallenge: (read) => read.define(),
    CreateAuthChallenge: (read) => read.create(),
    VerifyAuthChallengeResponse: (read) => read.verify(),
    PostAuthentication: (read) => read.postAuthentication(),
    CustomMessage: (read) => read.customMessage(),
  };
  const numeric = parameters.filter(([, { Type, AllowedValues }]) => Type === 'Number' && !AllowedValues);

  it('accepts the bounds of each numeric parameter of the template, and nothing beyond them', async () => {
    const tried = new Set<string>();
    for (const [id, read] of Object.entries(readers)) {
      const base = await environmentOf(id, {});
      for (const [variable, name] of Object.entries(written.Resources[id]?.Properties.Environment?.Variables ?? {})) {
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
    assert.deepEqual(elsewhere.sort(), ['SecretRotationDays', 'WebAclRequestsIn5Minutes']);
  });
});
