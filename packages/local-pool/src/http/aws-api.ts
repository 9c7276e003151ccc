// The AWS APIs: finds out which service a request is for and who signed it, and applies faults.

import type { ServiceName } from '../control/fault-request.js';
import type { Faults } from '../control/faults.js';
import type { Outbox } from '../control/outbox.js';
import { type AccessKeys, credentialScope } from '../iam/access-keys.js';
import type { Caller } from '../iam/caller.js';
import { DroppedConnection, ServiceError } from '../model/errors.js';
import type { IdentityPools } from '../services/cognito-identity/identity-pools.js';
import { callOperation } from '../services/cognito-idp/call-operation.js';
import type { OperationContext } from '../services/cognito-idp/request/operation.js';
import type { DynamoDb } from '../services/dynamodb/dynamodb.js';
import type { SecretsManager } from '../services/secrets-manager/secrets-manager.js';
import { callSes, SEND_EMAIL_PATH } from '../services/ses/ses.js';
import {
  awsJson,
  awsJsonError,
  type HttpRequest,
  type HttpResponse,
  parseJson,
} from '../services/shared/aws-protocol.js';
import type { SmsVoice } from '../services/sms-voice/sms-voice.js';
import { callSns, snsError } from '../services/sns/sns.js';

/** The services, and what their calls pass through. */
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

/** The service that each prefix of `x-amz-target` belongs to. */
const TARGET_PREFIXES: Readonly<Record<string, ServiceName>> = {
  AWSCognitoIdentityProviderService: 'cognito-idp',
  DynamoDB_20120810: 'dynamodb',
  secretsmanager: 'secretsmanager',
  AWSCognitoIdentityService: 'cognito-identity',
  PinpointSMSVoiceV2: 'sms-voice',
};

/** The service and operation that a request is for. */
interface AwsCall {
  readonly service: ServiceName;
  readonly action: string;
}

/**
 * Answers one call of an AWS API.
 *
 * @param onUnexpectedError called with errors of the local pool itself, whose callers get an InternalErrorException
 * @throws DroppedConnection when a fault drops the response
 */
export async function answerAwsRequest(
  request: HttpRequest,
  services: AwsServices,
  onUnexpectedError: (error: unknown) => void,
): Promise<HttpResponse> {
  const call = identifyCall(request);
  try {
    if (call === undefined) {
      throw new ServiceError(
        'UnknownOperationException',
        'The request is not for a service that the local pool offers.',
        404,
      );
    }
    const caller = services.accessKeys.identifyCaller(request.headers);
    const target = faultTarget(call, caller);
    return await services.faults.withFaults(target, () => dispatch(call, request, services, caller));
  } catch (error) {
    if (error instanceof ServiceError) return call?.service === 'sns' ? snsError(error) : awsJsonError(error);
    if (error instanceof DroppedConnection) throw error;
    onUnexpectedError(error);
    return awsJsonError(
      new ServiceError('InternalErrorException', 'The local pool failed. Its log has the details.', 500),
    );
  }
}

/**
 * How faults select the call: calls of Cognito's API by `api`, and calls of services by `service`. A call of a user pool
 * that the developer signed counts as one of the API only.
 */
function faultTarget({ service, action }: AwsCall, caller: Caller | undefined) {
  const isDeveloper = caller !== undefined && caller.functionId === undefined;
  return {
    ...(service === 'cognito-idp' || service === 'cognito-identity' ? { api: action } : {}),
    ...(service === 'cognito-idp' && isDeveloper ? {} : { service, action }),
    ...(caller?.functionId === undefined ? {} : { function: caller.functionId }),
  };
}

async function dispatch(
  { service, action }: AwsCall,
  request: HttpRequest,
  services: AwsServices,
  caller: Caller | undefined,
): Promise<HttpResponse> {
  if (service === 'cognito-idp') {
    return awsJson(await callOperation(action, parseJson(request.body), services.cognito, caller));
  }
  if (service === 'cognito-identity') {
    return awsJson(await services.identityPools.call(action, parseJson(request.body)));
  }
  if (caller === undefined) {
    throw new ServiceError('MissingAuthenticationTokenException', 'Missing Authentication Token', 403);
  }
  const region = credentialScope(request.headers)?.region ?? services.region;
  switch (service) {
    case 'dynamodb':
      return services.dynamoDb.call(request, action, parseJson(request.body), caller);
    case 'secretsmanager':
      return awsJson(services.secrets.call(action, parseJson(request.body), caller));
    case 'sms-voice':
      return awsJson(services.smsVoice.call(action, parseJson(request.body), caller, region));
    case 'sns':
      return callSns(request, caller, services.outbox, region);
    case 'ses':
      return callSes(request, caller, services.outbox, region);
  }
}

/** JSON protocols name service and operation in `x-amz-target`; SNS and SES are recognized by their signature. */
function identifyCall({ headers, body, url }: HttpRequest): AwsCall | undefined {
  const [prefix = '', action = ''] = String(headers['x-amz-target'] ?? '').split('.');
  const service = Object.hasOwn(TARGET_PREFIXES, prefix) ? TARGET_PREFIXES[prefix] : undefined;
  if (service !== undefined) return { service, action };
  switch (credentialScope(headers)?.service) {
    case 'sns':
      return { service: 'sns', action: new URLSearchParams(body.toString('utf8')).get('Action') ?? '' };
    case 'ses':
      return { service: 'ses', action: url.pathname === SEND_EMAIL_PATH ? 'SendEmail' : '' };
    default:
      return undefined;
  }
}
