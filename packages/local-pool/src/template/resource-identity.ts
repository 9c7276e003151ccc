// Names resources as CloudFormation would: what `Ref` and `Fn::GetAtt` return for each type.

import { globalArn, regionalArn, urlSuffixOf } from '../model/arn.js';
import { stableId, stableUuid } from '../model/identifiers.js';

/**
 * A resource's names and ARNs. They are derived before anything is created, so that resources can refer to each other in
 * any order.
 */
export interface ResourceIdentity {
  readonly type: string;
  readonly logicalId: string;
  /** What `Ref` returns. */
  readonly ref: string;
  /** What `Fn::GetAtt` returns, by attribute. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** The property with which a template sets a resource's own name, by type. */
const NAME_PROPERTIES: Readonly<Record<string, string>> = {
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
  'AWS::Lambda::Alias': 'Name',
  'AWS::SSM::Parameter': 'Name',
  'AWS::Cognito::UserPoolGroup': 'GroupName',
  'AWS::Cognito::UserPoolUser': 'Username',
};

/** The property that holds the name of a resource of this type; undefined when the type has none. */
export const nameProperty = (type: string): string | undefined => NAME_PROPERTIES[type];

/** The characters of a user pool's id. Letters that are easily confused are left out. */
const POOL_ID_CHARACTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz0123456789';

/** What a resource's names are made of. */
interface NameParts {
  /** The same for every run, and different for every resource of every template. */
  readonly unique: string;
  readonly logicalId: string;
  /** The name that the template sets, or the one that CloudFormation would generate. */
  readonly name: string;
  /** The name or ARN of the function of an alias or version. */
  readonly functionName: string | undefined;
  readonly region: string;
  readonly arn: (service: string, resource: string) => string;
  /** An ARN of a service without Regions. */
  readonly globalArn: (service: string, resource: string) => string;
}

type Names = Pick<ResourceIdentity, 'ref' | 'attributes'>;

const functionNames = ({ name, arn }: NameParts): Names => ({
  ref: name,
  attributes: { Arn: arn('lambda', `function:${name}`) },
});

/** An alias or version of a function: the function's ARN with a qualifier. */
const qualifiedNames = ({ functionName = '', arn }: NameParts, qualifier: string): Names => {
  const functionArn = functionName.startsWith('arn:') ? functionName : arn('lambda', `function:${functionName}`);
  const qualified = `${functionArn}:${qualifier}`;
  return {
    ref: qualified,
    attributes: { Arn: qualified, AliasArn: qualified, FunctionArn: qualified, Version: qualifier },
  };
};

/** The part of a function's ARN or name before the alias or version. */
export const unqualified = (nameOrArn: string): string =>
  nameOrArn.startsWith('arn:') ? nameOrArn.split(':').slice(0, 7).join(':') : (nameOrArn.split(':')[0] ?? '');

const tableNames = ({ name, arn }: NameParts): Names => {
  const table = arn('dynamodb', `table/${name}`);
  return { ref: name, attributes: { Arn: table, StreamArn: `${table}/stream/2020-01-01T00:00:00.000` } };
};

const namesByType: Readonly<Record<string, (parts: NameParts) => Names>> = {
  'AWS::Cognito::UserPool'({ unique, region, arn }) {
    const id = `${region}_${stableId(unique, 9, POOL_ID_CHARACTERS)}`;
    const provider = `cognito-idp.${region}.${urlSuffixOf(region)}/${id}`;
    return {
      ref: id,
      attributes: {
        Arn: arn('cognito-idp', `userpool/${id}`),
        UserPoolId: id,
        ProviderName: provider,
        ProviderURL: `https://${provider}`,
      },
    };
  },
  'AWS::Cognito::UserPoolClient'({ unique, logicalId }) {
    const id = stableId(unique, 26);
    const secret = stableId(`${unique}\0secret`, 51);
    return { ref: id, attributes: { ClientId: id, Name: logicalId, ClientSecret: secret } };
  },
  'AWS::Cognito::IdentityPool'({ unique, name, region, arn }) {
    const id = `${region}:${stableUuid(unique)}`;
    return { ref: id, attributes: { Name: name, Arn: arn('cognito-identity', `identitypool/${id}`) } };
  },
  'AWS::Serverless::Function': functionNames,
  'AWS::Lambda::Function': functionNames,
  'AWS::Lambda::Alias': (parts) => qualifiedNames(parts, parts.name),
  'AWS::Lambda::Version': (parts) => qualifiedNames(parts, '1'),
  'AWS::DynamoDB::Table': tableNames,
  'AWS::Serverless::SimpleTable': tableNames,
  'AWS::SecretsManager::Secret'({ unique, name, arn }) {
    const secret = arn('secretsmanager', `secret:${name}-${stableId(unique, 6)}`);
    return { ref: secret, attributes: { Id: secret } };
  },
  'AWS::IAM::Role': ({ unique, name, globalArn }) => ({
    ref: name,
    attributes: { Arn: globalArn('iam', `role/${name}`), RoleId: stableId(unique, 21).toUpperCase() },
  }),
  'AWS::IAM::ManagedPolicy'({ name, globalArn }) {
    const policy = globalArn('iam', `policy/${name}`);
    return { ref: policy, attributes: { PolicyArn: policy } };
  },
  'AWS::SNS::Topic'({ name, arn }) {
    const topic = arn('sns', name);
    return { ref: topic, attributes: { TopicArn: topic, TopicName: name } };
  },
  'AWS::Logs::LogGroup': ({ name, arn }) => ({
    ref: name,
    attributes: { Arn: arn('logs', `log-group:${name}:*`) },
  }),
  'AWS::KMS::Key'({ unique, arn }) {
    const key = stableUuid(unique);
    return { ref: key, attributes: { KeyId: key, Arn: arn('kms', `key/${key}`) } };
  },
};

/** What a resource is named from. */
export interface ResourceNaming {
  readonly type: string;
  readonly logicalId: string;
  /** The name that the template sets. */
  readonly name: string | undefined;
  /** The name or ARN of the function of an alias or version. */
  readonly functionName?: string | undefined;
  readonly region: string;
  /** Distinguishes templates. */
  readonly seed: string;
  readonly stackName: string;
}

/** Names a resource. Types that are not known get plausible names, since other resources may refer to them. */
export function identifyResource(naming: ResourceNaming): ResourceIdentity {
  const { type, logicalId, name, functionName, region, seed, stackName } = naming;
  const unique = `${seed}\0${logicalId}`;
  const generated = `${stackName}-${logicalId}-${stableId(unique, 12, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789')}`;
  const parts: NameParts = {
    unique,
    logicalId,
    name: name ?? generated,
    functionName,
    region,
    arn: (service, resource) => regionalArn(service, region, resource),
    globalArn: (service, resource) => globalArn(service, region, resource),
  };
  const names = Object.hasOwn(namesByType, type) ? namesByType[type]?.(parts) : undefined;
  return { type, logicalId, ...(names ?? otherNames(type, parts)) };
}

function otherNames(type: string, { name, arn }: NameParts): Names {
  const service = type.split('::')[1]?.toLowerCase() ?? 'unknown';
  return { ref: name, attributes: { Arn: arn(service, name), Name: name } };
}
