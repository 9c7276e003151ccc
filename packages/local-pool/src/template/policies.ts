import { unsupportedConditionIn } from '../iam/conditions.js';
import { TemplateError } from '../model/errors.js';
import { ACCOUNT_ID, STACK_NAME } from '../model/identifiers.js';
import type { PolicyStatement, RoleDefinition } from '../model/stack.js';
import type { Properties } from './properties.js';
import type { Resource, Resources } from './resources.js';
import { isTemplateMap, type TemplateMap, type TemplateValue } from './source.js';

/** The AWS-managed policies that trigger functions are usually given; others are named in the start text and allow nothing. */
const managedPolicies: Readonly<Record<string, readonly string[]>> = {
  AWSLambdaBasicExecutionRole: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
  AWSXRayDaemonWriteAccess: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
  AWSXrayWriteOnlyAccess: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
  AmazonDynamoDBFullAccess: ['dynamodb:*'],
  AmazonSNSFullAccess: ['sns:*'],
  AmazonSESFullAccess: ['ses:*'],
  SecretsManagerReadWrite: ['secretsmanager:*'],
  AmazonCognitoPowerUser: ['cognito-idp:*', 'cognito-identity:*'],
  AdministratorAccess: ['*'],
};

/** SAM's policy templates that concern triggers: actions, and the resource made of their one argument. */
const samTemplates: Readonly<
  Record<string, { actions: readonly string[]; resource: (argument: string, region: string) => string[] }>
> = {
  DynamoDBCrudPolicy: {
    actions:
      'GetItem DeleteItem PutItem Scan Query UpdateItem BatchWriteItem BatchGetItem DescribeTable ConditionCheckItem'
        .split(' ')
        .map((action) => `dynamodb:${action}`),
    resource: tableResource,
  },
  DynamoDBReadPolicy: {
    actions: 'GetItem Scan Query BatchGetItem DescribeTable'.split(' ').map((action) => `dynamodb:${action}`),
    resource: tableResource,
  },
  DynamoDBWritePolicy: {
    actions: 'PutItem UpdateItem BatchWriteItem'.split(' ').map((action) => `dynamodb:${action}`),
    resource: tableResource,
  },
  SNSPublishMessagePolicy: {
    actions: ['sns:Publish'],
    resource: (topic, region) => [`arn:aws:sns:${region}:${ACCOUNT_ID}:${topic}`],
  },
  SESCrudPolicy: {
    actions: ['ses:GetIdentityVerificationAttributes', 'ses:SendEmail', 'ses:SendRawEmail', 'ses:VerifyEmailIdentity'],
    resource: (identity, region) => [`arn:aws:ses:${region}:${ACCOUNT_ID}:identity/${identity}`],
  },
  AWSSecretsManagerGetSecretValuePolicy: { actions: ['secretsmanager:GetSecretValue'], resource: (arn) => [arn] },
  KMSDecryptPolicy: {
    actions: ['kms:Decrypt'],
    resource: (key, region) => [`arn:aws:kms:${region}:${ACCOUNT_ID}:key/${key}`],
  },
};

function tableResource(table: string, region: string): string[] {
  const arn = `arn:aws:dynamodb:${region}:${ACCOUNT_ID}:table/${table}`;
  return [arn, `${arn}/index/*`];
}

/** Every role of the template (SAM's implicit ones too) with the statements attached to it from anywhere. */
export function readRoles(resources: Resources, region: string): RoleDefinition[] {
  const managed = new Map<string, PolicyStatement[]>();
  for (const policy of resources.ofType('AWS::IAM::ManagedPolicy')) {
    managed.set(policy.identity.ref, statementsOf(policy.properties.child('PolicyDocument')));
  }
  const fromArn = (arn: string): PolicyStatement[] => managed.get(arn) ?? awsManaged(arn.split('/').at(-1) ?? arn);

  const roles: { arn: string; name: string; statements: PolicyStatement[] }[] = [];
  for (const role of resources.ofType('AWS::IAM::Role')) {
    roles.push({
      arn: role.identity.attributes['Arn'] ?? '',
      name: role.identity.ref,
      statements: [
        ...role.properties.children('Policies').flatMap((policy) => statementsOf(policy.child('PolicyDocument'))),
        ...role.properties.strings('ManagedPolicyArns').flatMap(fromArn),
      ],
    });
  }
  for (const definition of resources.ofType('AWS::Serverless::Function')) {
    if (definition.properties.has('Role')) continue;
    roles.push({
      arn: implicitRoleArn(definition),
      name: implicitRoleArn(definition).split('/').at(-1) ?? '',
      statements: [...awsManaged('AWSLambdaBasicExecutionRole'), ...samPolicies(definition, fromArn, region)],
    });
  }
  for (const policy of resources.ofType('AWS::IAM::Policy', 'AWS::IAM::RolePolicy', 'AWS::IAM::ManagedPolicy')) {
    const one = policy.properties.string('RoleName');
    const names = policy.properties.has('Roles') ? policy.properties.strings('Roles') : one === undefined ? [] : [one];
    for (const role of roles) {
      if (names.includes(role.name)) role.statements.push(...statementsOf(policy.properties.child('PolicyDocument')));
    }
  }
  return roles;
}

/** Throws TemplateError: a condition that nobody here can decide on would allow too little, or in a Deny too much. */
export function refuseUnknownConditions(roles: readonly RoleDefinition[]): void {
  for (const { position, ...statement } of roles.flatMap(({ statements }) => statements)) {
    const unknown = unsupportedConditionIn(statement);
    if (position === undefined || unknown === undefined) continue;
    throw new TemplateError(position, `Condition: ${unknown}`, 'operators and keys that the local pool can decide on');
  }
}

export const implicitRoleArn = (definition: Resource): string =>
  `arn:aws:iam::${ACCOUNT_ID}:role/${STACK_NAME}-${definition.identity.logicalId}Role`;

function samPolicies(
  definition: Resource,
  fromArn: (arn: string) => PolicyStatement[],
  region: string,
): PolicyStatement[] {
  const { properties } = definition;
  const raw = properties.map['Policies'];
  const policies: TemplateValue[] = raw === undefined || raw === null ? [] : Array.isArray(raw) ? raw : [raw];
  return policies.flatMap((policy): PolicyStatement[] => {
    if (typeof policy === 'string') return fromArn(policy);
    if (!isTemplateMap(policy)) return properties.fail('Policies', 'policy names, documents or SAM policy templates');
    if (policy['Statement'] !== undefined) return statements(policy['Statement'], properties);
    const [name = '', argument] = Object.entries(policy)[0] ?? [];
    const template = samTemplates[name];
    if (template === undefined) {
      return properties.fail(
        'Policies',
        `a Statement, a managed policy, or one of ${Object.keys(samTemplates).join(', ')}`,
      );
    }
    const value = isTemplateMap(argument) ? Object.values(argument)[0] : undefined;
    return [allow(template.actions, template.resource(String(value ?? '*'), region))];
  });
}

const awsManaged = (name: string): PolicyStatement[] => {
  const actions = managedPolicies[name];
  return actions === undefined ? [] : [allow(actions, ['*'])];
};

const allow = (actions: readonly string[], resources: readonly string[]): PolicyStatement => ({
  effect: 'Allow',
  actions,
  notActions: [],
  resources,
  notResources: [],
  conditions: {},
});

function statementsOf(document: Properties | undefined): PolicyStatement[] {
  return document === undefined ? [] : statements(document.map['Statement'], document);
}

function statements(value: TemplateValue | undefined, owner: Properties): PolicyStatement[] {
  const list = Array.isArray(value) ? value : value === undefined ? [] : [value];
  return list.map((statement): PolicyStatement => {
    if (!isTemplateMap(statement)) return owner.fail('Statement', 'a list of statements');
    const effect = statement['Effect'];
    if (effect !== 'Allow' && effect !== 'Deny')
      return owner.fail('Statement', 'an Effect of Allow or Deny in each statement');
    return {
      effect,
      actions: texts(statement['Action']),
      notActions: texts(statement['NotAction']),
      resources: texts(statement['Resource']),
      notResources: texts(statement['NotResource']),
      conditions: conditions(statement['Condition']),
      ...(statement['Condition'] === undefined ? {} : { position: owner.positions.of(statement, 'Condition') }),
    };
  });
}

function texts(value: TemplateValue | undefined): string[] {
  if (value === undefined || value === null) return [];
  return (Array.isArray(value) ? value : [value]).map(String);
}

function conditions(value: TemplateValue | undefined): PolicyStatement['conditions'] {
  const result: Record<string, Record<string, string[]>> = {};
  if (!isTemplateMap(value)) return result;
  for (const [operator, keys] of Object.entries(value)) {
    const entry: Record<string, string[]> = {};
    for (const [key, values] of Object.entries((keys ?? {}) as TemplateMap)) entry[key] = texts(values);
    result[operator] = entry;
  }
  return result;
}
