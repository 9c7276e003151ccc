import { ACCOUNT_ID, STACK_NAME, stableId, stableUuid } from '../model/identifiers.js';

/** What a resource is called: decided before anything is created, so that resources can refer to each other. */
export interface ResourceIdentity {
  readonly type: string;
  readonly logicalId: string;
  /** What `Ref` gives. */
  readonly ref: string;
  /** What `Fn::GetAtt` gives, by attribute. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** The property with which a template names a resource itself. */
const nameProperties: Readonly<Record<string, string>> = {
  'AWS::Serverless::Function': 'FunctionName',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::Serverless::SimpleTable': 'TableName',
  'AWS::SecretsManager::Secret': 'Name',
  'AWS::IAM::Role': 'RoleName',
  'AWS::IAM::Policy': 'PolicyName',
  'AWS::IAM::ManagedPolicy': 'ManagedPolicyName',
  'AWS::SNS::Topic': 'TopicName',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::SQS::Queue': 'QueueName',
  'AWS::KMS::Alias': 'AliasName',
};

export const nameProperty = (type: string): string | undefined => nameProperties[type];

/** Names a resource as CloudFormation would. `seed` tells templates apart. */
export function identifyResource(
  type: string,
  logicalId: string,
  name: string | undefined,
  region: string,
  seed: string,
): ResourceIdentity {
  const unique = `${seed}\0${logicalId}`;
  const physical = name ?? `${STACK_NAME}-${logicalId}-${stableId(unique, 12, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789')}`;
  const arn = (service: string, rest: string, place = region): string =>
    `arn:aws:${service}:${place}:${ACCOUNT_ID}:${rest}`;
  const identity = (ref: string, attributes: Record<string, string>): ResourceIdentity => ({
    type,
    logicalId,
    ref,
    attributes,
  });
  switch (type) {
    case 'AWS::Cognito::UserPool': {
      const id = `${region}_${stableId(unique, 9, 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz0123456789')}`;
      const provider = `cognito-idp.${region}.amazonaws.com/${id}`;
      return identity(id, {
        Arn: arn('cognito-idp', `userpool/${id}`),
        UserPoolId: id,
        ProviderName: provider,
        ProviderURL: `https://${provider}`,
      });
    }
    case 'AWS::Cognito::UserPoolClient': {
      const id = stableId(unique, 26);
      return identity(id, { ClientId: id, Name: logicalId, ClientSecret: stableId(`${unique}\0secret`, 51) });
    }
    case 'AWS::Cognito::IdentityPool': {
      const id = `${region}:${stableUuid(unique)}`;
      return identity(id, { Name: physical, Arn: arn('cognito-identity', `identitypool/${id}`) });
    }
    case 'AWS::Serverless::Function':
    case 'AWS::Lambda::Function':
      return identity(physical, { Arn: arn('lambda', `function:${physical}`) });
    case 'AWS::DynamoDB::Table':
    case 'AWS::Serverless::SimpleTable': {
      const table = arn('dynamodb', `table/${physical}`);
      return identity(physical, { Arn: table, StreamArn: `${table}/stream/2020-01-01T00:00:00.000` });
    }
    case 'AWS::SecretsManager::Secret': {
      const secret = arn('secretsmanager', `secret:${physical}-${stableId(unique, 6)}`);
      return identity(secret, { Id: secret });
    }
    case 'AWS::IAM::Role':
      return identity(physical, {
        Arn: arn('iam', `role/${physical}`, ''),
        RoleId: stableId(unique, 21).toUpperCase(),
      });
    case 'AWS::IAM::ManagedPolicy': {
      const policy = arn('iam', `policy/${physical}`, '');
      return identity(policy, { PolicyArn: policy });
    }
    case 'AWS::SNS::Topic': {
      const topic = arn('sns', physical);
      return identity(topic, { TopicArn: topic, TopicName: physical });
    }
    case 'AWS::Logs::LogGroup':
      return identity(physical, { Arn: arn('logs', `log-group:${physical}:*`) });
    case 'AWS::KMS::Key': {
      const key = stableUuid(unique);
      return identity(key, { KeyId: key, Arn: arn('kms', `key/${key}`) });
    }
    default: {
      const service = type.split('::')[1]?.toLowerCase() ?? 'unknown';
      return identity(physical, { Arn: arn(service, physical), Name: physical });
    }
  }
}
