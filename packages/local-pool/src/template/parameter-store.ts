// Parameters of Parameter Store and aliases of KMS keys.

import type { ParameterDefinition } from '../model/stack.js';
import { isNeededOrResolvable } from './references.js';
import type { Resource, Resources } from './resources.js';

/**
 * The parameters.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ssm-parameter.html
 *
 * @param users the functions that run here
 * @throws TemplateError for invalid properties
 */
export const readParameterStore = (resources: Resources, users: readonly Resource[]): ParameterDefinition[] =>
  resources
    .ofType('AWS::SSM::Parameter')
    .filter(isNeededOrResolvable(users))
    .map(({ identity, properties }) => ({
      name: identity.ref,
      type: properties.oneOf('Type', ['String', 'StringList']) ?? 'String',
      value: properties.requiredString('Value', 'the value of the parameter'),
    }));

/**
 * The ARN of each alias's key, by the alias.
 *
 * @param users the functions that run here
 */
export const readKeyAliases = (resources: Resources, users: readonly Resource[]): Record<string, string> =>
  Object.fromEntries(
    resources
      .ofType('AWS::KMS::Alias')
      .filter(isNeededOrResolvable(users))
      .map(({ identity, properties }) => {
        const target = properties.requiredString('TargetKeyId', 'a key');
        const key = resources
          .ofType('AWS::KMS::Key')
          .find((one) => one.identity.ref === target || one.identity.attributes['Arn'] === target);
        return [identity.ref, key?.identity.attributes['Arn'] ?? target];
      }),
  );
