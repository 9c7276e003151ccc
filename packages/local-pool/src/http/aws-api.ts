import type { Faults, FaultTarget, ServiceName } from '../control/faults.js';
import type { Outbox } from '../control/outbox.js';
import { type AccessKeys, credentialScope } from '../iam/access-keys.js';
import type { Caller } from '../iam/caller.js';
import { ServiceError } from '../model/errors.js';
import type { IdentityPools } from '../services/cognito-identity/identity-pools.js';
import { callOperation } from '../services/cognito-idp/call-operation.js';
import type { OperationContext } from '../services/cognito-idp/request/operation.js';
import type { DynamoDb } from '../services/dynamodb/dynamodb.js';
import type { SecretsManager } from '../services/secrets-manager/secrets-manager.js';
import { sesv2 } from '../services/ses/ses.js';
import {
  awsJson,
  awsJsonError,
  type HttpRequest,
  type HttpResponse,
  parseJson,
} from '../services/shared/aws-protocol.js';
import type { SmsVoice } from '../services/sms-voice/sms-voice.js';
import { sns, snsError } from '../services/sns/sns.js';

export interface AwsServices {
  readonly region: string;
  readonly accessKeys: AccessKeys;
  readonly faults: Faults;
  readonly outbox: Outbox;
  readonly dynamoDb: DynamoDb;
  readonly secrets: SecretsManager;
  readonly identityPools: IdentityPools;
  readonly smsVoice: SmsVoice;
  readonly cognito: OperationContext;
}

/** The first part of `x-amz-target`, by service. */
const targetPrefixes: Readonly<Record<string, ServiceName>> = {
  AWSCognitoIdentityProviderService: 'cognito-idp',
  DynamoDB_20120810: 'dynamodb',
  secretsmanager: 'secretsmanager',
  AWSCognitoIdentityService: 'cognito-identity',
  PinpointSMSVoiceV2: 'sms-voice',
};

/** Answers one call of an AWS API, whichever service it is for. `unforeseen` hears of faults of this tool itself. */
export async function answerAws(
  exchange: HttpRequest,
  services: AwsServices,
  unforeseen: (error: unknown) => void,
): Promise<HttpResponse> {
  const { service, action } = serviceOf(exchange);
  try {
    if (service === null)
      throw new ServiceError('UnknownOperationException', 'This is not a call of a service offered here.', 404);
    const caller = services.accessKeys.identifyCaller(exchange.headers);
    const target: FaultTarget = {
      ...(service === 'cognito-idp' || service === 'cognito-identity' ? { api: action } : {}),
      ...(service === 'cognito-idp' && caller?.functionId === null ? {} : { service, action }),
      ...(caller?.functionId == null ? {} : { function: caller.functionId }),
    };
    return await services.faults.withFaults(target, () => dispatch(service, action, exchange, services, caller));
  } catch (error) {
    if (error instanceof ServiceError) return service === 'sns' ? snsError(error) : awsJsonError(error);
    if (error instanceof Error && error.name === 'DroppedConnection') throw error;
    unforeseen(error);
    return awsJsonError(new ServiceError('InternalErrorException', 'The local pool failed; its log says how.', 500));
  }
}

async function dispatch(
  service: ServiceName,
  action: string,
  exchange: HttpRequest,
  services: AwsServices,
  caller: Caller | null,
): Promise<HttpResponse> {
  if (service === 'cognito-idp') {
    return awsJson(await callOperation(action, parseJson(exchange.body), services.cognito, caller));
  }
  if (service === 'cognito-identity') {
    return awsJson(await services.identityPools.call(action, parseJson(exchange.body)));
  }
  if (caller === null)
    throw new ServiceError('MissingAuthenticationTokenException', 'Missing Authentication Token', 403);
  const region = credentialScope(exchange.headers)?.region ?? services.region;
  switch (service) {
    case 'dynamodb':
      return services.dynamoDb.call(exchange, action, parseJson(exchange.body), caller);
    case 'secretsmanager':
      return awsJson(services.secrets.call(action, parseJson(exchange.body), caller));
    case 'sms-voice':
      return awsJson(services.smsVoice.call(action, parseJson(exchange.body), caller, region));
    case 'sns':
      return sns(exchange, caller, services.outbox, region);
    case 'ses':
      return sesv2(exchange, caller, services.outbox, region);
    default:
      throw new ServiceError('UnknownOperationException', `The local pool doesn't offer ${service}.`, 404);
  }
}

function serviceOf(exchange: HttpRequest): { service: ServiceName | null; action: string } {
  const [prefix = '', action = ''] = String(exchange.headers['x-amz-target'] ?? '').split('.');
  const service = targetPrefixes[prefix];
  if (service !== undefined) return { service, action };
  switch (credentialScope(exchange.headers)?.service) {
    case 'sns':
      return { service: 'sns', action: new URLSearchParams(exchange.body.toString('utf8')).get('Action') ?? '' };
    case 'ses':
      return { service: 'ses', action: exchange.url.pathname === '/v2/email/outbound-emails' ? 'SendEmail' : '' };
    default:
      return { service: null, action: '' };
  }
}
