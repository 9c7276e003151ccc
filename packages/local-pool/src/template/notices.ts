import type { PoolDefinition } from '../model/stack.js';
import { rotationsOf } from './data.js';
import { runsHere } from './functions.js';
import type { Resources } from './resources.js';

/** What a person should know of a template that resolves: where AWS does more than this tool, or may refuse. */
export function collectNotices(pools: readonly PoolDefinition[], resources: Resources): string[] {
  const rotation = pools
    .flatMap((pool) => pool.clients)
    .filter((client) => client.rotation !== null && client.authFlows.has('ALLOW_REFRESH_TOKEN_AUTH'))
    .map(
      ({ logicalId }) =>
        `${logicalId} has RefreshTokenRotation and ALLOW_REFRESH_TOKEN_AUTH: AWS's guide says that one excludes the other.`,
    );
  const senders = resources.ofType('AWS::Cognito::UserPool').flatMap(({ identity, properties }) => {
    const config = properties.child('LambdaConfig');
    return ['CustomSMSSender', 'CustomEmailSender']
      .filter((name) => config?.has(name))
      .map((name) => `${identity.logicalId} has a ${name}: here Cognito's own messages go to the outbox without it.`);
  });
  const layers = resources
    .ofType('AWS::Serverless::Function', 'AWS::Lambda::Function')
    .filter(({ properties }) => properties.list('Layers').length > 0)
    .map(({ identity }) => `${identity.logicalId} has Layers: they aren't loaded here.`);
  const rotations = [...rotationsOf(resources)]
    .filter(([, rotates]) => !runsHere(resources, rotates))
    .map(([secret]) => `${secret} is rotated here by generating its next text: the function for it doesn't run here.`);
  return [...rotation, ...senders, ...layers, ...rotations];
}
