/** The properties of the roles, functions, pool, table, secret and outputs of the template. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { CLOSED_ATTRIBUTE } from '../../src/domain/closed-account.js';
import {
  at,
  forEachParameterSet,
  functions,
  listOf,
  ofType,
  propertiesOf,
  resolved,
  root,
  statementsOf,
  triggers,
} from './support/template.js';

describe('functions and roles', () => {
  it('each function has its own role, log group and code folder', async () => {
    await forEachParameterSet((template, set) => {
      const all = ofType(template, 'AWS::Serverless::Function');
      assert.deepEqual(all.map(([id]) => id).sort(), [...functions].sort(), set);
      for (const property of ['Role', 'CodeUri'] as const) {
        assert.equal(new Set(all.map(([, properties]) => properties[property])).size, all.length, property);
      }
      assert.equal(new Set(all.map(([, { LoggingConfig }]) => at(LoggingConfig, 'LogGroup'))).size, all.length);
      for (const [id, { Role }] of all) assert.match(String(Role), new RegExp(`role/local-${id}Role-`));
    });
  });

  it('only Lambda can assume the role of a function', async () => {
    const template = await resolved();
    for (const id of functions) {
      const { AssumeRolePolicyDocument, ManagedPolicyArns } = propertiesOf(template, `${id}Role`);
      assert.deepEqual(
        listOf(at(AssumeRolePolicyDocument, 'Statement')).map((one) => at(one, 'Principal', 'Service')),
        ['lambda.amazonaws.com'],
      );
      assert.equal(ManagedPolicyArns, undefined);
    }
  });

  it('Define has no access to data: its role allows only writing its own log', async () => {
    await forEachParameterSet((template) => {
      const own = statementsOf(template).filter(({ role }) => role === 'DefineAuthChallengeRole');
      assert.deepEqual(
        own.flatMap(({ statement }) => listOf(statement.Action)),
        ['logs:CreateLogStream', 'logs:PutLogEvents'],
      );
      assert.match(String(own[0]?.statement.Resource), /:log-group:local-DefineAuthChallengeLog-\w+:\*$/);
    });
  });

  it('no action and no resource is a wildcard; sns:Publish to phone numbers excludes everything that has an ARN', async () => {
    await forEachParameterSet((template, set) => {
      for (const { role, statement } of statementsOf(template)) {
        const { Action, Resource, NotResource } = statement;
        for (const action of listOf(Action)) assert.match(action, /^[a-z0-9-]+:[A-Za-z]+$/, `${set}: ${role}`);
        for (const resource of listOf(Resource)) {
          assert.match(resource, /^arn:aws:[a-z-]+:[a-z0-9-]+:000000000000:.+/, `${set}: ${role}`);
          assert.notEqual(resource, '*');
        }
        if (Resource === undefined) {
          assert.deepEqual([Action, NotResource], ['sns:Publish', 'arn:aws:sns:*:*:*'], `${set}: ${role}`);
        }
      }
    });
  });

  it('only Cognito can assume the SMS role, for this stack, and can send only to phone numbers', async () => {
    const { AssumeRolePolicyDocument, Policies } = propertiesOf(await resolved(), 'SmsRole');
    const [trust] = listOf(at(AssumeRolePolicyDocument, 'Statement') as object[]);
    assert.equal(at(trust, 'Principal', 'Service'), 'cognito-idp.amazonaws.com');
    assert.equal(at(trust, 'Condition', 'StringEquals', 'sts:ExternalId'), 'local-sms');
    assert.equal(at(trust, 'Condition', 'StringEquals', 'aws:SourceAccount'), '000000000000');
    const [statement, ...others] = listOf(at(Policies, 0, 'PolicyDocument', 'Statement') as object[]);
    assert.deepEqual(
      [at(statement, 'Action'), at(statement, 'NotResource'), others],
      ['sns:Publish', 'arn:aws:sns:*:*:*', []],
    );
  });

  it('each function can be invoked only by its user pool or secret, in this account', async () => {
    const template = await resolved();
    const permissions = ofType(template, 'AWS::Lambda::Permission').map(([, properties]) => properties);
    assert.equal(permissions.length, functions.length);
    for (const { FunctionName, Principal, SourceArn, SourceAccount } of permissions) {
      const rotates = String(FunctionName).includes('RotateSecret');
      assert.equal(Principal, rotates ? 'secretsmanager.amazonaws.com' : 'cognito-idp.amazonaws.com');
      assert.match(String(SourceArn), rotates ? /:secret:local-CodeSecret-/ : /:userpool\//);
      assert.equal(SourceAccount, '000000000000');
    }
  });

  it('a trigger responds or times out before Cognito retries', async () => {
    const template = await resolved();
    for (const id of triggers) assert.ok(Number(propertiesOf(template, id)['Timeout']) <= 5);
    const config = propertiesOf(template, 'UserPool')['LambdaConfig'];
    assert.deepEqual(Object.keys(config as object).sort(), [...triggers].sort());
  });
});

describe('stored data', () => {
  it('the pool and the table are retained when the stack is deleted, and have deletion protection', async () => {
    const template = await resolved();
    for (const id of ['UserPool', 'Table']) {
      const { DeletionPolicy, UpdateReplacePolicy } = template.resources[id]!.attributes;
      assert.deepEqual([DeletionPolicy, UpdateReplacePolicy], ['Retain', 'Retain'], id);
    }
    assert.equal(propertiesOf(template, 'UserPool')['DeletionProtection'], 'ACTIVE');
    assert.equal(propertiesOf(template, 'Table')['DeletionProtectionEnabled'], true);
  });

  it('the table is encrypted, and its items expire by themselves', async () => {
    const table = propertiesOf(await resolved(), 'Table');
    assert.equal(at(table, 'SSESpecification', 'SSEEnabled'), true);
    assert.deepEqual({ ...(table['TimeToLiveSpecification'] as object) }, { AttributeName: 'ttl', Enabled: true });
    assert.equal(table['BillingMode'], 'PAY_PER_REQUEST');
  });

  it('logs are kept for the configured number of days', async () => {
    const template = await resolved({ LogRetentionDays: '90' });
    const groups = ofType(template, 'AWS::Logs::LogGroup');
    assert.equal(groups.length, functions.length);
    for (const [id, { RetentionInDays }] of groups) assert.equal(String(RetentionInDays), '90', id);
  });

  it('the secret is long, generated by Secrets Manager and rotated on a schedule', async () => {
    const template = await resolved({ SecretRotationDays: '7' });
    const { GenerateSecretString, SecretString } = propertiesOf(template, 'CodeSecret');
    assert.ok(Number(at(GenerateSecretString, 'PasswordLength')) >= 32);
    assert.equal(SecretString, undefined);
    assert.equal(String(at(propertiesOf(template, 'Rotation'), 'RotationRules', 'AutomaticallyAfterDays')), '7');
  });
});

describe('lifetimes of tokens', () => {
  const validity = async (parameters: Record<string, string>) => {
    const client = propertiesOf(await resolved(parameters), 'UserPoolClient');
    const { AccessTokenValidity, IdTokenValidity, RefreshTokenValidity, TokenValidityUnits } = client;
    return [AccessTokenValidity, IdTokenValidity, RefreshTokenValidity, { ...(TokenValidityUnits as object) }].map(
      (one) => (typeof one === 'object' ? one : Number(one)),
    );
  };
  const units = { AccessToken: 'minutes', IdToken: 'minutes', RefreshToken: 'hours' };

  it('are an hour and thirty days, or what the operator sets', async () => {
    assert.deepEqual(await validity({}), [60, 60, 720, units]);
    const given = { AccessTokenMinutes: '5', IdTokenMinutes: '60', RefreshTokenHours: '1' };
    assert.deepEqual(await validity(given), [5, 60, 1, units]);
    const longest = { AccessTokenMinutes: '1440', IdTokenMinutes: '1440', RefreshTokenHours: '24' };
    assert.deepEqual(await validity(longest), [1440, 1440, 24, units]);
  });
});

describe('email that Cognito itself sends', () => {
  const configuration = async (parameters: Record<string, string>, region?: string) => {
    const found = propertiesOf(await resolved(parameters, region), 'UserPool')['EmailConfiguration'];
    return found === undefined ? undefined : { ...(found as object) };
  };
  const identity = (name: string) => `arn:aws:ses:us-east-1:000000000000:identity/${name}`;

  it('goes through SES, from the identity that contains EmailFrom', async () => {
    for (const [EmailFrom, name] of [
      ['codes@example.com', 'example.com'],
      ['Example Bank <codes@mail.example.com>', 'mail.example.com'],
      ['<codes@example.co.uk>', 'example.co.uk'],
    ] as const) {
      assert.deepEqual(await configuration({ EmailFrom }), {
        EmailSendingAccount: 'DEVELOPER',
        From: EmailFrom,
        SourceArn: identity(name),
      });
    }
  });

  it('uses the identity and the configuration set that the operator names', async () => {
    const given = { EmailFrom: 'Ann <ann@example.com>', EmailConfigurationSet: 'codes' };
    for (const name of ['ann@example.com', 'example.com']) {
      assert.deepEqual(await configuration({ ...given, EmailIdentity: name }), {
        EmailSendingAccount: 'DEVELOPER',
        From: 'Ann <ann@example.com>',
        SourceArn: identity(name),
        ConfigurationSet: 'codes',
      });
    }
  });

  it('is not configured if no email is sent', async () => {
    assert.equal(await configuration({}), undefined);
    assert.equal(await configuration({ Channels: 'sms', EmailFrom: 'codes@example.com' }), undefined);
  });
});

describe('promise 24: ways into the user pool', () => {
  it('no app client accepts a password or SRP alone, in any configuration', async () => {
    await forEachParameterSet((template, set) => {
      const clients = ofType(template, 'AWS::Cognito::UserPoolClient');
      assert.ok(clients.length > 0);
      for (const [id, client] of clients) {
        const flows = listOf(client['ExplicitAuthFlows'] as string[]);
        const passwordFlows = flows.filter(
          (flow) => flow !== 'ALLOW_CUSTOM_AUTH' && flow !== 'ALLOW_REFRESH_TOKEN_AUTH',
        );
        assert.deepEqual(passwordFlows, [], `${set}: ${id}`);
        // If no flow is listed, Cognito allows SRP by default.
        assert.ok(flows.includes('ALLOW_CUSTOM_AUTH'), `${set}: ${id}`);
        for (const oauth of ['AllowedOAuthFlows', 'SupportedIdentityProviders', 'CallbackURLs'])
          assert.equal(client[oauth], undefined);
        assert.equal(client['PreventUserExistenceErrors'], 'ENABLED');
        assert.equal(client['EnableTokenRevocation'], true);
      }
    });
  });

  it('users cannot recover a password, and cannot change an address without proof', async () => {
    const pool = propertiesOf(await resolved(), 'UserPool');
    assert.deepEqual(
      listOf(at(pool, 'AccountRecoverySetting', 'RecoveryMechanisms')).map((one) => at(one, 'Name')),
      ['admin_only'],
    );
    assert.deepEqual(
      [...listOf(at(pool, 'UserAttributeUpdateSettings', 'AttributesRequireVerificationBeforeUpdate'))].sort(),
      ['email', 'phone_number'],
    );
  });

  it('users cannot mark their own address as verified', async () => {
    const { WriteAttributes } = propertiesOf(await resolved(), 'UserPoolClient');
    assert.ok(!listOf(WriteAttributes as string[]).some((name) => name.endsWith('_verified')));
  });

  it('users can neither read nor write custom:otp_closed, and operators can change it', async () => {
    await forEachParameterSet((template, set) => {
      const { Schema } = propertiesOf(template, 'UserPool');
      const [attribute, ...others] = listOf(Schema as object[]);
      assert.deepEqual({ ...attribute }, { Name: 'otp_closed', AttributeDataType: 'String', Mutable: true }, set);
      assert.deepEqual(others, []);
      assert.equal(`custom:${at(attribute, 'Name')}`, CLOSED_ATTRIBUTE);
      for (const [id, client] of ofType(template, 'AWS::Cognito::UserPoolClient')) {
        // Sources disagree on what an app client without these lists may do, so both must exist.
        for (const list of ['ReadAttributes', 'WriteAttributes']) {
          const names = listOf(client[list] as string[] | undefined);
          assert.ok(names.length > 0, `${set}: ${id} has ${list}`);
          assert.ok(!names.some((name) => name.includes('otp_closed')), `${set}: ${id}`);
        }
      }
    });
  });

  it('refresh tokens rotate with each use unless the operator turned that off', async () => {
    const rotation = async (parameters = {}) =>
      at(propertiesOf(await resolved(parameters), 'UserPoolClient'), 'RefreshTokenRotation', 'Feature');
    assert.equal(await rotation(), 'ENABLED');
    assert.equal(await rotation({ RefreshTokenRotation: 'off' }), 'DISABLED');
  });
});

describe('outputs', () => {
  it('can be pasted as they are', async () => {
    const { outputs } = await resolved();
    assert.match(outputs['UserPoolId'] ?? '', /^us-east-1_\w{9}$/);
    assert.match(outputs['UserPoolClientId'] ?? '', /^[a-z0-9]{26}$/);
    assert.equal(outputs['Region'], 'us-east-1');
    assert.match(new URL(outputs['DashboardUrl'] ?? '').hash, /^#dashboards:name=./);
    assert.match(outputs['TableName'] ?? '', /^local-Table-/);
  });

  it('have a tag that offers what the stack does', async () => {
    for (const [parameters, attributes] of [
      [{}, ' identifiers="phone"'],
      [{ EmailFrom: 'codes@example.com' }, ''],
      [{ EmailFrom: 'codes@example.com', Channels: 'sms' }, ' identifiers="phone"'],
      [{ EmailFrom: 'codes@example.com', Channels: 'email' }, ' identifiers="email"'],
      [{ EmailFrom: 'codes@example.com', Channels: 'email sms' }, ''],
      [{ SelfSignUp: 'off' }, ' identifiers="phone" sign-up="off"'],
    ] as const) {
      const { outputs } = await resolved(parameters);
      const ids = `user-pool-id="${outputs['UserPoolId']}" client-id="${outputs['UserPoolClientId']}"`;
      assert.equal(outputs['Tag'], `<cognito-otp-login ${ids}${attributes}></cognito-otp-login>`);
    }
  });

  it('name the pool, its issuer and its functions for other stacks', async () => {
    const template = await resolved();
    const { outputs } = template;
    const pool = outputs['UserPoolId']!;
    assert.equal(outputs['UserPoolArn'], `arn:aws:cognito-idp:us-east-1:000000000000:userpool/${pool}`);
    assert.equal(outputs['IssuerUrl'], `https://cognito-idp.us-east-1.amazonaws.com/${pool}`);
    assert.equal(outputs['JwksUrl'], `${outputs['IssuerUrl']}/.well-known/jwks.json`);
    for (const id of functions) {
      assert.match(
        outputs[`${id}Arn`] ?? '',
        new RegExp(`^arn:aws:lambda:us-east-1:000000000000:function:local-${id}-`),
      );
    }
    assert.equal(outputs['AlarmTopicArn'], undefined);
  });

  it('use attributes that the login element has', async () => {
    const { outputs } = await resolved({ SelfSignUp: 'off' });
    const readme = readFileSync(`${root}packages/otp-element/README.md`, 'utf8');
    for (const [, attribute] of outputs['Tag']!.matchAll(/ ([a-z-]+)="/g))
      assert.ok(readme.includes(`| \`${attribute}\` |`), attribute);
  });
});
