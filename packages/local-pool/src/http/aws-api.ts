// The AWS APIs: finds out which service a request is for and who signed it, and applies faults.

import type { Activity } from '../control/activity.js';
import type { ServiceName } from '../control/fault-request.js';
import type { Faults } from '../control/faults.js';
import type { Outbox } from '../control/outbox.js';
import { type AccessKeys, credentialScope } from '../iam/access-keys.js';
import type { Caller } from '../iam/caller.js';
import { DroppedConnection, ServiceError, UnsupportedCall } from '../model/errors.js';
import type { IdentityPools } from '../services/cognito-identity/identity-pools.js';
import { callOperation } from '../services/cognito-idp/call-operation.js';
import type { OperationContext } from '../services/cognito-idp/request/operation.js';
import type { DynamoDb } from '../services/dynamodb/dynamodb.js';
import type { Kms } from '../services/kms/kms.js';
import type { SecretsManager } from '../services/secrets-manager/secrets-manager.js';
import { callSes, SEND_EMAIL_PATH } from '../services/ses/ses.js';
import { callSesV1, sesV1Action, sesV1Error } from '../services/ses/ses-v1.js';
import {
  awsJson,
  awsJsonError,
  type HttpRequest,
  type HttpResponse,
  parseJson,
} from '../services/shared/aws-protocol.js';
import { queryError, restXmlError } from '../services/shared/query-protocol.js';
import type { SmsVoice } from '../services/sms-voice/sms-voice.js';
import { callSns, snsError } from '../services/sns/sns.js';
import type { ParameterStore } from '../services/ssm/ssm.js';

/** The services, and what their calls pass through. */
export interface AwsServices {
  readonly activity: Activity;
  readonly region: string;
  readonly accessKeys: AccessKeys;
  readonly faults: Faults;
  readonly outbox: Outbox;
  readonly dynamoDb: DynamoDb;
  readonly secrets: SecretsManager;
  readonly identityPools: IdentityPools;
  readonly smsVoice: SmsVoice;
  readonly parameters: ParameterStore;
  readonly kms: Kms;
  /** Receives a line about each call that the local pool does not implement. */
  readonly onUnsupported: (line: string) => void;
  readonly cognito: Omit<OperationContext, 'requester'>;
}

/** The service that each prefix of `x-amz-target` belongs to. */
const TARGET_PREFIXES: Readonly<Record<string, ServiceName>> = {
  AWSCognitoIdentityProviderService: 'cognito-idp',
  DynamoDB_20120810: 'dynamodb',
  secretsmanager: 'secretsmanager',
  AWSCognitoIdentityService: 'cognito-identity',
  PinpointSMSVoiceV2: 'sms-voice',
  AmazonSSM: 'ssm',
  TrentService: 'kms',
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
  let caller: Caller | undefined;
  try {
    caller = services.accessKeys.identifyCaller(request.headers);
    if (call === undefined) throw unknownService(request);
    const target = faultTarget(call, caller);
    const run = () => services.faults.withFaults(target, () => dispatch(call, request, services, caller));
    if (call.service !== 'cognito-idp') return await run();
    const { action: operation } = call;
    return await services.activity.record({ operation, caller: caller?.functionId, body: request.body }, run);
  } catch (error) {
    if (error instanceof UnsupportedCall) return errorResponse(request, call, explain(error, caller, services));
    if (error instanceof ServiceError) return errorResponse(request, call, error);
    if (error instanceof DroppedConnection) throw error;
    onUnexpectedError(error);
    return awsJsonError(
      new ServiceError('InternalErrorException', 'The local pool failed. Its log has the details.', 500),
    );
  }
}

/** An error in the protocol of the service that was called. */
function errorResponse(request: HttpRequest, call: AwsCall | undefined, error: ServiceError): HttpResponse {
  if (call?.service === 'sns') return snsError(error);
  if (call?.service === 'ses' && sesV1Action(request) !== undefined) return sesV1Error(error);
  const service = credentialScope(request.headers)?.service;
  const isForm = String(request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
  if (call === undefined && service === 's3') return restXmlError(error);
  if (call === undefined && isForm) return queryError(error, 'https://aws.amazon.com/');
  return awsJsonError(error);
}

/** Adds to the error which function makes an unimplemented call, and where the template declares the function. */
function explain(error: UnsupportedCall, caller: Caller | undefined, { onUnsupported }: AwsServices): ServiceError {
  const { functionId, place } = caller ?? {};
  const who = functionId === undefined ? '' : `, which the function ${functionId} calls (${place})`;
  const message = `The local pool doesn't provide ${error.what}${who}.`;
  if (functionId !== undefined) onUnsupported(`${message} The call is refused and does not leave this machine.`);
  return new ServiceError(error.name, message, error.status);
}

/** The error for a service that is not implemented. The signature contains its name. */
function unknownService({ method, url, headers, body }: HttpRequest): ServiceError {
  const service = credentialScope(headers)?.service;
  if (service === undefined) {
    const message = 'The local pool does not implement the service of this request.';
    return new ServiceError('UnknownOperationException', message, 404);
  }
  const target = String(headers['x-amz-target'] ?? '').split('.')[1];
  const action = target ?? new URLSearchParams(body.toString('utf8')).get('Action') ?? `${method} ${url.pathname}`;
  return new UnsupportedCall(service, action);
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
    const { headers, ipAddress } = request;
    const context = { ...services.cognito, requester: { userAgent: headers['user-agent'] ?? '', ipAddress } };
    return awsJson(await callOperation(action, parseJson(request.body), context, caller));
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
      if (sesV1Action(request) !== undefined) return callSesV1(request, caller, services.outbox, region);
      return callSes(request, caller, services.outbox, region);
    case 'ssm':
      return awsJson(services.parameters.call(action, parseJson(request.body), caller));
    case 'kms':
      return awsJson(services.kms.call(action, parseJson(request.body), caller));
  }
}

/** JSON protocols name service and operation in `x-amz-target`; SNS and SES are recognized by their signature. */
function identifyCall(request: HttpRequest): AwsCall | undefined {
  const { headers, body, url } = request;
  const [prefix = '', action = ''] = String(headers['x-amz-target'] ?? '').split('.');
  const service = Object.hasOwn(TARGET_PREFIXES, prefix) ? TARGET_PREFIXES[prefix] : undefined;
  if (service !== undefined) return { service, action };
  switch (credentialScope(headers)?.service) {
    case 'sns':
      return { service: 'sns', action: new URLSearchParams(body.toString('utf8')).get('Action') ?? '' };
    case 'ses':
      return { service: 'ses', action: sesV1Action(request) ?? (url.pathname === SEND_EMAIL_PATH ? 'SendEmail' : '') };
    default:
      return undefined;
  }
}
