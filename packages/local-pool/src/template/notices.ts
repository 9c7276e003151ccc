import type { PoolDefinition } from '../model/stack.js';
import { functionsOf, runsHere } from './functions.js';
import type { Resources } from './resources.js';
import { rotationsOf } from './secrets.js';

/** Trigger keys whose functions would send Cognito's own messages on AWS. */
const SENDER_TRIGGERS = ['CustomSMSSender', 'CustomEmailSender'];

/**
 * What a developer should know about a template that can be resolved: what the local pool ignores, and what AWS may
 * refuse.
 */
export function collectNotices(pools: readonly PoolDefinition[], resources: Resources): string[] {
  return [
    ...tokenRotationNotices(pools),
    ...senderNotices(resources),
    ...layerNotices(resources),
    ...secretRotationNotices(resources),
  ];
}

const tokenRotationNotices = (pools: readonly PoolDefinition[]): string[] =>
  pools
    .flatMap(({ clients }) => clients)
    .filter(({ rotation, authFlows }) => rotation !== undefined && authFlows.has('ALLOW_REFRESH_TOKEN_AUTH'))
    .map(
      ({ logicalId }) =>
        `${logicalId} has both RefreshTokenRotation and ALLOW_REFRESH_TOKEN_AUTH. According to AWS's guide the two exclude each other: remove one of them.`,
    );

const senderNotices = (resources: Resources): string[] =>
  resources.ofType('AWS::Cognito::UserPool').flatMap(({ identity, properties }) => {
    const config = properties.child('LambdaConfig');
    return SENDER_TRIGGERS.filter((name) => config?.has(name)).map(
      (name) =>
        `${identity.logicalId} has a ${name}. The local pool does not run it: Cognito's own messages go to the outbox.`,
    );
  });

const layerNotices = (resources: Resources): string[] =>
  functionsOf(resources)
    .filter(({ properties }) => properties.list('Layers').length > 0)
    .map(({ identity }) => `${identity.logicalId} has Layers. The local pool does not load them.`);

const secretRotationNotices = (resources: Resources): string[] =>
  [...rotationsOf(resources)]
    .filter(([, rotationFunction]) => !runsHere(resources, rotationFunction))
    .map(
      ([secret]) =>
        `The rotation function of ${secret} does not run on Node. The local pool rotates the secret by generating a new value.`,
    );
