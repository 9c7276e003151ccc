/** The generated variants of the template: for a trial, and for the Serverless Application Repository. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { type ResolvedTemplate, resolveTemplate, startLocalPool } from '@cognito-otp/local-pool';
import { startDeployment } from '@cognito-otp/test-kit/deployment';
import { parse } from 'yaml';
import { poolParameters, triggersFile } from './support/existing-pool.js';
import {
  at,
  ofType,
  parameterSets,
  propertiesOf,
  required,
  resolved,
  root,
  statementsOf,
  triggers,
} from './support/template.js';

const trialFile = `${root}template-trial.yaml`;
const sarFile = `${root}template-sar.yaml`;
const sarText = readFileSync(sarFile, 'utf8');
const codeKey = { CodeKeyName: 'cognito-otp-codes' };
/** Parameters that only the full template has. */
const NOT_IN_SAR = ['WebAcl', 'WebAclRequestsIn5Minutes', 'SecretRotationDays'];
const typesOf = ({ resources }: ResolvedTemplate) => new Set(Object.values(resources).map(({ type }) => type));

describe('the template for a trial', () => {
  it('deletes everything with the stack: nothing is retained or protected', async () => {
    for (const parameters of Object.values(parameterSets)) {
      const { resources } = await resolveTemplate(trialFile, parameters);
      for (const [id, { attributes }] of Object.entries(resources)) {
        for (const policy of ['DeletionPolicy', 'UpdateReplacePolicy'])
          assert.ok([undefined, 'Delete'].includes(attributes[policy] as string | undefined), `${id}: ${policy}`);
      }
      assert.equal(resources['UserPool']?.properties['DeletionProtection'], 'INACTIVE');
      assert.equal(resources['Table']?.properties['DeletionProtectionEnabled'], false);
    }
  });

  it('names every log group, so that Lambda creates none that would be left', async () => {
    const template = await resolveTemplate(trialFile, required);
    const groups = new Set(ofType(template, 'AWS::Logs::LogGroup').map(([id]) => `local-${id}-`));
    for (const [id, { LoggingConfig }] of ofType(template, 'AWS::Serverless::Function')) {
      const name = String((LoggingConfig as Record<string, string>)['LogGroup']);
      assert.ok(
        [...groups].some((group) => name.startsWith(group)),
        `${id}: ${name}`,
      );
    }
  });

  it('differs from the full template in nothing else, so that a trial can become a deployment', async () => {
    const full = await resolved();
    const trial = await resolveTemplate(trialFile, required);
    const text = (template: ResolvedTemplate) =>
      JSON.stringify(template.resources)
        .replaceAll('"Retain"', '"Delete"')
        .replace('"DeletionProtection":"ACTIVE"', '"DeletionProtection":"INACTIVE"')
        .replace('"DeletionProtectionEnabled":true', '"DeletionProtectionEnabled":false')
        // Generated names depend on the name of the file.
        .replace(/us-east-1_\w{9}|\b[a-z0-9]{26}\b|-[A-Z0-9]{12}\b|-[a-z0-9]{6}"/g, '…');
    assert.equal(text(trial), text(full));
  });
});

describe('the template for the Serverless Application Repository', () => {
  it('has no resource of a type that the repository may refuse, not even with a condition', () => {
    assert.doesNotMatch(sarText, /Type: AWS::(SecretsManager|WAFv2)::/);
  });

  it('has a README and a license within the limit of the repository', () => {
    const { Metadata } = parse(sarText, { logLevel: 'silent' }) as {
      Metadata: { 'AWS::ServerlessRepo::Application': Record<string, string> };
    };
    const { ReadmeUrl, LicenseUrl } = Metadata['AWS::ServerlessRepo::Application'];
    assert.equal(ReadmeUrl, 'README-sar.md');
    for (const name of [ReadmeUrl, LicenseUrl]) {
      const { length } = readFileSync(`${root}${name}`, 'utf8');
      assert.ok(length > 500 && length < 256 * 1024, name);
    }
  });

  it('has every other resource, in every configuration', async () => {
    for (const [set, given] of Object.entries(parameterSets)) {
      const full = await resolved({ ...given });
      const kept = Object.fromEntries(Object.entries(given).filter(([name]) => !NOT_IN_SAR.includes(name)));
      const sar = await resolveTemplate(sarFile, { ...kept, ...codeKey });
      const left = [...typesOf(full)].filter((type) => !/SecretsManager|WAFv2/.test(type)).sort();
      assert.deepEqual([...typesOf(sar)].sort(), left, set);
    }
  });

  it('shows every parameter in one group, uses each, and requires the name of the secret', async () => {
    const { Parameters, Metadata } = parse(sarText, { logLevel: 'silent' }) as {
      Parameters: Record<string, { Default?: unknown }>;
      Metadata: { 'AWS::CloudFormation::Interface': { ParameterGroups: { Parameters: string[] }[] } };
    };
    const names = Object.keys(Parameters).sort();
    const grouped = Metadata['AWS::CloudFormation::Interface'].ParameterGroups.flatMap((group) => group.Parameters);
    assert.deepEqual(grouped.sort(), names);
    const rest = sarText.slice(sarText.indexOf('\nMappings:'));
    for (const name of names) assert.match(rest, new RegExp(`!Ref ${name}\\b|\\$\\{${name}\\}`), name);
    await assert.rejects(resolveTemplate(sarFile, required), /CodeKeyName/);
    await assert.rejects(resolveTemplate(sarFile, { ...required, CodeKeyName: '' }), /CodeKeyName is required/);
  });

  it('lets the functions read that one secret, and Secrets Manager rotate it', async () => {
    const template = await resolveTemplate(sarFile, { ...required, CodeKeyName: 'team/codes' });
    const secret = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:team/codes-??????';
    const found = JSON.stringify(template.resources).match(/arn:aws:secretsmanager:[^"]*/g) ?? [];
    assert.deepEqual(new Set(found), new Set([secret]));
    assert.equal(propertiesOf(template, 'RotateSecretPermission')['SourceArn'], secret);
  });

  it('deploys on a local pool and signs users in by SMS and email', async () => {
    await using deployment = await startDeployment(startLocalPool, codeKey, () =>
      // The secret that the operator creates first.
      sarText.replace(
        '\nResources:\n',
        `\nResources:\n  CodeKey:\n    Type: AWS::SecretsManager::Secret\n    Properties: { Name: cognito-otp-codes, SecretString: '${'0123456789abcdef'.repeat(4)}' }\n`,
      ),
    );
    for (const attributes of [{ phone_number: '+447700900123' }, { email: 'ann@example.com' }]) {
      await deployment.signUp(attributes);
      const started = await deployment.start(Object.values(attributes)[0]!);
      const { AuthenticationResult, message } = await deployment.answer(started, await deployment.code());
      assert.ok(AuthenticationResult?.AccessToken, message);
    }
  });
});

describe('the template for a user pool that exists', () => {
  const triggersText = readFileSync(triggersFile, 'utf8');
  const { Parameters, Metadata, Outputs } = parse(triggersText, { logLevel: 'silent' }) as {
    Parameters: Record<string, { Default?: unknown; Description: string }>;
    Outputs: Record<string, unknown>;
    Metadata: { 'AWS::CloudFormation::Interface': { ParameterGroups: { Parameters: string[] }[] } };
  };
  /** Values of a parameter set that this template has, too. */
  const known = (given: Readonly<Record<string, string>>) => ({
    ...Object.fromEntries(Object.entries(given).filter(([name]) => name in Parameters)),
    ...poolParameters,
  });

  it('has every resource of the full one, except the pool and what belongs to it', async () => {
    for (const [set, given] of Object.entries(parameterSets)) {
      const full = await resolved({ ...given });
      const { resources } = await resolveTemplate(triggersFile, known(given));
      const left = Object.keys(full.resources).filter(
        (id) =>
          !/^(UserPool|UserPoolClient|SmsRole|ThreatActions|WebAcl.*|Identities|SignedInRole|IdentityRoles)$/.test(id),
      );
      const own = ['PostAuthenticationSignUps'];
      assert.deepEqual(Object.keys(resources).sort(), [...left, ...own].sort(), set);
      assert.doesNotMatch(JSON.stringify(resources), /AWS::Cognito|AWS::WAFv2/);
    }
  });

  it('lets that pool alone invoke the functions, and the functions change users of that pool alone', async () => {
    const template = await resolveTemplate(triggersFile, known(required));
    const permissions = ofType(template, 'AWS::Lambda::Permission').filter(
      ([, { Principal }]) => Principal === 'cognito-idp.amazonaws.com',
    );
    assert.equal(permissions.length, 6);
    for (const [id, { SourceArn }] of permissions) assert.equal(SourceArn, poolParameters.UserPoolArn, id);
    const users = statementsOf(template).filter(({ statement }) =>
      /cognito-idp/.test(JSON.stringify(statement.Action)),
    );
    assert.equal(users.length, 2);
    for (const { statement } of users) assert.equal(statement.Resource, poolParameters.UserPoolArn);
  });

  it('tells each trigger the app clients, and outputs the function of each trigger', async () => {
    const template = await resolveTemplate(triggersFile, known(required));
    for (const name of triggers) {
      assert.equal(
        at(propertiesOf(template, name), 'Environment', 'Variables', 'APP_CLIENTS'),
        poolParameters.AppClientIds,
      );
      assert.match(String(template.outputs[`${name}Arn`]), /^arn:aws:lambda:/);
    }
    const { UserPoolArn, AppClientIds } = template.outputs;
    assert.deepEqual({ UserPoolArn, AppClientIds }, poolParameters);
    assert.equal(Outputs['Tag'], undefined);
  });

  it('shows every parameter in one group, uses each, and requires the pool and its app clients', async () => {
    const names = Object.keys(Parameters).sort();
    const grouped = Metadata['AWS::CloudFormation::Interface'].ParameterGroups.flatMap((group) => group.Parameters);
    assert.deepEqual(grouped.sort(), names);
    const rest = triggersText.slice(triggersText.indexOf('\nMappings:'));
    for (const name of names) {
      assert.match(rest, new RegExp(`!Ref ${name}\\b|\\$\\{${name}\\}`), name);
      assert.match(Parameters[name]?.Description ?? '', /^\S.{10,}[.]$/s, name);
    }
    const withoutDefault = names.filter((name) => Parameters[name]?.Default === undefined);
    assert.deepEqual(withoutDefault, ['AppClientIds', 'BrandName', 'Countries', 'UserPoolArn']);
    for (const [name, value] of [
      ['UserPoolArn', 'us-east-1_EXAMPLE00'],
      ['AppClientIds', ''],
      ['AppClientIds', 'a, b'],
    ]) {
      const given = { ...known(required), [name!]: value! };
      await assert.rejects(resolveTemplate(triggersFile, given), { name: 'TemplateError', message: new RegExp(name!) });
    }
  });

  it('names nothing that it does not have', () => {
    for (const [, name] of triggersText.matchAll(/!(?:Ref|Condition) (\w+)\b(?!:)|!If\s*\[\s*(\w+)/g)) {
      if (name === undefined || name === 'AWS') continue;
      assert.match(triggersText, new RegExp(`^ {2}${name}:`, 'm'), name);
    }
  });
});
