// The ways to attach a function to a user pool besides the pool's own `LambdaConfig`.

import { TemplateError } from '../model/errors.js';
import { asText } from './parse.js';
import type { Resource } from './resources.js';
import { unlessUnsupported } from './unsupported.js';

/** A SAM event that attaches a function to a pool. */
export interface CognitoEvent {
  /** The pool's id; empty when the event names none. */
  readonly userPool: string;
  readonly triggers: readonly string[];
}

/**
 * SAM's other way to attach triggers: `Events` of type Cognito on the function.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-cognito.html
 */
export function cognitoEvents({ properties }: Resource): CognitoEvent[] {
  // Events that cannot be resolved, such as those of an API, are not Cognito events: SAM accepts a pool of the same
  // template only.
  const events = unlessUnsupported(() => properties.child('Events'));
  if (events === undefined || events instanceof TemplateError) return [];
  return Object.keys(events.map).flatMap((name) => {
    const event = events.child(name);
    if (event?.string('Type') !== 'Cognito') return [];
    const eventProperties = event.child('Properties');
    const trigger = eventProperties?.map['Trigger'];
    return [
      {
        userPool: eventProperties?.string('UserPool') ?? '',
        triggers: (Array.isArray(trigger) ? trigger : [trigger]).map(asText),
      },
    ];
  });
}

/** A custom resource that attaches a function to a pool when the stack is deployed. */
export interface CustomAttachment {
  readonly logicalId: string;
  /** The name of the pool, which may be in another stack. */
  readonly poolName: string;
  /** The function's name or ARN. */
  readonly functionName: string;
  readonly triggers: readonly string[];
}

/**
 * Reads a `Custom::CognitoUserPool`, which the Serverless Framework writes for an event with `existing: true`.
 * https://www.serverless.com/framework/docs/providers/aws/events/cognito-user-pool
 *
 * @throws TemplateError for invalid properties
 */
export function customAttachment({ logicalId, properties }: Resource): CustomAttachment {
  return {
    logicalId,
    poolName: properties.requiredString('UserPoolName', 'the name of a user pool'),
    functionName: properties.requiredString('FunctionName', 'the name of a function'),
    triggers: properties
      .children('UserPoolConfigs')
      .map((config) => config.requiredString('Trigger', 'the name of a trigger')),
  };
}
