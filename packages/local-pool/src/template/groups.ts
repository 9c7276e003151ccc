// Groups and users of a template's user pools.

import type { PoolDefinition } from '../model/pool-definition.js';
import type { Resource, Resources } from './resources.js';

const ofPool =
  (poolId: string) =>
  ({ properties }: Resource): boolean =>
    properties.requiredString('UserPoolId', 'a user pool') === poolId;

/**
 * The groups of a pool.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cognito-userpoolgroup.html
 */
export const readGroups = (poolId: string, resources: Resources): PoolDefinition['groups'] =>
  resources
    .ofType('AWS::Cognito::UserPoolGroup')
    .filter(ofPool(poolId))
    .map(({ identity, properties }) => ({
      name: identity.ref,
      description: properties.string('Description'),
      roleArn: properties.string('RoleArn'),
      precedence: properties.number('Precedence'),
    }));

/**
 * The users of a pool, with the groups that attachments add them to.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cognito-userpooluser.html
 */
export function readUsers(poolId: string, resources: Resources): PoolDefinition['users'] {
  const attached = readAttachments(poolId, resources);
  return resources
    .ofType('AWS::Cognito::UserPoolUser')
    .filter(ofPool(poolId))
    .map(({ logicalId, identity, properties }) => ({
      logicalId,
      name: identity.ref,
      attributes: Object.fromEntries(
        properties
          .children('UserAttributes')
          .map((attribute) => [
            attribute.requiredString('Name', 'the name of an attribute'),
            attribute.string('Value') ?? '',
          ]),
      ),
      validationData: Object.fromEntries(
        properties
          .children('ValidationData')
          .map((entry) => [entry.requiredString('Name', 'the name of a value'), entry.string('Value') ?? '']),
      ),
      clientMetadata: properties.texts('ClientMetadata'),
      messageAction: properties.oneOf('MessageAction', ['RESEND', 'SUPPRESS']),
      mediums: properties.strings('DesiredDeliveryMediums'),
      forceAlias: properties.boolean('ForceAliasCreation') ?? false,
      groups: attached.filter(({ user }) => user === identity.ref).map(({ group }) => group),
    }));
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cognito-userpoolusertogroupattachment.html */
function readAttachments(poolId: string, resources: Resources): { readonly user: string; readonly group: string }[] {
  const groups = new Set(readGroups(poolId, resources).map(({ name }) => name));
  return resources
    .ofType('AWS::Cognito::UserPoolUserToGroupAttachment')
    .filter(ofPool(poolId))
    .map(({ properties }) => {
      const group = properties.requiredString('GroupName', 'a group of the user pool');
      if (!groups.has(group)) properties.fail('GroupName', 'a group of the user pool');
      return { user: properties.requiredString('Username', 'a user of the user pool'), group };
    });
}

/** Attachments of users whom no template creates. They have no effect. */
export const attachmentsWithoutUser = (resources: Resources): string[] => {
  const users = resources.ofType('AWS::Cognito::UserPoolUser').map(({ identity }) => identity.ref);
  return resources
    .ofType('AWS::Cognito::UserPoolUserToGroupAttachment')
    .filter(({ properties }) => !users.includes(properties.string('Username') ?? ''))
    .map(
      ({ logicalId, properties }) =>
        `${logicalId} adds ${properties.string('Username')} to a group, whom no template creates: create the user with AdminCreateUser and call AdminAddUserToGroup.`,
    );
};
