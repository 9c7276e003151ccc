// Policies that a template refers to by name: AWS-managed policies and SAM policy templates.

import { regionalArn } from '../model/arn.js';
import type { PolicyStatement } from '../model/stack.js';

/** The AWS-managed policies that trigger functions usually have. Others allow nothing. */
const MANAGED_POLICIES: Readonly<Record<string, readonly string[]>> = {
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

interface PolicyTemplate {
  readonly actions: readonly string[];
  /** The resources, derived from the template's single argument. */
  readonly resources: (argument: string, region: string) => string[];
}

const tableResources: PolicyTemplate['resources'] = (table, region) => {
  const arn = regionalArn('dynamodb', region, `table/${table}`);
  return [arn, `${arn}/index/*`];
};

/**
 * The SAM policy templates that trigger functions usually have.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-policy-template-list.html
 */
const policyTemplates: Readonly<Record<string, PolicyTemplate>> = {
  DynamoDBCrudPolicy: {
    actions: [
      'dynamodb:GetItem',
      'dynamodb:DeleteItem',
      'dynamodb:PutItem',
      'dynamodb:Scan',
      'dynamodb:Query',
      'dynamodb:UpdateItem',
      'dynamodb:BatchWriteItem',
      'dynamodb:BatchGetItem',
      'dynamodb:DescribeTable',
      'dynamodb:ConditionCheckItem',
    ],
    resources: tableResources,
  },
  DynamoDBReadPolicy: {
    actions: ['dynamodb:GetItem', 'dynamodb:Scan', 'dynamodb:Query', 'dynamodb:BatchGetItem', 'dynamodb:DescribeTable'],
    resources: tableResources,
  },
  DynamoDBWritePolicy: {
    actions: ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:BatchWriteItem'],
    resources: tableResources,
  },
  SNSPublishMessagePolicy: {
    actions: ['sns:Publish'],
    resources: (topic, region) => [regionalArn('sns', region, topic)],
  },
  SESCrudPolicy: {
    actions: ['ses:GetIdentityVerificationAttributes', 'ses:SendEmail', 'ses:SendRawEmail', 'ses:VerifyEmailIdentity'],
    resources: (identity, region) => [regionalArn('ses', region, `identity/${identity}`)],
  },
  AWSSecretsManagerGetSecretValuePolicy: { actions: ['secretsmanager:GetSecretValue'], resources: (arn) => [arn] },
  KMSDecryptPolicy: {
    actions: ['kms:Decrypt'],
    resources: (key, region) => [regionalArn('kms', region, `key/${key}`)],
  },
};

/** The names of the SAM policy templates that are known. */
export const POLICY_TEMPLATE_NAMES: readonly string[] = Object.keys(policyTemplates);

/** The statements of an AWS-managed policy; none when it is not known. */
export function managedPolicy(name: string): PolicyStatement[] {
  const actions = Object.hasOwn(MANAGED_POLICIES, name) ? MANAGED_POLICIES[name] : undefined;
  return actions === undefined ? [] : [allowStatement(actions, ['*'])];
}

/** The statement of a SAM policy template; undefined when it is not known. */
export function policyTemplate(name: string, argument: string, region: string): PolicyStatement | undefined {
  const template = Object.hasOwn(policyTemplates, name) ? policyTemplates[name] : undefined;
  return template === undefined ? undefined : allowStatement(template.actions, template.resources(argument, region));
}

const allowStatement = (actions: readonly string[], resources: readonly string[]): PolicyStatement => ({
  effect: 'Allow',
  actions,
  notActions: [],
  resources,
  notResources: [],
  conditions: {},
});
